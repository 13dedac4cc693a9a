"""One SQLite file: a single writer thread, a few query-only readers, and errors that say what to do.

WAL mode. Writers take turns under one lock and run in `BEGIN IMMEDIATE`; readers each see the last
committed state and never wait. `synchronous` is "FULL" (what is answered survives a power cut) or "NORMAL"
(it survives a crash of the process; a power cut may undo the newest transactions, whole and in order).
Other files can be attached to be read: their tables appear beside this file's own.

One process writes a file. That also keeps clear of a WAL-reset corruption of SQLite before 3.51.3.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self, TypeVar

from headframe.kit.sqlite_errors import translated

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

CACHED_STATEMENTS = 512
BUSY_TIMEOUT_SECONDS = 10.0
"""How long to wait for another process (a backup, a migration) that holds the file."""

MMAP_BYTES = 1 << 30
"""Address space for reading through the page cache of the system."""


@dataclass(frozen=True, slots=True)
class SqliteOptions:
    """How a file is opened. `attach` maps schema names to files that are only read.

    `schema` is SQL that is run at each opening, and changes nothing where it was run before.
    """

    synchronous: Literal["FULL", "NORMAL"] = "FULL"
    readers: int = 2
    attach: Mapping[str, Path] = field(default_factory=dict)
    cache_kib: int = 32_768
    max_pages: int | None = None
    schema: str = ""


class SqliteFile:
    """Use as an async context manager, within one event loop."""

    def __init__(self, path: Path, options: SqliteOptions | None = None) -> None:
        self.path = path
        self._options = options or SqliteOptions()
        self._writing = asyncio.Lock()
        self._writer: sqlite3.Connection | None = None
        self._glancing: sqlite3.Connection | None = None
        self._write_thread = ThreadPoolExecutor(1, f"write-{path.name}")
        self._read_threads = ThreadPoolExecutor(max(1, self._options.readers), f"read-{path.name}")
        self._idle: asyncio.LifoQueue[sqlite3.Connection] = asyncio.LifoQueue()

    async def __aenter__(self) -> Self:
        self._writer = await self._hop(self._write_thread, self._open, True)  # noqa: FBT003 - whether it may write
        for _ in range(self._options.readers):
            self._idle.put_nowait(await self._hop(self._read_threads, self._open, False))  # noqa: FBT003
        if self._options.readers:
            self._glancing = await self._hop(self._read_threads, self._open, False)  # noqa: FBT003
        return self

    async def __aexit__(self, *_exception: object) -> None:
        async with self._writing:
            if self._writer is not None:
                await self._hop(self._write_thread, self._writer.close)
        for _ in range(self._options.readers if self._writer else 0):
            (await self._idle.get()).close()
        if self._glancing is not None:
            self._glancing.close()
        self._write_thread.shutdown()
        self._read_threads.shutdown()

    async def write(self, work: Work[T]) -> T:
        """Run `work` in the writer thread, in one transaction; what it raises undoes the transaction.

        Raises:
            HeadframeError: STORAGE_FULL or STORAGE_UNAVAILABLE; nothing was written.
            UniqueViolationError, ReferenceViolationError: a constraint refused it; nothing was written.
        """
        async with self._writing:
            return await self._hop(self._write_thread, self._in_transaction, work)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["SqliteSession"]:
        """A write transaction over several calls. Others wait: await nothing else in it."""
        async with self._writing:
            session = SqliteSession(self, self._write_thread, self._connection(), _begin)
            try:
                yield session
                await session.end(_commit)
            except BaseException:
                await session.abandon()
                raise

    async def read(self, work: Work[T]) -> T:
        """Run `work` on a query-only connection, in one consistent state."""
        async with self.reading() as session:
            return await session.run(_in_snapshot, work)

    def glance(self, work: Callable[..., T], *arguments: object) -> T:
        """Run `work` on a query-only connection here and now, in the event loop's own thread.

        For what an index answers in microseconds, of pages that are mostly in memory: the way to a thread
        and back takes ten times as long, and readers never wait for writers.
        """
        assert self._glancing is not None  # noqa: S101 - used inside its context, of a file with readers
        return _translating(self.path, work, self._glancing, *arguments)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["SqliteSession"]:
        """A query-only connection over several calls; each call sees the newest state."""
        connection = await self._idle.get()
        try:
            yield SqliteSession(self, self._read_threads, connection)
        finally:
            self._idle.put_nowait(connection)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator["SqliteSession"]:
        """A query-only connection that sees one state throughout. Holds back the WAL: keep it short."""
        async with self.reading() as session:
            try:
                yield SqliteSession(self, self._read_threads, session.connection, _begin_reading)
            finally:
                _rollback(session.connection)  # here and now: to end a read touches no disk

    def _connection(self) -> sqlite3.Connection:
        assert self._writer is not None  # noqa: S101 - used inside its context
        return self._writer

    def _in_transaction(self, work: Work[T]) -> T:
        connection = self._connection()
        _begin(connection)
        try:
            result = work(connection)
            _commit(connection)
        except BaseException:
            _rollback(connection)
            raise
        return result

    async def _hop(self, threads: ThreadPoolExecutor, work: Callable[..., T], *arguments: object) -> T:
        """Run in a thread; a caller leaves only after the thread has, however often it is cancelled."""
        job = asyncio.get_running_loop().run_in_executor(threads, _translating, self.path, work, *arguments)
        try:
            return await asyncio.shield(job)
        except asyncio.CancelledError:
            while not job.done():
                with suppress(asyncio.CancelledError):  # told once that it has to leave, it does
                    await asyncio.wait([job])
            raise

    def _open(self, writes: bool) -> sqlite3.Connection:  # noqa: FBT001 - a thread's target
        options = self._options
        connection = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?mode=rwc",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=CACHED_STATEMENTS,
            timeout=BUSY_TIMEOUT_SECONDS,
        )
        try:
            _prepare(connection, options, writes=writes)
        except BaseException:
            connection.close()
            raise
        return connection


class SqliteSession:
    """One connection, one call at a time, in its thread. `first` goes before the first call, in its hop."""

    def __init__(
        self,
        file: SqliteFile,
        threads: ThreadPoolExecutor,
        connection: sqlite3.Connection,
        *first: Work[object],
    ) -> None:
        self.connection = connection
        self._file = file
        self._threads = threads
        self._due = [*first]
        self._used = False

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Call `work(connection, *arguments)` in the thread, after what is due."""
        due, self._due, self._used = self._due, [], True
        return await self._hop(_after, due, work, *arguments)

    def later(self, work: Work[object]) -> None:
        """Call `work(connection)` with the next call at the latest, in the same hop."""
        self._due.append(work)
        self._used = True

    async def end(self, work: Work[None]) -> None:
        """Call `work(connection)` last, where anything was asked for at all."""
        if self._used:
            await self.run(work)

    async def abandon(self) -> None:
        """Forget what is due, and undo what was done."""
        self._due.clear()
        if self._used:
            await self._hop(_rollback)

    async def _hop(self, work: Callable[..., T], *arguments: object) -> T:
        return await self._file._hop(self._threads, work, self.connection, *arguments)  # noqa: SLF001 - its own


