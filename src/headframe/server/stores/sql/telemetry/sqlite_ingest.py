# ruff: noqa: D102, S608 - promises are written at the port; SQL text holds numbers and names of ours
"""Taking in samples on SQLite: a batch is one transaction in the writer thread."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from headframe.core.telemetry import SampleColumns
from headframe.server.stores.ports.telemetry import Ingested
from headframe.server.stores.rules.stored_batches import with_batch
from headframe.server.stores.sql.database import Row
from headframe.server.stores.sql.sqlite_engine import SqliteDatabase
from headframe.server.stores.sql.telemetry.batch import (
    BUCKET_MS,
    SAMPLE_COLUMNS,
    STATE_COLUMNS,
    Batch,
    prepared,
)
from headframe.server.stores.sql.telemetry.days import COMPONENTS_PREFIX, PREFIX, day_name, day_of
from headframe.server.stores.sql.telemetry.sqlite_source import SqliteSource, create_day
from headframe.server.stores.sql.telemetry.store import SqlTelemetry, stored_values, to_stored

_FACTS = """
SELECT d.id, d.curtailed, d.worst_fault, d.transition_since_ms, s.at_ms AS state_ms, s.reported,
    s.reported_since_ms, s.ended_transition_ms
FROM json_each(?) AS given CROSS JOIN device AS d ON d.id = given.value
LEFT JOIN device_state AS s ON s.device_id = d.id
WHERE d.org_id = ? AND d.node_id = ?
"""
_STATE = (
    f"INSERT INTO device_state ({', '.join(STATE_COLUMNS)}) VALUES ({', '.join('?' * len(STATE_COLUMNS))})"
    " ON CONFLICT (device_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in STATE_COLUMNS if name != "device_id")
)
_STORED = "SELECT first, last, apart FROM stored_batches WHERE org_id = ? AND node_id = ?"
_KEEP_STORED = (
    "INSERT OR REPLACE INTO stored_batches (org_id, node_id, first, last, apart) VALUES (?, ?, ?, ?, ?)"
)
_VALUES = ", ".join("?" * (len(SAMPLE_COLUMNS) + 1))


class SqliteTelemetry(SqlTelemetry):
    """TelemetryStore."""

    def __init__(self, database: SqliteDatabase) -> None:
        super().__init__(database, SqliteSource(database))
        self._sqlite = database

    async def ingest(
        self, org_id: int, node_id: int, batch_sequence: int, samples: SampleColumns, *, received_ms: int
    ) -> Ingested:
        def work(connection: sqlite3.Connection) -> Ingested:
            return _ingest(connection, (org_id, node_id), batch_sequence, samples, received_ms)

        done = await self._sqlite.record(work)
        self._sqlite.changes.note(org_id, done.device_ids)
        return done


def _ingest(
    connection: sqlite3.Connection,
    node: tuple[int, int],
    sequence: int,
    samples: SampleColumns,
    received_ms: int,
) -> Ingested:
    row = connection.execute(_STORED, node).fetchone()
    known = to_stored(row) if row else None
    if known is not None and known.has(sequence):
        return Ingested(0, duplicate_batch=True)
    progress = connection.execute("SELECT closed_ms, raw_floor_ms FROM rollup_progress").fetchone()
    facts = _facts(connection, node, samples)
    batch = prepared(samples, facts, received_ms=received_ms, floor_ms=progress[1] if progress else 0)
    stored = _store(connection, batch)
    connection.executemany(_STATE, batch.states(node[0], facts))
    _mark_late(connection, batch, progress)
    connection.execute(_KEEP_STORED, stored_values(*node, with_batch(known, sequence)))
    return Ingested(stored, rejected_rows=batch.refused, device_ids=batch.device_ids)


def _facts(connection: sqlite3.Connection, node: tuple[int, int], samples: SampleColumns) -> dict[int, Row]:
    ids = json.dumps(sorted(set(samples.device_id)))
    return {row["id"]: row for row in connection.execute(_FACTS, (ids, *node))}


def _store(connection: sqlite3.Connection, batch: Batch) -> int:
    """Insert rows day by day, in the order of the key."""
    at_ms, device_id = batch.samples.at_ms, batch.samples.device_id
    positions = sorted(batch.positions, key=lambda row: (at_ms[row] // BUCKET_MS, device_id[row], at_ms[row]))
    days: dict[int, list[int]] = {}
    for row in positions:
        days.setdefault(day_of(at_ms[row]), []).append(row)
    return sum(_store_day(connection, batch, day_ms, rows) for day_ms, rows in days.items())


def _store_day(connection: sqlite3.Connection, batch: Batch, day_ms: int, rows: Sequence[int]) -> int:
    create_day(connection, day_ms)
    at_ms, device_id, components = (
        batch.samples.at_ms,
        batch.samples.device_id,
        batch.samples.components,
    )
    before = connection.total_changes
    connection.executemany(
        f"INSERT OR IGNORE INTO {PREFIX}{day_name(day_ms)}"
        f" (bucket, {', '.join(SAMPLE_COLUMNS)}) VALUES ({_VALUES})",
        [(row[1] // BUCKET_MS, *row) for row in batch.rows(rows)],
    )
    stored = connection.total_changes - before
    connection.executemany(
        f"INSERT OR IGNORE INTO {COMPONENTS_PREFIX}{day_name(day_ms)}"
        " (bucket, device_id, at_ms, components) VALUES (?, ?, ?, ?)",
        [
            (at_ms[row] // BUCKET_MS, device_id[row], at_ms[row], components[row])
            for row in rows
            if components[row]
        ],
    )
    return stored


def _mark_late(connection: sqlite3.Connection, batch: Batch, progress: Any) -> None:
    if progress is not None:
        late = batch.late(progress[0])
        connection.executemany("INSERT OR IGNORE INTO late_bucket (bucket_ms, device_id) VALUES (?, ?)", late)
    elif batch.positions:
        first_ms = min(batch.samples.at_ms[row] for row in batch.positions) // BUCKET_MS * BUCKET_MS
        connection.execute(
            "INSERT INTO rollup_progress (id, closed_ms, rolled_ms, raw_floor_ms) VALUES (1, ?, ?, 0)",
            (first_ms, first_ms),
        )
