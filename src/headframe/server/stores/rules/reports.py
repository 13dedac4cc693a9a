"""Rows of a batch: which may be stored, and what status a report stands for."""

import math
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from headframe.core.devices import ComponentStatus, Severity
from headframe.core.errors import HeadframeError
from headframe.core.status import DeviceStatus, ReportFacts, reported_status
from headframe.core.telemetry import MiningState, SampleColumns
from headframe.server.stores.rules.charts import DAY_MS
from headframe.wire.convert.components import component_alarms
from headframe.wire.convert.enums import MINING_STATES

MAX_AHEAD_MS = DAY_MS
"""How far a sample's time may lie in the future."""

MAX_AGE_MS = 400 * DAY_MS
"""How old a sample may be: bounds how many days of storage one batch can open."""

MAX_MAGNITUDE = 1e30
"""A measured value beyond it is nonsense, and counts as unknown: sums must stay within a float's range."""

_POOL = {1: True, 0: False}
_STATES = MINING_STATES.to_core


@dataclass(frozen=True, slots=True)
class Accepted:
    """Positions of rows to store, by (device, time), no key twice; and how many rows were refused."""

    rows: Sequence[int]
    refused: int


def acceptable(
    samples: SampleColumns, owned: Container[int], *, received_ms: int, floor_ms: int = 0
) -> Accepted:
    """Rows of owned devices with a believable time, not before `floor_ms`. Of two with one key the first."""
    low, high = max(received_ms - MAX_AGE_MS, floor_ms), received_ms + MAX_AHEAD_MS
    keys = zip(samples.device_id, samples.at_ms, range(len(samples)), strict=True)
    chosen = sorted(key for key in keys if low <= key[1] <= high and key[0] in owned)
    rows = [key[2] for i, key in enumerate(chosen) if i == 0 or key[:2] != chosen[i - 1][:2]]
    return Accepted(rows, len(samples) - len(chosen))


def sane_floats(values: Iterable[float]) -> list[float | None]:
    """Measured values; None for NaN, infinities and nonsense."""
    return [value if -MAX_MAGNITUDE < value < MAX_MAGNITUDE else None for value in values]


def sane(samples: SampleColumns) -> SampleColumns:
    """The same columns with NaN for what `sane_floats` does not take."""
    floats = {
        name: [math.nan if value is None else value for value in sane_floats(column)]
        for name, column in samples.floats.items()
    }
    return replace(samples, floats=floats)


def sane_counts(values: Iterable[int]) -> list[int | None]:
    """Counted values; None for unknown ones."""
    return [None if value < 0 else value for value in values]


def newest_rows(samples: SampleColumns, rows: Sequence[int]) -> list[int]:
    """The newest row of each device, of rows ordered by (device, time)."""
    ids = samples.device_id
    after = [*rows[1:], None][: len(rows)]
    return [row for row, then in zip(rows, after, strict=True) if then is None or ids[then] != ids[row]]


def status_of(
    samples: SampleColumns, row: int, *, curtailed: bool, worst_fault: Severity | None
) -> DeviceStatus:
    """The status that one row of a batch stands for."""
    return reported_status(
        ReportFacts(
            mining_state=_STATES.get(samples.mining_state[row], MiningState.UNKNOWN),
            hashrate_hs=_sane(samples.floats["hashrate_hs"][row]),
            expected_hashrate_hs=_sane(samples.floats["expected_hashrate_hs"][row]),
            pool_connected=_POOL.get(samples.pool_connected[row]),
            worst_fault=worst_fault,
            component_statuses=_statuses(samples.components[row]),
            curtailed=curtailed,
        )
    )


def _statuses(components: bytes) -> frozenset[ComponentStatus]:
    try:
        return component_alarms(components)
    except HeadframeError:  # unreadable bytes are kept as they are, and tell nothing
        return frozenset()


def _sane(value: float) -> float | None:
    return value if -MAX_MAGNITUDE < value < MAX_MAGNITUDE else None
