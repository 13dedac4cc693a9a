# ruff: noqa: D102, S608 - promises are written at the port; SQL text holds numbers and names of ours
"""Taking in samples on PostgreSQL: binary COPY to a temporary table, then an insert that skips the known.

Rows go in by (device, time): batches that overlap take their locks in one order.
"""

from collections.abc import Sequence
from typing import Any

from asyncpg import CheckViolationError

from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS, SampleColumns
from headframe.server.stores.ports.telemetry import Ingested
from headframe.server.stores.rules.stored_batches import with_batch
from headframe.server.stores.sql.database import Row
from headframe.server.stores.sql.postgres_engine import Connection, PostgresDatabase
from headframe.server.stores.sql.telemetry.batch import (
    BUCKET_MS,
    SAMPLE_COLUMNS,
    STATE_COLUMNS,
    Batch,
    prepared,
)
from headframe.server.stores.sql.telemetry.days import day_of
from headframe.server.stores.sql.telemetry.postgres_source import PostgresSource, create_day
from headframe.server.stores.sql.telemetry.store import SqlTelemetry, stored_values, to_stored

_COLUMNS = (*SAMPLE_COLUMNS, "components")
_FACTS = """
SELECT d.id, d.curtailed, d.worst_fault, d.transition_since_ms, s.at_ms AS state_ms, s.reported,
    s.reported_since_ms, s.ended_transition_ms
FROM device AS d LEFT JOIN device_state AS s ON s.device_id = d.id
WHERE d.id = ANY($1::bigint[]) AND d.org_id = $2 AND d.node_id = $3
"""
_MEASURED = ", ".join([*(f"{n} real" for n in FLOAT_COLUMNS), *(f"{n} bigint" for n in COUNT_COLUMNS)])
_TEMPORARY = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS arriving_sample (
    device_id bigint, at_ms bigint, {_MEASURED}, mining_state smallint, pool_connected smallint,
    components bytea
) ON COMMIT DELETE ROWS
"""
_INSERT = f"""
INSERT INTO sample ({", ".join(_COLUMNS)}) SELECT {", ".join(_COLUMNS)} FROM arriving_sample
ON CONFLICT (device_id, at_ms) DO NOTHING
"""
_DOUBLES = ", ".join(
    [*(f"{n} double precision" for n in FLOAT_COLUMNS), *(f"{n} bigint" for n in COUNT_COLUMNS)]
)
_TEMPORARY_STATE = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS arriving_state (
    device_id bigint, org_id bigint, at_ms bigint, {_DOUBLES}, mining_state smallint,
    pool_connected smallint, reported text, reported_since_ms bigint, ended_transition_ms bigint
) ON COMMIT DELETE ROWS
"""
_STAMP = "(pg_current_xact_id()::text::bigint << 20) | (device_id & 1048575)"
_STATE = f"""
INSERT INTO device_state ({", ".join(STATE_COLUMNS)}, changed)
SELECT {", ".join(STATE_COLUMNS)}, {_STAMP} FROM arriving_state ORDER BY device_id
ON CONFLICT (device_id) DO UPDATE SET
{", ".join(f"{name} = excluded.{name}" for name in (*STATE_COLUMNS[1:], "changed"))}
WHERE device_state.at_ms < excluded.at_ms
"""
_STORED = "SELECT first, last, apart FROM stored_batches WHERE org_id = $1 AND node_id = $2"
_KEEP_STORED = """
INSERT INTO stored_batches (org_id, node_id, first, last, apart) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (org_id, node_id) DO UPDATE SET
first = excluded.first, last = excluded.last, apart = excluded.apart
"""


