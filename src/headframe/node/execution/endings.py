"""What the server is told of commands: on their way, and at their end once the journal has it."""

import asyncio

import structlog

from headframe.core.commands.acks import CommandAck, CommandPhase
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.errors import TABLE, HeadframeError, Problem
from headframe.core.reconcile.rules import RULES
from headframe.core.reconcile.standing import DeviceStanding
from headframe.kit.clock import Clock
from headframe.node.execution.journal import Journal
from headframe.node.execution.outcome import Outcome
from headframe.node.execution.ports import AckSink, CommandAudit, CommandMeter
from headframe.node.execution.standings import Standings

log = structlog.get_logger(__name__)

JOURNAL_AGAIN_SECONDS = 5.0
"""Between two tries to write an outcome to a disk that takes nothing."""


class Endings:
    """Each command that was taken ends here, with one outcome."""

    def __init__(
        self,
        *,
        journal: Journal,
        standings: Standings,
        acks: AckSink,
        audit: CommandAudit,
        clock: Clock,
        meter: CommandMeter,
    ) -> None:
        self._journal = journal
        self._standings = standings
        self._acks = acks
        self._audit = audit
        self._clock = clock
        self._meter = meter

    def tell(
        self,
        command_id: str,
        sequence: int,
        phase: CommandPhase,
        *,
        problem: Problem | None = None,
        detail: str = "",
        ratio: float | None = None,
    ) -> None:
        """How far a command is; or that it was refused before it was taken."""
        self._acks.ack(
            CommandAck(
                command_id, sequence, phase, self._clock.now_ms(), problem, detail, progress_ratio=ratio
            )
        )

    async def tell_again(self, envelope: CommandEnvelope) -> None:
        """The outcome that a command has had before; nothing before it has one."""
        ack = await self._journal.outcome_of(envelope.command_id)
        if ack:
            self._acks.ack(ack)

    async def end(self, envelope: CommandEnvelope, outcome: Outcome) -> None:
        """Until the journal has the outcome.

        While the disk takes nothing the server hears of it all the same, again and again: it may be out of
        contact, and nothing else would tell it.
        """
        now_ms = self._clock.now_ms()
        self._meter.ended(envelope.kind, outcome.phase)
        while (number := await self._journaled(envelope, outcome, now_ms)) is None:
            self._acks.ack(self._ended(envelope, outcome, at_ms=now_ms))
            await asyncio.sleep(JOURNAL_AGAIN_SECONDS)
        self._acks.ack(self._ended(envelope, outcome, at_ms=now_ms, number=number))

    async def _journaled(self, envelope: CommandEnvelope, outcome: Outcome, now_ms: int) -> int | None:
        """The outcome's number in the journal; None while the disk takes nothing."""
        try:
            number = await self._journal.end(envelope.command_id, outcome, at_ms=now_ms)
        except HeadframeError as error:
            log.warning("outcome_not_journaled", command_id=envelope.command_id, code=error.code)
            return None if TABLE[error.code].retry else 0
        self._audit.ended()
        return number

    def _ended(
        self, envelope: CommandEnvelope, outcome: Outcome, *, at_ms: int, number: int = 0
    ) -> CommandAck:
        """What the server is told at a command's end; without a number it does not confirm it."""
        return CommandAck(
            command_id=envelope.command_id,
            sequence=envelope.sequence,
            phase=outcome.phase,
            at_ms=at_ms,
            problem=outcome.problem,
            detail=outcome.detail,
            result_sequence=number,
            artifact_id=outcome.artifact_id,
            standing=self._standing(envelope),
            conflict=outcome.conflict,
        )

    def _standing(self, envelope: CommandEnvelope) -> DeviceStanding | None:
        return self._standings.device(envelope.device_id) if envelope.kind in RULES else None
