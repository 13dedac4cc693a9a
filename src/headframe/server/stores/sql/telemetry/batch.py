"""A batch made ready to be stored: rows in key order, the newest state of each device, what is late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeVar

from headframe.core.devices import Severity
from headframe.core.status import ends_transition
from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS, SampleColumns
from headframe.server.stores.rules.charts import LEVELS
from headframe.server.stores.rules.reports import (
    acceptable,
    newest_rows,
    sane_counts,
    sane_floats,
    status_of,
)
from headframe.server.stores.sql.database import Row

T = TypeVar("T")

BUCKET_MS = LEVELS["5m"]

SAMPLE_COLUMNS = ("device_id", "at_ms", *FLOAT_COLUMNS, *COUNT_COLUMNS, "mining_state", "pool_connected")
"""Columns of a raw sample but for its components, in the order in which rows are made."""

STATE_COLUMNS = (
    "device_id",
    "org_id",
    *SAMPLE_COLUMNS[1:],
    "reported",
    "reported_since_ms",
    "ended_transition_ms",
)
"""Columns of current state."""


@dataclass(frozen=True, slots=True)
class Batch:
    """`positions` are the rows to store by (device, time); `newest` those that may become current state.

    `measured` are rows of SAMPLE_COLUMNS by position.
    """

    samples: SampleColumns
    positions: Sequence[int]
    refused: int
    newest: Sequence[int]
    measured: Mapping[int, tuple[Any, ...]]

    @property
    def device_ids(self) -> Sequence[int]:
        """Devices with rows to store."""
        return _picked(self.samples.device_id, self.newest)

    def rows(self, positions: Iterable[int]) -> Iterable[tuple[Any, ...]]:
        """Rows of SAMPLE_COLUMNS at some positions."""
        return map(self.measured.__getitem__, positions)

    def late(self, closed_ms: int) -> Sequence[tuple[int, int]]:
        """Buckets and devices of rows that come after their bucket was rolled up."""
        pairs = zip(
            _picked(self.samples.at_ms, self.positions),
            _picked(self.samples.device_id, self.positions),
            strict=True,
        )
        return sorted({(at - at % BUCKET_MS, device) for at, device in pairs if at < closed_ms})

    def states(self, org_id: int, facts: Mapping[int, Row]) -> Sequence[tuple[Any, ...]]:
        """Rows of STATE_COLUMNS for devices whose newest row is newer than what is known."""
        fresh = [
            row
            for row in self.newest
            if self.samples.at_ms[row] > _known_ms(facts[self.samples.device_id[row]])
        ]
        return [
            (sample[0], org_id, *sample[1:], *self._judged(row, facts[sample[0]]))
            for row, sample in zip(fresh, self.rows(fresh), strict=True)
        ]

    def _judged(self, row: int, facts: Row) -> tuple[str, int, int | None]:
        worst = Severity(facts["worst_fault"]) if facts["worst_fault"] else None
        status = status_of(self.samples, row, curtailed=bool(facts["curtailed"]), worst_fault=worst).value
        at_ms = self.samples.at_ms[row]
        since = facts["reported_since_ms"] if facts["reported"] == status else at_ms
        began, ended = facts["transition_since_ms"], facts["ended_transition_ms"]
        uptime = self.samples.counts["uptime_seconds"][row]
        if began is not None and ends_transition(began, at_ms, None if uptime < 0 else uptime):
            ended = began
        return status, since, ended


def prepared(samples: SampleColumns, facts: Mapping[int, Row], *, received_ms: int, floor_ms: int) -> Batch:
    """Sort and judge a batch. `facts` are the rows of the devices that its node owns."""
    accepted = acceptable(samples, facts, received_ms=received_ms, floor_ms=floor_ms)
    positions = accepted.rows
    measured = dict(zip(positions, _measured(samples, positions), strict=True))
    return Batch(samples, positions, accepted.refused, newest_rows(samples, positions), measured)


def _measured(samples: SampleColumns, positions: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    return zip(
        _picked(samples.device_id, positions),
        _picked(samples.at_ms, positions),
        *(sane_floats(_picked(samples.floats[name], positions)) for name in FLOAT_COLUMNS),
        *(sane_counts(_picked(samples.counts[name], positions)) for name in COUNT_COLUMNS),
        _picked(samples.mining_state, positions),
        sane_counts(_picked(samples.pool_connected, positions)),
        strict=True,
    )


def _known_ms(facts: Row) -> int:
    return -1 if facts["state_ms"] is None else int(facts["state_ms"])


def _picked(values: Sequence[T], positions: Sequence[int]) -> Sequence[T]:
    if len(positions) > 1:
        picked: Sequence[T] = itemgetter(*positions)(values)
        return picked
    return [values[position] for position in positions]
