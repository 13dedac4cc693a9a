"""Durable writes to one SQLite file, several callers to one fsync.

A thread owns the connection. It takes all writes that wait, runs them in one transaction, each in a
savepoint of its own, commits once with `synchronous=FULL`, and only then answers. A write that raises is
undone alone; a commit that fails fails all of its group, and nothing of it is on disk.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeVar

from headframe.core.errors import Code, HeadframeError

Result = TypeVar("Result")
Write = Callable[[sqlite3.Connection], Any]

MAX_GROUP = 512
"""Writes in one transaction; bounds how long the first of a group waits."""

_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE})


class GroupCommit:
    """Use as an async context manager; `schema` is run at opening and must be idempotent."""

    def __init__(self, path: Path, schema: str) -> None:
        self._path = path
        self._schema = schema
        self._queue: queue.SimpleQueue[tuple[Write, asyncio.Future[Any]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        connection = await asyncio.to_thread(self._open)
        self._thread = threading.Thread(
            target=self._serve, args=(connection,), name=f"commit-{self._path.name}"
        )
        self._thread.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._queue.put(None)
        if self._thread:
            await asyncio.to_thread(self._thread.join)

    async def run(self, write: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run `write` and commit. Its own exceptions pass through.

        Raises:
            HeadframeError: STORAGE_FULL or STORAGE_UNAVAILABLE; nothing was written.
        """
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._queue.put((write, future))
        return await future

    def _open(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.executescript(self._schema)
        except sqlite3.Error as error:
            raise storage_error(self._path, error) from error
        return connection

    def _serve(self, connection: sqlite3.Connection) -> None:
        running = True
        while running:
            group = [self._queue.get()]
            while len(group) < MAX_GROUP and not self._queue.empty():
                group.append(self._queue.get())
            running = None not in group
            writes = [entry for entry in group if entry is not None]
            if writes:
                self._answer(self._commit(connection, writes))
        connection.close()

    def _commit(
        self, connection: sqlite3.Connection, writes: list[tuple[Write, asyncio.Future[Any]]]
    ) -> list[tuple[asyncio.Future[Any], Any, BaseException | None]]:
        answers: list[tuple[asyncio.Future[Any], Any, BaseException | None]] = []
        try:
            connection.execute("BEGIN IMMEDIATE")
            for write, future in writes:
                answers.append(self._apply(connection, write, future))
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            failure = storage_error(self._path, error)
            return [(future, None, failure) for _, future in writes]
        return answers

    def _apply(
        self, connection: sqlite3.Connection, write: Write, future: asyncio.Future[Any]
    ) -> tuple[asyncio.Future[Any], Any, BaseException | None]:
        connection.execute("SAVEPOINT one")
        try:
            result = write(connection)
        except sqlite3.Error:
            raise  # the file is in trouble: the whole group fails
        except Exception as error:  # noqa: BLE001 - handed to the caller whose write it is
            connection.execute("ROLLBACK TO one")
            connection.execute("RELEASE one")
            return future, None, error
        connection.execute("RELEASE one")
        return future, result, None

    def _answer(self, answers: list[tuple[asyncio.Future[Any], Any, BaseException | None]]) -> None:
        assert self._loop is not None  # noqa: S101 - set before the thread starts
        self._loop.call_soon_threadsafe(_settle, answers)


def _settle(answers: list[tuple[asyncio.Future[Any], Any, BaseException | None]]) -> None:
    for future, result, error in answers:
        if future.done():
            continue  # its caller was cancelled; the write stands
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)


def storage_error(path: Path, error: sqlite3.Error) -> HeadframeError:
    """What a person can do about an SQLite failure."""
    if getattr(error, "sqlite_errorcode", None) in _FULL:
        return HeadframeError(Code.STORAGE_FULL, f"no space left for {path}: free some; nothing was lost")
    return HeadframeError(Code.STORAGE_UNAVAILABLE, f"{path}: {error}")