class PostgresTelemetry(SqlTelemetry):
    """TelemetryStore."""

    def __init__(self, database: PostgresDatabase) -> None:
        super().__init__(database, PostgresSource(database))
        self._postgres = database
        self._days: set[int] = set()

    async def ingest(
        self, org_id: int, node_id: int, batch_sequence: int, samples: SampleColumns, *, received_ms: int
    ) -> Ingested:
        async with self._postgres.connection() as connection:
            try:
                return await self._ingest(connection, (org_id, node_id), batch_sequence, samples, received_ms)
            except CheckViolationError:  # a partition we knew was dropped meanwhile
                self._days.clear()
            return await self._ingest(connection, (org_id, node_id), batch_sequence, samples, received_ms)

    async def _ingest(
        self,
        connection: Connection,
        node: tuple[int, int],
        sequence: int,
        samples: SampleColumns,
        received_ms: int,
    ) -> Ingested:
        async with connection.transaction():
            await connection.execute(
                "SELECT pg_advisory_xact_lock($1::int, $2::int)",
                _BATCH_LOCK,
                node[1] & 0x7FFF_FFFF,  # batches of one node take turns
            )
            row = await connection.fetchrow(_STORED, *node)
            known = to_stored(row) if row else None
            if known is not None and known.has(sequence):
                return Ingested(0, duplicate_batch=True)
            facts = await _facts(connection, node, samples)
            floor_ms = await connection.fetchval("SELECT raw_floor_ms FROM rollup_progress")
            batch = prepared(samples, facts, received_ms=received_ms, floor_ms=floor_ms or 0)
            days = await self._make_days(connection, batch)
            closed_ms = await _closed_ms(connection, batch)
            stored = await _store(connection, batch)
            await _advance(connection, batch.states(node[0], facts))
            await _mark_late(connection, batch, closed_ms)
            await connection.execute(_KEEP_STORED, *stored_values(*node, with_batch(known, sequence)))
        self._days |= days
        return Ingested(stored, rejected_rows=batch.refused, device_ids=batch.device_ids)

    async def _make_days(self, connection: Connection, batch: Batch) -> set[int]:
        """Make partitions that this process does not know of, before anything else is locked."""
        days = {day_of(batch.samples.at_ms[row]) for row in batch.positions}
        for day_ms in sorted(days - self._days):
            await create_day(connection, day_ms)
        return days


_BATCH_LOCK = 0x6261_7463  # first half of an advisory lock: only batches take it


async def _facts(connection: Connection, node: tuple[int, int], samples: SampleColumns) -> dict[int, Row]:
    rows = await connection.fetch(_FACTS, sorted(set(samples.device_id)), *node)
    return {row["id"]: row for row in rows}


async def _closed_ms(connection: Connection, batch: Batch) -> int:
    """From when on buckets are open, held until this batch is stored."""
    query = "SELECT closed_ms FROM rollup_progress FOR SHARE"
    closed_ms: int | None = await connection.fetchval(query)
    if closed_ms is not None or not batch.positions:
        return closed_ms or 0
    first_ms = min(batch.samples.at_ms[row] for row in batch.positions) // BUCKET_MS * BUCKET_MS
    await connection.execute(
        "INSERT INTO rollup_progress (id, closed_ms, rolled_ms, raw_floor_ms) VALUES (1, $1, $1, 0)"
        " ON CONFLICT DO NOTHING",
        first_ms,
    )
    return int(await connection.fetchval(query))


async def _store(connection: Connection, batch: Batch) -> int:
    if not batch.positions:
        return 0
    components = (batch.samples.components[row] or None for row in batch.positions)
    rows = [(*row, data) for row, data in zip(batch.rows(batch.positions), components, strict=True)]
    await connection.execute(_TEMPORARY)
    await connection.copy_records_to_table("arriving_sample", records=rows, columns=_COLUMNS)
    return int((await connection.execute(_INSERT)).rsplit(" ", 1)[-1])


async def _advance(connection: Connection, states: Sequence[tuple[Any, ...]]) -> None:
    if states:
        await connection.execute(_TEMPORARY_STATE)
        await connection.copy_records_to_table("arriving_state", records=states, columns=STATE_COLUMNS)
        await connection.execute(_STATE)


async def _mark_late(connection: Connection, batch: Batch, closed_ms: int) -> None:
    late = batch.late(closed_ms)
    if late:
        await connection.execute(
            "INSERT INTO late_bucket (bucket_ms, device_id)"
            " SELECT * FROM unnest($1::bigint[], $2::bigint[]) ON CONFLICT DO NOTHING",
            [bucket_ms for bucket_ms, _ in late],
            [device_id for _, device_id in late],
        )
