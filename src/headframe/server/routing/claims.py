"""Claims of due commands: lines that ask in the same while share a transaction.

An act on every node of a fleet wakes every line at once: what each of them has to send is claimed for
hundreds of them together.
"""

from collections.abc import Sequence

import structlog

from headframe.core.errors import HeadframeError
from headframe.kit.clock import Clock
from headframe.kit.gathering import Gathering, Gatherings
from headframe.server.routing.router import NodeLine, Router
from headframe.server.stores.ports import CommandStore
from headframe.server.stores.ports.commands import Claimed

log = structlog.get_logger(__name__)

CLAIM = 2_048
"""Commands claimed in one transaction. Claims of a large act wait behind the answers to earlier ones."""

LINES = 512
"""Lines served by one transaction."""

NOTHING = Claimed((), 0)


class Claims:
    """Of all lines of this process. Only the newest line of a node gets anything.

    A stream that begins queues again what older ones swallowed, once its line is the newest. What was being
    claimed for an older one at that time is queued again here.
    """

    def __init__(self, commands: CommandStore, router: Router, clock: Clock) -> None:
        self._commands = commands
        self._router = router
        self._clock = clock
        self._of_orgs = Gatherings[int, NodeLine, Claimed](
            lambda: Gathering(self._claim, most=LINES, lost=self._hand_back)
        )

    async def due(self, line: NodeLine) -> Claimed | None:
        """Commands to send on a line, numbered and marked SENT; None for one that is not the newest any more.

        HeadframeError as the store's.
        """
        claimed = await self._of_orgs.ask(line.org_id, line)
        if self._router.is_newest(line):
            return claimed
        await self._hand_back(line, claimed)
        return None

    async def settled(self) -> None:
        """Until nothing is being claimed. Whoever closes the store waits for that."""
        await self._of_orgs.settled()

    async def _claim(self, lines: Sequence[NodeLine]) -> Sequence[Claimed]:
        """For lines of one organisation."""
        newest = {line.node_id: line for line in lines if self._router.is_newest(line)}
        if not newest:
            return [NOTHING] * len(lines)
        claimed = await self._commands.claim_due(
            lines[0].org_id, newest.keys(), now_ms=self._clock.now_ms(), limit=CLAIM // len(newest)
        )
        return [claimed[line.node_id] if newest.get(line.node_id) is line else NOTHING for line in lines]

    async def _hand_back(self, line: NodeLine, claimed: Claimed) -> None:
        if not claimed.commands:
            return
        try:
            await self._commands.requeue_unaccepted(line.org_id, line.node_id)
        except HeadframeError as error:  # the node's next hello does it
            log.warning("claimed_commands_not_queued_again", node_id=line.node_id, code=error.code)
        self._router.wake(line.node_id)
