"""What is done on site: in the same turn, by the same rules, and through the same drivers as commands.

Each act is in the command journal before it is done, and so it gets its one outcome and its entry in the
audit log, which the server takes over, exactly once, when it is back.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import POLICIES, CommandKind
from headframe.core.commands.payloads import CommandPayload
from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import Clock
from headframe.node.execution.executor import Executor
from headframe.node.execution.journal import Journal
from headframe.node.execution.journal_rows import OnSite
from headframe.node.execution.outcome import Outcome, rejected

LOCAL_KINDS = frozenset(
    {
        CommandKind.REBOOT,
        CommandKind.START_MINING,
        CommandKind.STOP_MINING,
        CommandKind.SET_POWER_TARGET,
        CommandKind.CURTAIL,
        CommandKind.UNCURTAIL,
        CommandKind.BLINK_LED,
        CommandKind.SET_COOLING_MODE,
    }
)
"""What can be done on site: nothing that carries a secret or a file."""


@dataclass(frozen=True, slots=True)
class LocalResult:
    """How an act on one device ended."""

    device_id: int
    operation_id: str
    outcome: Outcome


class LocalOperations:
    """What the node's own UI calls. `clock` gives the server's time."""

    def __init__(
        self, *, executor: Executor, journal: Journal, node_id: str, ids: Callable[[], str], clock: Clock
    ) -> None:
        self._executor = executor
        self._journal = journal
        self._node_id = node_id
        self._ids = ids
        self._clock = clock

    async def perform(
        self, device_ids: Sequence[int], payload: CommandPayload, who: str = "on site"
    ) -> Sequence[LocalResult]:
        """Do something to devices now; one result each, in their order.

        Raises:
            HeadframeError: INVALID_REQUEST for what is not done on site.
        """
        if payload.kind not in LOCAL_KINDS:
            raise HeadframeError(Code.INVALID_REQUEST, f"{payload.kind} is not done on site")
        act, actor = self._ids(), Actor(ActorType.LOCAL_ADMIN, "local-admin", who)
        envelopes = [self._envelope(act, device_id, payload, actor) for device_id in device_ids]
        return await asyncio.gather(*map(self._perform, envelopes))

    async def newest(self, limit: int) -> Sequence[OnSite]:
        """The log of what was done on site, newest first."""
        return await self._journal.newest_on_site(limit)

    async def waiting(self) -> int:
        """How many acts the server does not have yet."""
        return await self._journal.untold_on_site()

    async def _perform(self, envelope: CommandEnvelope) -> LocalResult:
        try:
            outcome = await self._executor.on_site(envelope)
        except HeadframeError as error:
            outcome = rejected(error)
        return LocalResult(envelope.device_id, envelope.command_id, outcome)

    def _envelope(self, act: str, device_id: int, payload: CommandPayload, actor: Actor) -> CommandEnvelope:
        now_ms = self._clock.now_ms()
        return CommandEnvelope(
            command_id=self._ids(),
            batch_id=act,
            node_id=self._node_id,
            sequence=0,
            previous_sequence=0,
            lease_epoch=0,
            actor=actor,
            issued_at_ms=now_ms,
            expires_at_ms=now_ms + POLICIES[payload.kind].ttl_seconds * 1000,
            device_id=device_id,
            payload=payload,
        )
