# ruff: noqa: S608 - SQL text here holds numbers and names of ours only
"""Samples in SQLite: a table a day, keyed (5-minute bucket, device, time), and one beside it for components.

In that order an insert touches few pages, and one device's day is 288 short reads.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS
from headframe.kit.sqlite import SqliteSession
from headframe.server.stores.rules.charts import DAY_MS
from headframe.server.stores.sql.database import Row
from headframe.server.stores.sql.sqlite_engine import SqliteDatabase
from headframe.server.stores.sql.telemetry.batch import BUCKET_MS
from headframe.server.stores.sql.telemetry.days import (
    COMPONENTS_PREFIX,
    PREFIX,
    day_name,
    day_named,
    days_between,
)

_DAYS = f"SELECT name FROM {{schema}}sqlite_master WHERE type = 'table' AND name GLOB '{PREFIX}[0-9]*'"


def create_day(connection: sqlite3.Connection, day_ms: int) -> None:
    """Make the tables of a day, in the writer's own file."""
    measured = ", ".join([*(f"{n} REAL" for n in FLOAT_COLUMNS), *(f"{n} INTEGER" for n in COUNT_COLUMNS)])
    key = "bucket INTEGER NOT NULL, device_id INTEGER NOT NULL, at_ms INTEGER NOT NULL"
    primary = "PRIMARY KEY (bucket, device_id, at_ms)"
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {PREFIX}{day_name(day_ms)} ({key}, {measured},"
        f" mining_state INTEGER NOT NULL, pool_connected INTEGER, {primary}) WITHOUT ROWID"
    )
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {COMPONENTS_PREFIX}{day_name(day_ms)} ({key},"
        f" components BLOB NOT NULL, {primary}) WITHOUT ROWID"
    )


def raw_days(connection: sqlite3.Connection, schema: str = "") -> Sequence[int]:
    """Days with tables."""
    return sorted(day_named(row["name"]) for row in connection.execute(_DAYS.format(schema=schema)))


class SqliteSource:
    """Source over both files."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["SqliteSamples"]:
        """One state of both files."""
        async with self._database.telemetry_snapshot() as session:
            yield SqliteSamples(session, await session.run(raw_days, "telemetry."))

    @asynccontextmanager
    async def rolling(self) -> AsyncIterator["SqliteSamples"]:
        """A transaction on the telemetry file."""
        async with self._database.telemetry_transaction() as session:
            yield SqliteSamples(session, await session.run(raw_days))

    async def close_buckets(self, until_ms: int) -> None:
        """Writers take turns: nothing is under way."""
        async with self.rolling() as samples:
            await samples.execute(f"UPDATE rollup_progress SET closed_ms = {until_ms}")

    async def raw_days(self) -> Sequence[int]:
        """Days with tables."""
        return await self._database.query(lambda connection: raw_days(connection, "telemetry."))

    async def drop_days(self, days: Sequence[int], *, floor_ms: int) -> None:
        """Drop tables, one day a transaction."""
        for day_ms in days:
            async with self.rolling() as samples:
                await samples.execute(
                    f"UPDATE rollup_progress SET raw_floor_ms = max(raw_floor_ms, {floor_ms})"
                )
                for prefix in (PREFIX, COMPONENTS_PREFIX):
                    await samples.execute(f"DROP TABLE IF EXISTS {prefix}{day_name(day_ms)}")


class SqliteSamples:
    """WritableSamples in a session."""

    bucket = "bucket"

    def __init__(self, session: SqliteSession, days: Sequence[int]) -> None:
        self._session = session
        self._days = days

    async def fetch(self, query: str) -> Sequence[Row]:
        """All rows of a query."""
        return await self._session.run(_fetch, query)

    async def execute(self, statement: str) -> int:
        """Run a statement; how many rows it touched."""
        return await self._session.run(_execute, statement)

    def raw(self, columns: str, *, from_ms: int, to_ms: int, device_id: int | None = None) -> str | None:
        """Samples of the days that overlap from..to, bucket by bucket."""
        days = days_between(self._days, from_ms, to_ms)
        parts = (self._of_day(day, columns, from_ms, to_ms, device_id) for day in days)
        return " UNION ALL ".join(parts) or None

    def _of_day(self, day_ms: int, columns: str, from_ms: int, to_ms: int, device_id: int | None) -> str:
        low, high = max(from_ms, day_ms), min(to_ms, day_ms + DAY_MS)
        first, last = low // BUCKET_MS, (high - 1) // BUCKET_MS
        name = day_name(day_ms)
        within = f"s.at_ms >= {low} AND s.at_ms < {high}"
        if device_id is None:
            return (
                f"SELECT {columns} FROM {PREFIX}{name} AS s"
                f" WHERE s.bucket BETWEEN {first} AND {last} AND {within}"
            )
        listed = ", ".join(f"s.{column.strip()}" for column in columns.split(","))
        joined = ""
        if "components" in columns:
            listed = listed.replace("s.components", "c.components")
            joined = f" LEFT JOIN {COMPONENTS_PREFIX}{name} AS c USING (bucket, device_id, at_ms)"
        return (
            f"SELECT {listed} FROM {self.steps(first, last + 1, 1)} AS step"
            f" CROSS JOIN {PREFIX}{name} AS s{joined}"
            f" WHERE s.bucket = step.value AND s.device_id = {device_id} AND {within}"
        )

    def numbers(self, values: Iterable[int]) -> str:
        """A JSON list as a table."""
        return f"json_each('[{','.join(map(str, values))}]')"

    def steps(self, from_ms: int, to_ms: int, step_ms: int) -> str:
        """A recursive query as a table."""
        return (
            f"(WITH RECURSIVE s(value) AS (SELECT {from_ms} WHERE {from_ms} < {to_ms} UNION ALL"
            f" SELECT value + {step_ms} FROM s WHERE value + {step_ms} < {to_ms}) SELECT value FROM s)"
        )


def _fetch(connection: sqlite3.Connection, query: str) -> list[Row]:
    return connection.execute(query).fetchall()


def _execute(connection: sqlite3.Connection, statement: str) -> int:
    return connection.execute(statement).rowcount
