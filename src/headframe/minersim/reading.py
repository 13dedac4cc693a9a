"""What a miner's sensors say at one moment, in SI units, before a vendor's format hides it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoardReading:
    """One hash board. A lost board is `present=False` with zeros."""

    index: int
    present: bool
    hashrate_hs: float
    average_hs: float
    ideal_hs: float
    chip_c: float
    board_c: float
    inlet_c: float
    outlet_c: float
    power_watts: float
    voltage: float
    frequency_mhz: float
    hardware_errors: int


def absent_board(index: int) -> BoardReading:
    """A slot whose board does not answer."""
    return BoardReading(
        index=index,
        present=False,
        hashrate_hs=0.0,
        average_hs=0.0,
        ideal_hs=0.0,
        chip_c=0.0,
        board_c=0.0,
        inlet_c=0.0,
        outlet_c=0.0,
        power_watts=0.0,
        voltage=0.0,
        frequency_mhz=0.0,
        hardware_errors=0,
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole miner. Counters are since the mining process started; `uptime_seconds` since boot.

    `hashrate_hs` is what it hashes now, `average_hs` over this mining session.
    """

    at: float
    mining: bool
    uptime_seconds: int
    mining_seconds: int
    hashrate_hs: float
    average_hs: float
    ideal_hs: float
    power_watts: float
    ambient_c: float
    chip_c: float
    fan_percent: int
    fans_rpm: tuple[int, ...]
    accepted: int
    rejected: int
    hardware_errors: int
    best_share: int
    work_hashes: float
    boards: tuple[BoardReading, ...]

    @property
    def boards_present(self) -> int:
        """How many hash boards answer."""
        return sum(board.present for board in self.boards)
