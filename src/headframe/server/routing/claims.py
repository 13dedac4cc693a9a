"""Claims of due commands: lines that ask in the same while share a transaction.

An act on every node of a fleet wakes every line at once. What each of them has to send is claimed for
hundreds of them together, and so are the questions of a quiet fleet.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from headframe.core.errors import HeadframeError
from headframe.kit.clock import Clock
from headframe.server.routing.router import NodeLine, Router
from headframe.server.stores.ports import CommandStore
from headframe.server.stores.ports.commands import Claimed

log = structlog.get_logger(__name__)

CLAIM = 2_048
"""Commands claimed in one transaction. Claims of a large act wait behind the answers to earlier ones."""

LINES = 512
"""Lines served by one transaction."""

NOTHING = Claimed((), 0)


@dataclass(frozen=True, slots=True, eq=False)
class _Asking:
    line: NodeLine
    answer: "asyncio.Future[Claimed]"


class Claims:
    """Of all lines of this process. Only the newest line of a node gets anything.

    What was claimed for a line that ended meanwhile is queued again: another line of its node, which had
    queued again what the first one swallowed, may have come before the claim was kept.
    """

    def __init__(self, commands: CommandStore, router: Router, clock: Clock) -> None:
        self._commands = commands
        self._router = router
        self._clock = clock
        self._waiting: deque[_Asking] = deque()
        self._claiming: asyncio.Task[None] | None = None

    async def due(self, line: NodeLine) -> Claimed:
        """Commands to send on a line, numbered and marked SENT. HeadframeError as the store's."""
        asking = _Asking(line, asyncio.get_running_loop().create_future())
        self._waiting.append(asking)
        if self._claiming is None:
            self._claiming = asyncio.create_task(self._claim())
        return await asking.answer

    async def _claim(self) -> None:
        try:
            while self._waiting:
                group = [self._waiting.popleft() for _ in range(min(LINES, len(self._waiting)))]
                for _, of_org in itertools.groupby(sorted(group, key=_org_id), key=_org_id):
                    await self._serve([*of_org])
        finally:
            self._claiming = None

    async def _serve(self, group: Sequence[_Asking]) -> None:
        """Answer lines of one organisation."""
        newest: list[_Asking] = []
        for each in group:
            if self._router.is_newest(each.line):
                newest.append(each)
            else:
                _answer(each, NOTHING)
        if not newest:
            return
        try:
            claimed = await self._commands.claim_due(
                newest[0].line.org_id,
                [each.line.node_id for each in newest],
                now_ms=self._clock.now_ms(),
                limit=CLAIM // len(newest),
            )
        except Exception as error:  # noqa: BLE001 - handed to the lines
            await self._failed(newest, error)
            return
        lost = [each.line for each in newest if not self._given(each, claimed[each.line.node_id])]
        for line in lost:
            await self._hand_back(line)

    async def _failed(self, group: Sequence[_Asking], error: Exception) -> None:
        """What is wrong with one node is no other's: each is served alone."""
        if len(group) > 1:
            for each in group:
                await self._serve([each])
        elif not group[0].answer.done():
            group[0].answer.set_exception(error)

    def _given(self, asking: _Asking, claimed: Claimed) -> bool:
        """Whether the line took them, or there was nothing to take."""
        if self._router.is_newest(asking.line) and _answer(asking, claimed):
            return True
        _answer(asking, NOTHING)
        return not claimed.commands

    async def _hand_back(self, line: NodeLine) -> None:
        try:
            await self._commands.requeue_unaccepted(line.org_id, line.node_id)
        except HeadframeError as error:  # the node's next hello does it
            log.warning("claimed_commands_not_queued_again", node_id=line.node_id, code=error.code)
        self._router.wake(line.node_id)


def _answer(asking: _Asking, claimed: Claimed) -> bool:
    """Whether somebody still waited for it."""
    if asking.answer.done():
        return False
    asking.answer.set_result(claimed)
    return True


def _org_id(asking: _Asking) -> int:
    return asking.line.org_id
