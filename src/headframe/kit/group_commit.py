"""Durable writes to one SQLite file, several callers to one fsync.

What waits while one commit is made shares the next: one transaction with `synchronous=FULL`, and only then
the answers. Callers that hand in the same work are served by one call of it, so that a thousand of them
cost a few statements. Work that raises is undone alone; a commit that fails fails all of its group, and
nothing of it is on disk.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeAlias, TypeVar

from headframe.kit.gathering import Gathering
from headframe.kit.sqlite import SqliteFile, SqliteOptions

Item = TypeVar("Item")
Result = TypeVar("Result")
Work: TypeAlias = Callable[[sqlite3.Connection, Sequence[Item]], Sequence[Result | Exception]]

MAX_GROUP = 512
"""Callers in one transaction; bounds how long the first of a group waits."""


@dataclass(frozen=True, slots=True)
class _Asked:
    work: Work[Any, Any]
    item: Any


class GroupCommit:
    """Use as an async context manager; `schema` is run at opening and must be idempotent."""

    def __init__(self, path: Path, schema: str) -> None:
        self._file = SqliteFile(path, SqliteOptions("FULL", readers=0, schema=schema))
        self._commits: Gathering[_Asked, Any] = Gathering(self._commit, most=MAX_GROUP)

    async def __aenter__(self) -> Self:
        await self._file.__aenter__()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._commits.settled()
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
        return self._commits.begin(_Asked(work, item))

    async def _commit(self, asked: Sequence[_Asked]) -> Sequence[Any]:
        try:
            return await self._file.write(partial(_done, asked))
        except Exception as error:  # noqa: BLE001 - handed to the callers whose work it was
            return [error] * len(asked)


def _done(asked: Sequence[_Asked], db: sqlite3.Connection) -> Sequence[Any]:
    """Answers, in the order asked. Raises sqlite3.Error: the file is in trouble."""
    by_work: dict[Work[Any, Any], list[int]] = {}
    for place, each in enumerate(asked):
        by_work.setdefault(each.work, []).append(place)
    answers: dict[int, Any] = {}
    for work, places in by_work.items():
        answers.update(zip(places, _of_one(db, work, [asked[at].item for at in places]), strict=True))
    return [answers[place] for place in range(len(asked))]


def _of_one(db: sqlite3.Connection, work: Work[Any, Any], items: Sequence[Any]) -> Sequence[Any]:
    db.execute("SAVEPOINT one_work")
    try:
        answers = work(db, items)
    except sqlite3.Error:
        raise
    except Exception as error:  # noqa: BLE001 - handed to the callers whose work it was
        db.execute("ROLLBACK TO one_work")
        answers = [error] * len(items)
    db.execute("RELEASE one_work")
    return answers
