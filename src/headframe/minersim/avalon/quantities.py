"""Quantities that both generations of Avalon print in their stats."""

from headframe.minersim.miner import SimMiner
from headframe.minersim.reading import Reading


def mode_code(miner: SimMiner) -> int:
    """Canaan's work mode: on a 1246 0 normal, 1 high; on a Q 0 eco, 1 standard, 2 super."""
    mode = miner.settings.power_mode.value
    return {"low": 0, "normal": 1, "high": 2}[mode] if is_q(miner) else int(mode == "high")


def is_q(miner: SimMiner) -> bool:
    """Whether it is of the newer generation."""
    return miner.model.boards == 1


def psu(reading: Reading, *, q: bool) -> list[int]:
    """PS[error, board voltage, output V, output A, wall W, ?, power target]."""
    watts = int(reading.power_watts)
    if not reading.mining:
        return [0, 1222, 4, 0, 0, 2245, 146]
    return [0, 1214, 2240 if q else 1316, watts // 13, watts, 1320, int(watts * 1.05)]


def rates(reading: Reading) -> dict[str, object]:
    """Hash rates in GH/s, work utility, and the chips' frequency in MHz."""
    return {
        "GHSspd": reading.hashrate_hs / 1e9,
        "DHspd": "0.300%",
        "GHSmm": reading.ideal_hs / 1e9,
        "GHSavg": reading.average_hs / 1e9,
        "WU": reading.average_hs * 60 / 2**32,
        "Freq": max(board.frequency_mhz for board in reading.boards),
    }
