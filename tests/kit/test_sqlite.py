"""SQLite files: whoever leaves, no connection is left in the middle of something."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from headframe.kit.sqlite import SqliteFile, SqliteOptions

TURNS = 20
"""Of the loop: long enough for a cancelled task to end, if it would."""


def one(connection: sqlite3.Connection) -> int:
    value: int = connection.execute("SELECT 1").fetchone()[0]
    return value


async def test_a_caller_that_is_cancelled_again_and_again_leaves_after_its_thread(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    began, may_end = asyncio.Event(), threading.Event()

    def work(connection: sqlite3.Connection) -> int:
        loop.call_soon_threadsafe(began.set)
        may_end.wait()
        return one(connection)

    async with SqliteFile(tmp_path / "a.db", SqliteOptions("FULL", 1)) as file:
        caller = asyncio.create_task(file.read(work))
        await began.wait()
        for _ in range(TURNS):
            caller.cancel()
            await asyncio.sleep(0)
        left_early = caller.done()
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await caller
        assert not left_early
        assert await file.read(one) == 1
