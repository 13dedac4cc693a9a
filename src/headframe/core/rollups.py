"""Rollups: count, sum, least and greatest of a metric over a bucket of time, mergeable without loss.

Sums are whole numbers of a metric's quantum, not floats: adding floats in another order gives another last
digit, so a bucket rebuilt from late rows would differ from the one kept as rows came. Whole numbers fit
64 bits for a day of 100,000 devices at one sample a second.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

FIVE_MINUTES_MS: Final = 300_000
HOUR_MS: Final = 3_600_000
DAY_MS: Final = 86_400_000

BUCKETS_MS = (FIVE_MINUTES_MS, HOUR_MS, DAY_MS)
"""Widths of the buckets that are kept; each divides the next, and all are aligned to the epoch in UTC."""

_MILLI: Final = 0.001

QUANTA: dict[str, float] = {
    "hashrate_hs": 1e6,
    "expected_hashrate_hs": 1e6,
    "power_watts": _MILLI,
    "power_target_watts": _MILLI,
    "board_temperature_c": _MILLI,
    "chip_temperature_c": _MILLI,
    "inlet_temperature_c": _MILLI,
    "fan_rpm": _MILLI,
    "input_voltage_v": _MILLI,
}
"""Step of each metric's sums: 1 MH/s is a millionth of the smallest miner, and finer than the 32-bit
floats in which hashrates beyond 16 TH/s arrive."""


def bucket_start(at_ms: int, width_ms: int) -> int:
    """Start of the bucket that holds a moment: start <= at_ms < start + width."""
    return at_ms - at_ms % width_ms


@dataclass(frozen=True, slots=True)
class Rollup:
    """Known values of one metric in one bucket. `total` counts quanta; `low` and `high` are values."""

    count: int
    total: int
    low: float
    high: float

    @classmethod
    def of(cls, metric: str, values: Iterable[float | None]) -> "Rollup | None":
        """The rollup of samples; None where no value is known: a gap, not a zero."""
        known = [value for value in values if value is not None]
        if not known:
            return None
        quantum = QUANTA[metric]
        return cls(len(known), sum(round(value / quantum) for value in known), min(known), max(known))

    def merged(self, other: "Rollup") -> "Rollup":
        """The rollup of both buckets' samples together."""
        return Rollup(
            self.count + other.count,
            self.total + other.total,
            min(self.low, other.low),
            max(self.high, other.high),
        )

    def mean(self, metric: str) -> float:
        """The mean value, to half a quantum."""
        return self.total * QUANTA[metric] / self.count


def merge(rollups: Iterable[Rollup | None]) -> Rollup | None:
    """One rollup of many, in any order and grouping; None where all are gaps."""
    merged: Rollup | None = None
    for rollup in rollups:
        if rollup is not None:
            merged = rollup if merged is None else merged.merged(rollup)
    return merged


def rebucketed(rollups: Iterable[tuple[int, Rollup]], width_ms: int) -> dict[int, Rollup]:
    """Buckets by start, of a width that theirs divides, from buckets or samples by their start."""
    wider: dict[int, Rollup] = {}
    for start_ms, rollup in rollups:
        at_ms = bucket_start(start_ms, width_ms)
        known = wider.get(at_ms)
        wider[at_ms] = rollup if known is None else known.merged(rollup)
    return wider
