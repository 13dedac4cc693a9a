"""Avalon's bracket text: `Ver[..] Temp[30] Fan1[5344] PS[0 1214 ..]`, as its stats carry it."""

from collections.abc import Iterable, Mapping

from headframe.minersim.miner import SimMiner
from headframe.minersim.noise import uniform
from headframe.minersim.reading import BoardReading, Reading


def brackets(values: Mapping[str, object]) -> str:
    """`key[value]` pairs with spaces between; lists become space-separated."""
    return " ".join(f"{key}[{_plain(value)}]" for key, value in values.items())


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:.2f}"
    return " ".join(_plain(item) for item in value) if isinstance(value, Iterable) else str(value)


def chip_row(miner: SimMiner, board: BoardReading, middle: float, spread: float) -> str:
    """One number a chip around `middle`, padded as the firmware pads.

    A row is made anew only when the middle moves by a whole unit: it is the dearest part of an
    answer.
    """
    whole = int(middle) if board.present else 0
    kept: dict[tuple[int, float], tuple[int, str]] = miner.memory.setdefault("chip_rows", {})
    key = (board.index, spread)
    if key not in kept or kept[key][0] != whole:
        kept[key] = (whole, _make_row(miner, board, whole, spread))
    return kept[key][1]


def _make_row(miner: SimMiner, board: BoardReading, middle: int, spread: float) -> str:
    if not board.present:
        spread = 0.0
    base = miner.seed ^ (board.index << 20)
    chips = range(miner.model.chips_per_board)
    return " ".join(f"{int(middle + spread * (uniform(base, chip) - 0.5)):3d}" for chip in chips)


def core_mv(miner: SimMiner) -> float:
    """Millivolts across one chip."""
    return 280.0 if miner.model.boards == 1 else 306.0


def work_state(reading: Reading) -> str:
    """The SYSTEMSTATU text."""
    state = "In Work" if reading.mining else "In Idle"
    return f"Work: {state}, Hash Board: {reading.boards_present}"


def temperatures(reading: Reading) -> tuple[int, int]:
    """Highest and average chip temperature in whole degrees; zero while idle."""
    if not reading.mining:
        return 0, 0
    present = [board.chip_c for board in reading.boards if board.present]
    return int(max(present, default=0)), int(sum(present) / max(1, len(present)) - 9)


def fan_keys(reading: Reading) -> dict[str, int]:
    """Fan1 .. Fan4 in rpm."""
    return {f"Fan{index + 1}": rpm for index, rpm in enumerate(reading.fans_rpm)}
