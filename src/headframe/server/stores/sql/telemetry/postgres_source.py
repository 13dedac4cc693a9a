# ruff: noqa: S608 - SQL text here holds numbers and names of ours only
"""Samples in PostgreSQL: one table with a partition a day, keyed (device, time)."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from headframe.server.stores.rules.charts import DAY_MS
from headframe.server.stores.sql.database import Row
from headframe.server.stores.sql.postgres_engine import Connection, PostgresDatabase
from headframe.server.stores.sql.telemetry.batch import BUCKET_MS
from headframe.server.stores.sql.telemetry.days import PREFIX, day_name, day_named

PARTITION_LOCK = 0x7061_7274  # any constant: only the making of partitions takes this advisory lock

_PARTITIONS = """
SELECT child.relname AS name FROM pg_inherits
JOIN pg_class AS child ON child.oid = inhrelid
WHERE inhparent = 'sample'::regclass
"""


async def create_day(connection: Connection, day_ms: int) -> None:
    """Make the partition of a day; several servers may try at once."""
    name = f"{PREFIX}{day_name(day_ms)}"
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", PARTITION_LOCK)
        if await connection.fetchval("SELECT to_regclass($1)", name) is None:
            await connection.execute(
                f"CREATE TABLE {name} PARTITION OF sample FOR VALUES FROM ({day_ms}) TO ({day_ms + DAY_MS})"
                " WITH (toast_tuple_target = 128)"
            )


class PostgresSource:
    """Source over a pool."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["PostgresSamples"]:
        """One state."""
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield PostgresSamples(connection)

    @asynccontextmanager
    async def rolling(self) -> AsyncIterator["PostgresSamples"]:
        """A transaction; one caller at a time over all servers."""
        async with self._database.connection() as connection, connection.transaction():
            await connection.execute("SELECT 1 FROM rollup_progress FOR NO KEY UPDATE")
            yield PostgresSamples(connection)

    async def close_buckets(self, until_ms: int) -> None:
        """Batches under way hold the row: this waits for them, and later ones see it."""
        async with self._database.connection() as connection:
            await connection.execute(
                "UPDATE rollup_progress SET closed_ms = greatest(closed_ms, $1)", until_ms
            )

    async def raw_days(self) -> Sequence[int]:
        """Days with partitions."""
        async with self._database.connection() as connection:
            return sorted(day_named(row["name"]) for row in await connection.fetch(_PARTITIONS))

    async def drop_days(self, days: Sequence[int], *, floor_ms: int) -> None:
        """Drop partitions, one day a transaction."""
        async with self._database.connection() as connection:
            await connection.execute(
                "UPDATE rollup_progress SET raw_floor_ms = greatest(raw_floor_ms, $1)", floor_ms
            )
            for day_ms in days:
                await connection.execute(f"DROP TABLE IF EXISTS {PREFIX}{day_name(day_ms)}")


class PostgresSamples:
    """WritableSamples over a connection."""

    bucket = f"at_ms / {BUCKET_MS}"

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def fetch(self, query: str) -> Sequence[Row]:
        """All rows of a query."""
        return await self._connection.fetch(query)

    async def execute(self, statement: str) -> int:
        """Run a statement; how many rows it touched."""
        return int((await self._connection.execute(statement)).rsplit(" ", 1)[-1])

    def raw(self, columns: str, *, from_ms: int, to_ms: int, device_id: int | None = None) -> str | None:
        """Samples; the planner picks the partitions."""
        mine = "" if device_id is None else f" AND device_id = {device_id}"
        return f"SELECT {columns} FROM sample WHERE at_ms >= {from_ms} AND at_ms < {to_ms}{mine}"

    def numbers(self, values: Iterable[int]) -> str:
        """An array as a table."""
        return f"(SELECT unnest('{{{','.join(map(str, values))}}}'::bigint[]) AS value)"

    def steps(self, from_ms: int, to_ms: int, step_ms: int) -> str:
        """A series as a table."""
        return f"(SELECT generate_series({from_ms}::bigint, {to_ms - 1}::bigint, {step_ms}::bigint) AS value)"
