"""Durable writes to one SQLite file, several callers to one fsync.

What waits while one commit is made shares the next: one transaction with `synchronous=FULL`, and only then
the answers. Callers that hand in the same work are served by one call of it, so that a thousand of them
cost a few statements. Work that raises is undone alone; a commit that fails fails all of its group, and
nothing of it is on disk.
"""

import asyncio
import itertools
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeAlias, TypeVar

from headframe.kit.sqlite import SqliteFile, SqliteOptions

Item = TypeVar("Item")
Result = TypeVar("Result")
Work: TypeAlias = Callable[[sqlite3.Connection, Sequence[Item]], Sequence[Result | Exception]]

MAX_GROUP = 512
"""Callers in one transaction; bounds how long the first of a group waits."""


@dataclass(frozen=True, slots=True)
class _Caller:
    work: Work[Any, Any]
    item: Any
    answer: asyncio.Future[Any]


class GroupCommit:
    """Use as an async context manager; `schema` is run at opening and must be idempotent."""

    def __init__(self, path: Path, schema: str) -> None:
        self._file = SqliteFile(path, SqliteOptions("FULL", readers=0, schema=schema))
        self._waiting: deque[_Caller] = deque()
        self._committing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._file.__aenter__()
        return self

    async def __aexit__(self, *exception: object) -> None:
        while self._committing:
            await self._committing
        await self._file.__aexit__(*exception)

    async def run(self, work: Work[Item, Result], item: Item) -> Result:
        """Have `work` done for `item`, and committed. As `begin`, and waits for the answer."""
        return await self.begin(work, item)

    def begin(self, work: Work[Item, Result], item: Item) -> asyncio.Future[Result]:
        """Have `work` done for `item` with the next commit, which what is begun in the same turn shares.

        `work` is called with all the items that wait for it, in the order of their callers, and gives one
        answer each. An answer that is an exception is raised to its caller; nothing was written for it.
        Between works there is no order: what must follow an answer has to wait for it.

        Raises:
            HeadframeError: STORAGE_FULL or STORAGE_UNAVAILABLE; nothing was written.
        """
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Caller(work, item, answer))
        if self._committing is None:
            self._committing = asyncio.create_task(self._commit())
        return answer

    async def _commit(self) -> None:
        try:
            while self._waiting:
                group = [self._waiting.popleft() for _ in range(min(MAX_GROUP, len(self._waiting)))]
                try:
                    answers = await self._file.write(partial(_done, group))
                except Exception as error:  # noqa: BLE001 - handed to the callers whose work it was
                    answers = [(caller, error) for caller in group]
                _settle(answers)
        finally:
            self._committing = None


def _done(group: Sequence[_Caller], db: sqlite3.Connection) -> list[tuple[_Caller, Any]]:
    """The group's callers with their answers. Raises sqlite3.Error: the file is in trouble."""
    kinds: dict[Work[Any, Any], list[_Caller]] = {}
    for caller in group:
        kinds.setdefault(caller.work, []).append(caller)
    return list(itertools.chain.from_iterable(_of_one_kind(db, *each) for each in kinds.items()))


def _of_one_kind(
    db: sqlite3.Connection, work: Work[Any, Any], callers: Sequence[_Caller]
) -> list[tuple[_Caller, Any]]:
    db.execute("SAVEPOINT one_kind")
    try:
        answers = work(db, [caller.item for caller in callers])
    except sqlite3.Error:
        raise
    except Exception as error:  # noqa: BLE001 - handed to the callers whose work it was
        db.execute("ROLLBACK TO one_kind")
        answers = [error] * len(callers)
    db.execute("RELEASE one_kind")
    return list(zip(callers, answers, strict=True))


def _settle(answers: Sequence[tuple[_Caller, Any]]) -> None:
    for caller, answer in answers:
        if caller.answer.done():
            continue  # it was cancelled; its write stands
        if isinstance(answer, Exception):
            caller.answer.set_exception(answer)
        else:
            caller.answer.set_result(answer)