def _prepare(connection: sqlite3.Connection, options: SqliteOptions, *, writes: bool) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA cache_size=-{options.cache_kib}")
    connection.execute(f"PRAGMA mmap_size={MMAP_BYTES}")
    connection.execute("PRAGMA temp_store=MEMORY")
    if writes:
        connection.execute("PRAGMA journal_mode=WAL").fetchone()
        connection.execute(f"PRAGMA synchronous={options.synchronous}")
        if options.max_pages is not None:
            connection.execute(f"PRAGMA max_page_count={options.max_pages}")
        connection.executescript(options.schema)
    for name, path in options.attach.items():
        connection.execute(f"ATTACH DATABASE ? AS {name}", (f"{path.resolve().as_uri()}?mode=ro",))
    if not writes:
        connection.execute("PRAGMA query_only=ON")


def _translating(path: Path, work: Callable[..., T], *arguments: object) -> T:
    try:
        return work(*arguments)
    except sqlite3.Error as error:
        raise translated(path, error) from error


def _after(
    connection: sqlite3.Connection, due: Sequence[Work[object]], work: Callable[..., T], *arguments: object
) -> T:
    for each in due:
        each(connection)
    return work(connection, *arguments)


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")


def _begin_reading(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")


def _commit(connection: sqlite3.Connection) -> None:
    connection.execute("COMMIT")


def _rollback(connection: sqlite3.Connection) -> None:
    """A full disk or a broken file may have rolled back by itself."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _in_snapshot(connection: sqlite3.Connection, work: Work[T]) -> T:
    connection.execute("BEGIN")
    try:
        return work(connection)
    finally:
        _rollback(connection)
