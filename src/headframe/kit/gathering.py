"""Work for many that is cheaper together: what comes while a round is worked on shares the next one."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

Key = TypeVar("Key")
Item = TypeVar("Item")
Answer = TypeVar("Answer")
Serve: TypeAlias = Callable[[Sequence[Item]], Awaitable[Sequence[Answer | Exception]]]
Lost: TypeAlias = Callable[[Item, Answer], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class _Asking(Generic[Item, Answer]):
    item: Item
    answer: "asyncio.Future[Answer]"


class Gathering(Generic[Item, Answer]):
    """Serves those who ask in rounds; a task of its own does, whoever of them goes.

    A round has items of a `size` of `most` together, or a single one that is larger. `serve` gives one answer
    an item, in their order; one that is an exception is raised to its asker. Where `serve` itself raises,
    each item of the round is served again, alone, so that an error is its asker's alone. `lost` is told of
    answers whose askers were cancelled meanwhile.
    """

    def __init__(
        self,
        serve: Serve[Item, Answer],
        *,
        most: int,
        size: Callable[[Item], int] = lambda _: 1,
        lost: Lost[Item, Answer] | None = None,
    ) -> None:
        self._serve = serve
        self._most = most
        self._size = size
        self._lost = lost
        self._waiting: deque[_Asking[Item, Answer]] = deque()
        self._serving: asyncio.Task[None] | None = None

    async def ask(self, item: Item) -> Answer:
        """The answer for an item; raises what `serve` raises for it."""
        return await self.begin(item)

    def begin(self, item: Item) -> "asyncio.Future[Answer]":
        """The answer to come, in a round that all which is begun in this turn of the loop may share."""
        asking: _Asking[Item, Answer] = _Asking(item, asyncio.get_running_loop().create_future())
        self._waiting.append(asking)
        if self._serving is None:
            self._serving = asyncio.create_task(self._rounds())
        return asking.answer

    async def settled(self) -> None:
        """Until nobody waits any more."""
        while self._serving is not None:
            await asyncio.wait([self._serving])

    async def _rounds(self) -> None:
        try:
            while self._waiting:
                await self._round(self._next())
        finally:
            self._serving = None

    def _next(self) -> Sequence[_Asking[Item, Answer]]:
        taken = [self._waiting.popleft()]
        room = self._most - self._size(taken[0].item)
        while self._waiting and (room := room - self._size(self._waiting[0].item)) >= 0:
            taken.append(self._waiting.popleft())
        return taken

    async def _round(self, asking: Sequence[_Asking[Item, Answer]]) -> None:
        try:
            answers = await self._serve([each.item for each in asking])
        except Exception as error:  # noqa: BLE001 - handed to whom it concerns
            if len(asking) > 1:
                for each in asking:
                    await self._round([each])
                return
            answers = [error]
        for each, answer in zip(asking, answers, strict=True):
            if each.answer.done():
                if self._lost is not None and not isinstance(answer, Exception):
                    await self._lost(each.item, answer)
            elif isinstance(answer, Exception):
                each.answer.set_exception(answer)
            else:
                each.answer.set_result(answer)


class Gatherings(Generic[Key, Item, Answer]):
    """One `Gathering` a key, made when it is first asked: items of different keys share no round."""

    def __init__(self, make: Callable[[], Gathering[Item, Answer]]) -> None:
        self._make = make
        self._by_key: dict[Key, Gathering[Item, Answer]] = {}

    async def ask(self, key: Key, item: Item) -> Answer:
        """The answer for an item, as `Gathering.ask`."""
        gathering = self._by_key.get(key)
        if gathering is None:
            gathering = self._by_key[key] = self._make()
        return await gathering.ask(item)

    async def settled(self) -> None:
        """Until nobody waits any more."""
        for gathering in self._by_key.values():
            await gathering.settled()
