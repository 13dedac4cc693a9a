"""PostgreSQL under the SQL stores: a pool of asyncpg connections."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, Self, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import ClauseElement

from headframe.core.errors import Code, HeadframeError
from headframe.kit.sqlite_errors import ReferenceViolationError, UniqueViolationError
from headframe.server.stores.ports.metering import UNMEASURED, WriteMeter
from headframe.server.stores.sql.database import FETCH_ROWS, NO_VALUES, Row, Values
from headframe.server.stores.sql.joining import Joining
from headframe.server.stores.sql.spelling import spelt, spelt_for_each

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"

MIN_CONNECTIONS = 1
MAX_CONNECTIONS = 12
CONNECT_TIMEOUT_SECONDS = 10.0
COMMAND_TIMEOUT_SECONDS = 60.0

_DIALECT: Dialect = PGDialect_asyncpg()  # type: ignore[no-untyped-call] # SQLAlchemy has no hints here


class PostgresDatabase:
    """Database over a DSN, already migrated. An async context manager."""

    dialect: Dialect = _DIALECT
    row_lock = True

    def __init__(self, dsn: str, *, meter: WriteMeter = UNMEASURED) -> None:
        self._dsn = dsn
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._joining = Joining(self._begin, meter)

    async def __aenter__(self) -> Self:
        with translating():
            self._pool = await asyncpg.create_pool(
                self._dsn,
                min_size=MIN_CONNECTIONS,
                max_size=MAX_CONNECTIONS,
                timeout=CONNECT_TIMEOUT_SECONDS,
                command_timeout=COMMAND_TIMEOUT_SECONDS,
                server_settings={"application_name": "headframe", "jit": "off"},
            )
        return self

    async def __aexit__(self, *_exception: object) -> None:
        if self._pool is not None:
            await self._pool.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection of the pool; its errors come translated."""
        assert self._pool is not None  # noqa: S101 - used inside its context
        with translating():
            async with self._pool.acquire() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator["PostgresReading"]:
        """A connection to read with."""
        async with self.connection() as connection:
            yield PostgresReading(connection)

    def glance(self) -> AbstractAsyncContextManager["PostgresReading"]:
        """A connection to read with."""
        return self.read()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator["PostgresReading"]:
        """A connection that sees one state throughout."""
        async with (
            self.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield PostgresReading(connection)

    def write(self) -> AbstractAsyncContextManager["PostgresWriting"]:
        """A transaction."""
        return self._joining.write()

    def together(self) -> AbstractAsyncContextManager[None]:
        """Writes that commit as one."""
        return self._joining.together()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator["PostgresWriting"]:
        async with self.connection() as connection, connection.transaction():
            yield PostgresWriting(connection)


class PostgresReading:
    """Reading over a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def rows(self, statement: ClauseElement, values: Values = NO_VALUES) -> Sequence[Row]:
        """All rows of a query."""
        query, arguments = spelt(statement, _DIALECT, values)
        return await self._connection.fetch(query, *arguments)

    async def several(self, *questions: tuple[ClauseElement, Values]) -> Sequence[Sequence[Row]]:
        """The rows of several queries."""
        return [await self.rows(statement, values) for statement, values in questions]

    async def column(self, statement: ClauseElement, values: Values = NO_VALUES) -> Sequence[Any]:
        """The first column of all rows of a query."""
        return [row[0] for row in await self.rows(statement, values)]

    async def stream(self, statement: ClauseElement) -> AsyncIterator[Row]:
        """The rows of a query, a thousand at a time; within a transaction."""
        query, values = spelt(statement, _DIALECT, NO_VALUES)
        async for row in self._connection.cursor(query, *values, prefetch=FETCH_ROWS):
            yield row


class PostgresWriting(PostgresReading):
    """Writing in a transaction."""

    async def execute(self, statement: ClauseElement, values: Values = NO_VALUES) -> int:
        """Run a statement; how many rows it touched."""
        query, arguments = spelt(statement, _DIALECT, values)
        tag = await self._connection.execute(query, *arguments)
        return int(tag.rsplit(" ", 1)[-1])

    async def execute_many(self, statement: ClauseElement, values: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement once for each set of values, in one round trip."""
        if values:
            query, every = spelt_for_each(statement, _DIALECT, values)
            await self._connection.executemany(query, every)

    async def touch(self, org_id: int, device_ids: Iterable[int]) -> None:
        """Write the rows anew: a trigger orders the change."""
        await self._connection.execute(
            "UPDATE device SET changed = 0 WHERE org_id = $1 AND id = ANY($2::bigint[])",
            org_id,
            list(device_ids),
        )


@contextmanager
def translating() -> Iterator[None]:
    """Raise what the stores promise instead of the driver's errors."""
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        raise UniqueViolationError(str(error)) from error
    except asyncpg.ForeignKeyViolationError as error:
        raise ReferenceViolationError(str(error)) from error
    except asyncpg.DiskFullError as error:
        raise HeadframeError(Code.STORAGE_FULL, "the database server has no space left") from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        raise HeadframeError(Code.STORAGE_UNAVAILABLE, f"the database failed: {error}") from error
