"""Samples, rollups, charts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from headframe.core.telemetry import SampleColumns
from headframe.server.stores.ports.devices import DeviceQuery


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of a batch. A batch seen before stores nothing and says so."""

    stored: int
    duplicate_batch: bool = False
    rejected_rows: int = 0
    device_ids: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One bucket of one metric. `count` is 0 where nothing was known: a gap, not a zero."""

    at_ms: int
    count: int
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one metric, `step_ms` apart, from raw samples or the rollup named by `source`."""

    metric: str
    step_ms: int
    source: str
    points: Sequence[SeriesPoint] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class RawSample:
    """One stored sample, with its serialised components."""

    at_ms: int
    values: dict[str, float | int | None]
    mining_state: int
    pool_connected: bool | None
    components: bytes


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days each resolution is kept."""

    raw_days: int = 14
    five_minutes_days: int = 90
    hour_days: int = 730
    day_days: int = 3650


class TelemetryStore(Protocol):
    """Append-only samples with rollups kept as they arrive."""

    async def ingest(
        self, org_id: int, node_id: int, batch_sequence: int, samples: SampleColumns, *, received_ms: int
    ) -> Ingested:
        """Store a batch once: raw rows, current state of its devices, rollups; one transaction.

        Batches are known by (node, sequence), rows by (device, time). Rows of devices that the node does
        not own, or dated more than a day ahead, are refused and counted. Late rows are stored; current
        state only moves forward.
        """
        ...

    async def acknowledged(self, org_id: int, node_id: int) -> int:
        """Highest batch sequence stored for a node; 0 before any.

        All below it are stored too, as long as the caller ingests a node's batches in order and stops at the
        first that fails.
        """
        ...

    async def device_series(
        self, org_id: int, device_id: int, metric: str, *, from_ms: int, to_ms: int, points: int
    ) -> Series:
        """A chart of one device in at most `points` buckets, from the coarsest source that fits."""
        ...

    async def fleet_series(
        self,
        org_id: int,
        metric: str,
        *,
        from_ms: int,
        to_ms: int,
        points: int,
        site_id: int | None = None,
    ) -> Series:
        """A chart of a site or the organisation: sums of hashrates and powers, means of others.

        The whole formula stands in `stores.rules.charts`.
        """
        ...

    async def selection_series(
        self, org_id: int, query: DeviceQuery, metric: str, *, from_ms: int, to_ms: int, points: int
    ) -> Series:
        """The same over any filter, from device rollups: slower, and bounded by the store."""
        ...

    async def raw(
        self, org_id: int, device_id: int, *, from_ms: int, to_ms: int, limit: int
    ) -> Sequence[RawSample]:
        """Stored samples of one device, oldest first."""
        ...

    async def roll_up(self, *, now_ms: int) -> int:
        """Roll up what is old enough, and again what late rows touched; how many buckets.

        To be called every minute or so, by one caller at a time; charts are right whether or not it runs,
        and slower the longer it did not.
        """
        ...

    async def apply_retention(self, retention: Retention, *, now_ms: int) -> int:
        """Drop whole time ranges past their time; how many were dropped."""
        ...
