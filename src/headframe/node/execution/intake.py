"""From the stream into the journal: commands are verified, written down, and only then acted on."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from headframe.core.commands.acks import CommandPhase
from headframe.core.commands.envelope import CommandEnvelope, is_on_site
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.kit.clock import Clock
from headframe.node.execution.endings import Endings
from headframe.node.execution.journal import Journal
from headframe.node.execution.outcome import rejected
from headframe.node.execution.ports import CommandAudit, CommandMeter, Verifier
from headframe.wire.gen.gateway.v1 import gateway_pb2

log = structlog.get_logger(__name__)

MAX_RECEIVED = 20_000
"""Commands received and not yet in the journal; the server keeps the rest."""

ACCEPTED_AT_ONCE = 64
"""Commands verified in one turn of the event loop: a few milliseconds, signatures and all."""


class Intake:
    """Takes commands off the stream. `submit` is given each one that is new, believed and in the journal."""

    def __init__(
        self,
        *,
        verifier: Verifier,
        journal: Journal,
        endings: Endings,
        audit: CommandAudit,
        submit: Callable[[CommandEnvelope], Awaitable[None]],
        on_gap: Callable[[CommandEnvelope], None],
        clock: Clock,
        meter: CommandMeter,
    ) -> None:
        self._verifier = verifier
        self._journal = journal
        self._endings = endings
        self._audit = audit
        self._submit = submit
        self._on_gap = on_gap
        self._clock = clock
        self._meter = meter
        self._received: asyncio.Queue[gateway_pb2.Command] = asyncio.Queue(MAX_RECEIVED)
        self._last_on_stream: int | None = None

    def receive(self, command: gateway_pb2.Command) -> None:
        """Take a command off the stream. A flood past MAX_RECEIVED is refused, not queued."""
        try:
            self._received.put_nowait(command)
        except asyncio.QueueFull:
            busy = Problem(Code.BUSY, "this node has too many commands waiting")
            self._meter.refused(busy.code)
            self._endings.tell(command.command_id, command.sequence, CommandPhase.REJECTED, problem=busy)

    @property
    def waiting(self) -> int:
        """Commands received and not yet looked at."""
        return self._received.qsize()

    def stream_began(self) -> None:
        """A new ControlStream: what was sent on the one before says nothing about gaps on this one."""
        self._last_on_stream = None

    async def run(self, group: asyncio.TaskGroup) -> None:
        """Accept until cancelled, by tasks of the group."""
        while True:
            self._accept(group, await self._received.get())
            for _ in range(min(ACCEPTED_AT_ONCE, self._received.qsize())):
                self._accept(group, self._received.get_nowait())
            await asyncio.sleep(0)

    def _accept(self, group: asyncio.TaskGroup, command: gateway_pb2.Command) -> None:
        """Tasks begin in the order of arrival, and so their journal writes, which share their fsync."""
        try:
            envelope = self._verifier.verify(command)
            _check_remote(envelope)
        except HeadframeError as error:
            log.warning("command_refused", command_id=command.command_id, code=error.code)
            group.create_task(self._refuse(command, Problem.of(error)))
            return
        group.create_task(self._accepted(command, envelope, self._last_on_stream))
        self._last_on_stream = envelope.sequence

    async def _accepted(
        self, command: gateway_pb2.Command, envelope: CommandEnvelope, last_on_stream: int | None
    ) -> None:
        try:
            accepted = await self._journal.accept(
                envelope, last_on_stream=last_on_stream, at_ms=self._clock.now_ms()
            )
        except HeadframeError as error:
            await self._refuse(command, Problem.of(error))
            return
        if accepted.is_gap:
            self._on_gap(envelope)
        if not accepted.is_new:
            await self._endings.tell_again(envelope)
            return
        self._endings.tell(envelope.command_id, envelope.sequence, CommandPhase.ACCEPTED)
        try:
            self._verifier.check_cosigned(envelope, command)
        except HeadframeError as error:
            log.warning("command_not_cosigned", command_id=envelope.command_id, code=error.code)
            await self._endings.end(envelope, rejected(error))
            return
        await self._submit(envelope)

    async def _refuse(self, command: gateway_pb2.Command, problem: Problem) -> None:
        self._meter.refused(problem.code)
        await self._audit.refused(command, problem)
        self._endings.tell(command.command_id, command.sequence, CommandPhase.REJECTED, problem=problem)


def _check_remote(envelope: CommandEnvelope) -> None:
    """Nobody on the other side of the stream is on site, whatever was signed there."""
    if is_on_site(envelope):
        raise HeadframeError(Code.COMMAND_UNTRUSTED, "the command claims to come from those on site")
