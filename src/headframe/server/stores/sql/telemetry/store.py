# ruff: noqa: D102, S608 - promises are written at the port; SQL text holds numbers and names of ours
"""What both engines do alike with samples once they are stored."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from headframe.core.errors import Code, HeadframeError
from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS
from headframe.server.stores.ports.devices import DeviceQuery
from headframe.server.stores.ports.telemetry import RawSample, Retention, Series
from headframe.server.stores.rules.charts import (
    DAY_MS,
    LEVELS,
    check_metric,
    device_series,
    fleet_series,
    plan_chart,
)
from headframe.server.stores.rules.stored_batches import StoredBatches
from headframe.server.stores.sql.database import Database, Row
from headframe.server.stores.sql.device_query import device_select
from headframe.server.stores.sql.schema.devices import DEVICE
from headframe.server.stores.sql.schema.samples import STORED_BATCHES
from headframe.server.stores.sql.telemetry.batch import SAMPLE_COLUMNS
from headframe.server.stores.sql.telemetry.charts import (
    device_buckets,
    fleet_buckets,
    least_step_ms,
    selected_buckets,
)
from headframe.server.stores.sql.telemetry.rollups import roll_up
from headframe.server.stores.sql.telemetry.source import Source

RAW_COLUMNS = (*SAMPLE_COLUMNS, "components")
MAX_BUCKETS_DROPPED = 2_000
"""Buckets of each level that one call of retention drops; the next one goes on."""

_POOL = {1: True, 0: False}


class SqlTelemetry:
    """TelemetryStore but for `ingest`."""

    def __init__(self, database: Database, source: Source) -> None:
        self._database = database
        self._source = source

    async def acknowledged(self, org_id: int, node_id: int) -> int:
        table = STORED_BATCHES.c
        query = select(STORED_BATCHES).where(table.org_id == org_id, table.node_id == node_id)
        async with self._database.read() as reading:
            rows = await reading.rows(query)
        return to_stored(rows[0]).highest if rows else 0

    async def _check_device(self, org_id: int, device_id: int) -> None:
        mine = (DEVICE.c.org_id == org_id, DEVICE.c.id == device_id)
        async with self._database.read() as reading:
            rows = await reading.rows(select(func.count().label("known")).where(*mine))
        if not rows[0]["known"]:
            raise HeadframeError(Code.NOT_FOUND, f"no miner {device_id}")

    async def device_series(
        self, org_id: int, device_id: int, metric: str, *, from_ms: int, to_ms: int, points: int
    ) -> Series:
        check_metric(metric)
        await self._check_device(org_id, device_id)
        plan = plan_chart(from_ms=from_ms, to_ms=to_ms, points=points, raw=True)
        async with self._source.reading() as samples:
            return device_series(metric, plan, await device_buckets(samples, device_id, metric, plan))

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
        async with self._source.reading() as samples:
            return fleet_series(metric, plan, await fleet_buckets(samples, org_id, site_id, metric, plan))

    async def selection_series(
        self, org_id: int, query: DeviceQuery, metric: str, *, from_ms: int, to_ms: int, points: int
    ) -> Series:
        check_metric(metric)
        async with self._database.read() as reading:
            wanted = await device_select(reading, org_id, query, self._database.dialect)
            ids = await reading.column(wanted.of(DEVICE.c.id))
        least_ms = least_step_ms(len(ids), from_ms, to_ms)
        most = max(1, min(points, -(-(to_ms - from_ms) // least_ms)))
        plan = plan_chart(from_ms=from_ms, to_ms=to_ms, points=points, raw=False)
        if plan.bucket_ms < least_ms:
            plan = plan_chart(from_ms=from_ms, to_ms=to_ms, points=most, raw=False)
        async with self._source.reading() as samples:
            return fleet_series(metric, plan, await selected_buckets(samples, ids, metric, plan))

    async def raw(
        self, org_id: int, device_id: int, *, from_ms: int, to_ms: int, limit: int
    ) -> Sequence[RawSample]:
        await self._check_device(org_id, device_id)
        async with self._source.reading() as samples:
            query = samples.raw(", ".join(RAW_COLUMNS), from_ms=from_ms, to_ms=to_ms, device_id=device_id)
            if query is None:
                return []
            rows = await samples.fetch(f"SELECT * FROM ({query}) AS r ORDER BY at_ms LIMIT {int(limit)}")
        return [to_raw(row) for row in rows]

    async def components(self, device_id: int, at_ms: int) -> bytes:
        """Serialised components of one sample; empty where there are none any more."""
        async with self._source.reading() as samples:
            query = samples.raw("components", from_ms=at_ms, to_ms=at_ms + 1, device_id=device_id)
            rows = await samples.fetch(query) if query else []
        return (rows[0]["components"] or b"") if rows else b""

    async def roll_up(self, *, now_ms: int) -> int:
        return await roll_up(self._source, now_ms=now_ms)

    async def apply_retention(self, retention: Retention, *, now_ms: int) -> int:
        today = now_ms - now_ms % DAY_MS
        floor_ms = today - retention.raw_days * DAY_MS
        async with self._source.reading() as samples:
            rows = await samples.fetch("SELECT rolled_ms FROM rollup_progress")
        rolled_ms = rows[0]["rolled_ms"] if rows else 0
        floor_ms = min(floor_ms, rolled_ms - rolled_ms % DAY_MS)
        days = [day for day in await self._source.raw_days() if day < floor_ms]
        if days:
            await self._source.drop_days(days, floor_ms=floor_ms)
        return len(days) + await self._drop_buckets(retention, today)

    async def _drop_buckets(self, retention: Retention, today: int) -> int:
        """Buckets are dropped one by one, a few a call: each is a range of its table's key."""
        kept_days, dropped = retention.raw_days, 0
        given = (retention.five_minutes_days, retention.hour_days, retention.day_days)
        for level, days in zip(LEVELS, given, strict=True):
            kept_days = max(kept_days, days)
            dropped += await self._drop_level(level, today - kept_days * DAY_MS)
        return dropped

    async def _drop_level(self, level: str, before_ms: int) -> int:
        oldest = f"SELECT min(bucket_ms) AS bucket_ms FROM rollup_{level} WHERE bucket_ms < {before_ms}"
        for dropped in range(MAX_BUCKETS_DROPPED):
            async with self._source.rolling() as samples:
                bucket_ms = (await samples.fetch(oldest))[0]["bucket_ms"]
                if bucket_ms is None:
                    await samples.execute(
                        f"DELETE FROM fleet_rollup WHERE level = '{level}' AND bucket_ms < {before_ms}"
                    )
                    return dropped
                await samples.execute(f"DELETE FROM rollup_{level} WHERE bucket_ms = {bucket_ms}")
        return MAX_BUCKETS_DROPPED


def to_stored(row: Row) -> StoredBatches:
    """What is stored of a node."""
    return StoredBatches(row["first"], row["last"], frozenset(json.loads(row["apart"])))


def stored_values(org_id: int, node_id: int, stored: StoredBatches) -> tuple[Any, ...]:
    """The row of it: organisation, node, first, last, apart."""
    return org_id, node_id, stored.first, stored.last, json.dumps(sorted(stored.apart))


def to_raw(row: Row) -> RawSample:
    """One stored sample."""
    return RawSample(
        row["at_ms"],
        {name: row[name] for name in (*FLOAT_COLUMNS, *COUNT_COLUMNS)},
        row["mining_state"],
        _POOL.get(row["pool_connected"]),
        row["components"] or b"",
    )
