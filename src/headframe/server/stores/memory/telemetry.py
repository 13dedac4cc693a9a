# ruff: noqa: D102 - what each method promises is written at its port
"""Samples in a dictionary; charts are computed from them by brute force: what the others must equal."""

from collections.abc import Iterable, Sequence

from headframe.core.open_faults import worst
from headframe.core.status import ends_transition
from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS, Sample, SampleColumns
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.memory.rows import selected
from headframe.server.stores.memory.state import MemoryDevice, MemoryState
from headframe.server.stores.ports.devices import DeviceQuery
from headframe.server.stores.ports.telemetry import Ingested, RawSample, Retention, Series
from headframe.server.stores.rules.charts import (
    DAY_MS,
    ChartPlan,
    DeviceBucket,
    FleetBucket,
    check_metric,
    device_series,
    fleet_bucket,
    fleet_series,
    merged,
    plan_chart,
)
from headframe.server.stores.rules.lookups import found
from headframe.server.stores.rules.reports import acceptable, newest_rows, sane, status_of
from headframe.server.stores.rules.stored_batches import StoredBatches, with_batch
from headframe.wire.convert.enums import MINING_STATES
from headframe.wire.convert.samples import samples_from_columns


class MemoryTelemetry(Failing):
    """TelemetryStore."""

    def __init__(self, state: MemoryState) -> None:
        super().__init__()
        self._state = state
        self._batches: dict[int, StoredBatches] = {}
        self._samples: dict[int, dict[int, Sample]] = {}

    async def ingest(
        self, org_id: int, node_id: int, batch_sequence: int, samples: SampleColumns, *, received_ms: int
    ) -> Ingested:
        known_batches = self._batches.get(node_id)
        if known_batches and known_batches.has(batch_sequence):
            return Ingested(0, duplicate_batch=True)
        owned = {d.id for d in self._state.devices_of(org_id) if d.node_id == node_id}
        accepted = acceptable(samples, owned, received_ms=received_ms)
        rows = accepted.rows
        every = samples_from_columns(sane(samples))
        stored = sum(self._store(every[row]) for row in rows)
        ids = [samples.device_id[row] for row in newest_rows(samples, rows)]
        for row in newest_rows(samples, rows):
            self._advance(self._state.devices[samples.device_id[row]], samples, row, every[row])
        self._batches[node_id] = with_batch(known_batches, batch_sequence)
        self._state.changes.note(org_id, ids)
        return Ingested(stored, rejected_rows=accepted.refused, device_ids=ids)

    def _store(self, sample: Sample) -> bool:
        times = self._samples.setdefault(sample.device_id, {})
        return times.setdefault(sample.at_ms, sample) is sample

    def _advance(self, device: MemoryDevice, samples: SampleColumns, row: int, sample: Sample) -> None:
        if device.sample is not None and sample.at_ms <= device.sample.at_ms:
            return
        status = status_of(samples, row, curtailed=device.curtailed, worst_fault=worst(device.faults))
        if status is not device.reported:
            device.reported, device.reported_since_ms = status, sample.at_ms
        device.sample = sample
        since = device.transition_since_ms
        if since is not None and ends_transition(since, sample.at_ms, sample.uptime_seconds):
            device.transition = device.transition_since_ms = device.transition_until_ms = None

    async def acknowledged(self, org_id: int, node_id: int) -> int:
        node = self._state.nodes.get(node_id)
        batches = self._batches.get(node_id)
        return batches.highest if batches and node and node.org_id == org_id else 0

    async def device_series(
        self, org_id: int, device_id: int, metric: str, *, from_ms: int, to_ms: int, points: int
    ) -> Series:
        check_metric(metric)
        found(self._state.device(org_id, device_id), "miner", device_id)
        plan = plan_chart(from_ms=from_ms, to_ms=to_ms, points=points, raw=True)
        return device_series(metric, plan, self._buckets(device_id, metric, plan).values())

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
        check_metric(metric)
        plan = plan_chart(from_ms=from_ms, to_ms=to_ms, points=points, raw=False)
        ids = [
            device.id
            for device in self._state.devices_of(org_id)
            if site_id is None or (device.placement and device.placement.site_id == site_id)
        ]
        return fleet_series(metric, plan, self._fleet(ids, metric, plan))

    async def selection_series(
        self, org_id: int, query: DeviceQuery, metric: str, *, from_ms: int, to_ms: int, points: int
    ) -> Series:
        check_metric(metric)
        plan = plan_chart(from_ms=from_ms, to_ms=to_ms, points=points, raw=False)
        ids = [row.id for row, _ in selected(self._state, org_id, query, in_order=False)]
        return fleet_series(metric, plan, self._fleet(ids, metric, plan))

    def _buckets(self, device_id: int, metric: str, plan: ChartPlan) -> dict[int, DeviceBucket]:
        buckets: dict[int, DeviceBucket] = {}
        for at_ms, sample in self._samples.get(device_id, {}).items():
            value = getattr(sample, metric)
            if value is None or not plan.start_ms <= at_ms < plan.end_ms:
                continue
            start = at_ms - at_ms % plan.bucket_ms
            buckets[start] = merged(buckets.get(start), start, DeviceBucket(start, 1, value, value, value))
        return buckets

    def _fleet(self, ids: Iterable[int], metric: str, plan: ChartPlan) -> list[FleetBucket]:
        together: dict[int, list[DeviceBucket]] = {}
        for device_id in ids:
            for at_ms, bucket in self._buckets(device_id, metric, plan).items():
                together.setdefault(at_ms, []).append(bucket)
        return [fleet_bucket(at_ms, devices) for at_ms, devices in together.items()]

    async def raw(
        self, org_id: int, device_id: int, *, from_ms: int, to_ms: int, limit: int
    ) -> Sequence[RawSample]:
        found(self._state.device(org_id, device_id), "miner", device_id)
        samples = self._samples.get(device_id, {})
        times = sorted(at_ms for at_ms in samples if from_ms <= at_ms < to_ms)[:limit]
        return [_raw(samples[at_ms]) for at_ms in times]

    async def roll_up(self, *, now_ms: int) -> int:
        """Nothing to do: charts are computed from samples."""
        del now_ms
        return 0

    async def apply_retention(self, retention: Retention, *, now_ms: int) -> int:
        oldest = now_ms - now_ms % DAY_MS - retention.raw_days * DAY_MS
        dropped = {at - at % DAY_MS for times in self._samples.values() for at in times if at < oldest}
        for device_id, times in self._samples.items():
            self._samples[device_id] = {at: s for at, s in times.items() if at >= oldest}
        return len(dropped)


def _raw(sample: Sample) -> RawSample:
    values = {name: getattr(sample, name) for name in (*FLOAT_COLUMNS, *COUNT_COLUMNS)}
    number = int(MINING_STATES.to_wire[sample.mining_state])
    return RawSample(sample.at_ms, values, number, sample.pool_connected, sample.components)
