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
