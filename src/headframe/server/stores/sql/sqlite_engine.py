"""SQLite under the SQL stores: two files, read together.

Relational data is written FULL, telemetry NORMAL. All readers see both files; the telemetry writer reads
the relational one.
"""

import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import ClauseElement

from headframe.kit.sqlite import SqliteFile, SqliteOptions, SqliteSession
from headframe.server.stores.ports.metering import UNMEASURED, WriteMeter
from headframe.server.stores.rules.changes import ChangeLog
from headframe.server.stores.sql.database import FETCH_ROWS, NO_VALUES, Row, Values
from headframe.server.stores.sql.joining import Joining
from headframe.server.stores.sql.spelling import spelt, spelt_for_each

T = TypeVar("T")

RELATIONAL_FILE = "headframe.db"
TELEMETRY_FILE = "telemetry.db"
READERS = 3

_DIALECT = SQLiteDialect_pysqlite()


class SqliteDatabase:
    """Database over the two files of one directory, already migrated. An async context manager."""

    dialect: Dialect = _DIALECT
    row_lock = False

    def __init__(
        self, directory: Path, *, max_pages: int | None = None, meter: WriteMeter = UNMEASURED
    ) -> None:
        relational, telemetry = directory / RELATIONAL_FILE, directory / TELEMETRY_FILE
        self._relational = SqliteFile(
            relational,
            SqliteOptions("FULL", READERS, attach={"telemetry": telemetry}, max_pages=max_pages),
        )
        self._telemetry = SqliteFile(
            telemetry,
            SqliteOptions("NORMAL", 0, attach={"relational": relational}, max_pages=max_pages),
        )
        self.changes = ChangeLog(time.time_ns() // 1000)
        self._joining = Joining(self._begin, meter)

    async def __aenter__(self) -> Self:
        await self._relational.__aenter__()
        try:
            await self._telemetry.__aenter__()
            await self._seed_changes()
        except BaseException:
            await self._relational.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._telemetry.__aexit__(None, None, None)
        await self._relational.__aexit__(None, None, None)

    @asynccontextmanager
    async def read(self) -> AsyncIterator["SqliteReading"]:
        """A reader of both files."""
        async with self._relational.reading() as session:
            yield SqliteReading(session)

    @asynccontextmanager
    async def glance(self) -> AsyncIterator["SqliteReading"]:
        """A reader of both files in this very thread."""
        yield SqliteReading(_Glance(self._relational))

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator["SqliteReading"]:
        """A reader of both files that sees one state throughout."""
        async with self._relational.snapshot() as session:
            yield SqliteReading(session)

    def write(self) -> AbstractAsyncContextManager["SqliteWriting"]:
        """A transaction on the relational file."""
        return self._joining.write()

    def together(self) -> AbstractAsyncContextManager[None]:
        """Writes that commit as one."""
        return self._joining.together()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator["SqliteWriting"]:
        writing: SqliteWriting
        async with self._relational.transaction() as session:
            writing = SqliteWriting(session)
            yield writing
        self._note(writing.touched)

    async def query(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in a reader thread, in one state of both files."""
        return await self._relational.read(work)

    async def record(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in a transaction on the telemetry file; it reads the relational one too."""
        return await self._telemetry.write(work)

    def telemetry_transaction(self) -> AbstractAsyncContextManager[SqliteSession]:
        """A transaction on the telemetry file over several calls."""
        return self._telemetry.transaction()

    def telemetry_snapshot(self) -> AbstractAsyncContextManager[SqliteSession]:
        """One state of both files over several calls."""
        return self._relational.snapshot()

    def _note(self, touched: Sequence[tuple[int, Iterable[int]]]) -> None:
        for org_id, device_ids in touched:
            self.changes.note(org_id, device_ids)

    async def _seed_changes(self) -> None:
        """To a watcher of an earlier process every device has changed."""
        rows = await self.query(lambda c: c.execute("SELECT org_id, id FROM device ORDER BY id").fetchall())
        for org_id, device_id in rows:
            self.changes.note(org_id, (device_id,))


class _Runs(Protocol):
    """Where a connection is worked with."""

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Call `work(connection, *arguments)`."""
        ...


class _Glance:
    """In this very thread."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Call `work(connection, *arguments)`."""
        return self._file.glance(work, *arguments)


class SqliteReading:
    """Reading in a session."""

    def __init__(self, session: _Runs) -> None:
        self._session = session

    async def rows(self, statement: ClauseElement, values: Values = NO_VALUES) -> Sequence[Row]:
        """All rows of a query."""
        return await self._session.run(_rows, *_spelt(statement, values))

    async def several(self, *questions: tuple[ClauseElement, Values]) -> Sequence[Sequence[Row]]:
        """The rows of several queries, in one hop."""
        return await self._session.run(_several, [_spelt(*question) for question in questions])

    async def column(self, statement: ClauseElement, values: Values = NO_VALUES) -> Sequence[Any]:
        """The first column of all rows of a query."""
        return await self._session.run(_column, *_spelt(statement, values))

    async def stream(self, statement: ClauseElement) -> AsyncIterator[Row]:
        """The rows of a query, a thousand at a time."""
        cursor = await self._session.run(sqlite3.Connection.execute, *_spelt(statement))
        while rows := await self._session.run(_some, cursor):
            for row in rows:
                yield row


class SqliteWriting(SqliteReading):
    """Writing in a transaction."""

    def __init__(self, session: SqliteSession) -> None:
        super().__init__(session)
        self._writing = session
        self.touched: list[tuple[int, Iterable[int]]] = []

    async def execute(self, statement: ClauseElement, values: Values = NO_VALUES) -> int:
        """Run a statement; how many rows it touched."""
        return await self._session.run(_count, *_spelt(statement, values))

    async def execute_many(self, statement: ClauseElement, values: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement once for each set of values, in the hop of the next one."""
        if values:
            query, every = spelt_for_each(statement, _DIALECT, values)
            self._writing.later(lambda connection: connection.executemany(query, every))

    async def touch(self, org_id: int, device_ids: Iterable[int]) -> None:
        """Note changes for when this has committed."""
        self.touched.append((org_id, tuple(device_ids)))


def _spelt(statement: ClauseElement, values: Values = NO_VALUES) -> tuple[str, list[Any]]:
    return spelt(statement, _DIALECT, values)


def _rows(connection: sqlite3.Connection, statement: str, values: list[Any]) -> list[Row]:
    return connection.execute(statement, values).fetchall()


def _several(connection: sqlite3.Connection, queries: Sequence[tuple[str, list[Any]]]) -> list[list[Row]]:
    return [_rows(connection, *query) for query in queries]


def _column(connection: sqlite3.Connection, statement: str, values: list[Any]) -> list[Any]:
    cursor = connection.cursor()
    cursor.row_factory = None  # plain tuples
    return [row[0] for row in cursor.execute(statement, values)]


def _some(_connection: sqlite3.Connection, cursor: sqlite3.Cursor) -> list[Row]:
    return cursor.fetchmany(FETCH_ROWS)


def _count(connection: sqlite3.Connection, statement: str, values: list[Any]) -> int:
    return connection.execute(statement, values).rowcount
