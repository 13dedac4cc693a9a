"""Group commit: callers share commits and statements, and each gets its own answer."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.kit.group_commit import GroupCommit

SCHEMA = "CREATE TABLE IF NOT EXISTS t (x INTEGER PRIMARY KEY)"


class Adding:
    """Work that keeps numbers above 0, and notes how many came together."""

    def __init__(self) -> None:
        self.groups: list[int] = []
        self.began = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def __call__(self, db: sqlite3.Connection, numbers: Sequence[int]) -> Sequence[int | Exception]:
        self.groups.append(len(numbers))
        self._loop.call_soon_threadsafe(self.began.set)
        db.executemany("INSERT INTO t VALUES (?)", ((each,) for each in numbers if each > 0))
        return [each if each > 0 else ValueError(each) for each in numbers]


def failing(db: sqlite3.Connection, numbers: Sequence[int]) -> Sequence[int]:
    db.executemany("INSERT INTO t VALUES (?)", ((each,) for each in numbers))
    raise LookupError


def path_of(db: sqlite3.Connection) -> str:
    return str(db.execute("PRAGMA database_list").fetchone()[2])


def stored(db: sqlite3.Connection, callers: Sequence[None]) -> Sequence[list[int]]:
    return [[x for (x,) in db.execute("SELECT x FROM t ORDER BY x")]] * len(callers)


@pytest.fixture
async def commits(tmp_path: Path) -> AsyncIterator[GroupCommit]:
    async with GroupCommit(tmp_path / "x.db", SCHEMA) as made:
        yield made


async def test_callers_of_one_work_are_served_by_one_call(commits: GroupCommit) -> None:
    add = Adding()
    assert await asyncio.gather(*(commits.run(add, number) for number in range(1, 101))) == [*range(1, 101)]
    assert add.groups == [100]
    assert await commits.run(stored, None) == [*range(1, 101)]


async def test_different_works_begun_in_one_turn_share_a_commit(commits: GroupCommit) -> None:
    add = Adding()

    def drop(db: sqlite3.Connection, numbers: Sequence[int]) -> Sequence[int]:
        assert stored(db, [None]) == [[1, 2]], "the other's rows are there, and not committed yet"
        with closing(sqlite3.connect(path_of(db))) as beside:
            assert stored(beside, [None]) == [[]]
        db.executemany("DELETE FROM t WHERE x = ?", ((each,) for each in numbers))
        return numbers

    begun = [commits.begin(add, 1), commits.begin(drop, 1), commits.begin(add, 2)]
    assert await asyncio.gather(*begun) == [1, 1, 2]
    assert add.groups == [2], "one call for both of its callers"
    assert await commits.run(stored, None) == [2]


async def test_what_comes_during_a_commit_shares_the_next(commits: GroupCommit) -> None:
    add = Adding()
    first = asyncio.create_task(commits.run(add, 1))
    await add.began.wait()
    await asyncio.gather(first, *(commits.run(add, number) for number in range(2, 30)))
    assert add.groups == [1, 28]


async def test_an_answer_that_is_an_error_is_its_callers_alone(commits: GroupCommit) -> None:
    add = Adding()
    answers = await asyncio.gather(*(commits.run(add, n) for n in (1, 0, 2)), return_exceptions=True)
    assert [answers[0], answers[2]] == [1, 2]
    assert isinstance(answers[1], ValueError)


async def test_work_that_raises_is_undone_alone(commits: GroupCommit) -> None:
    add = Adding()
    answers = await asyncio.gather(
        commits.run(failing, 7), commits.run(add, 8), commits.run(failing, 9), return_exceptions=True
    )
    assert [type(each) for each in answers] == [LookupError, int, LookupError]
    assert await commits.run(stored, None) == [8]


async def test_a_file_in_trouble_fails_the_whole_group(commits: GroupCommit) -> None:
    add = Adding()

    def broken(db: sqlite3.Connection, _: Sequence[int]) -> Sequence[int]:
        db.execute("SELECT * FROM nothing")
        return ()

    answers = await asyncio.gather(commits.run(add, 1), commits.run(broken, 2), return_exceptions=True)
    assert [type(each) for each in answers] == [HeadframeError, HeadframeError]
    assert await commits.run(stored, None) == []


async def test_the_write_of_a_cancelled_caller_stands(commits: GroupCommit) -> None:
    add = Adding()
    cancelled, other = (asyncio.create_task(commits.run(add, number)) for number in (1, 2))
    await add.began.wait()
    cancelled.cancel()
    assert await other == 2
    assert await commits.run(stored, None) == [1, 2]


async def test_leaving_waits_for_what_was_handed_in(tmp_path: Path) -> None:
    async with GroupCommit(tmp_path / "y.db", SCHEMA) as commits:
        task = asyncio.create_task(commits.run(Adding(), 5))
        await asyncio.sleep(0)
    assert await task == 5


async def test_a_file_of_nonsense_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(HeadframeError, match="no SQLite database") as refused:
        async with GroupCommit(tmp_path / "x.db", SCHEMA):
            pass
    assert refused.value.code is Code.STORAGE_UNAVAILABLE
