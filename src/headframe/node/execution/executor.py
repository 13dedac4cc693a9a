"""The executor: from a command on the stream to its one outcome.

The order is normative: verify -> sequence and journal (ACCEPTED, durable) -> co-signed where the
policy asks for it -> owned here -> lane -> unexpired -> rules of reconciliation -> journal (DISPATCHED,
durable, with how the device then stands) -> driver -> journal (outcome, durable) -> acknowledge.
`receive` returns at once, so that a slow miner never holds up the stream.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import structlog

from headframe.core.commands.acks import CommandAck, CommandPhase
from headframe.core.commands.envelope import NODE_ITSELF, CommandEnvelope, is_on_site
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.recovery import outcome_of, recovery_of
from headframe.core.errors import TABLE, Code, HeadframeError, Problem
from headframe.core.reconcile.rules import RULES
from headframe.core.reconcile.standing import DeviceStanding, Standing
from headframe.kit.clock import Clock
from headframe.node.execution.journal import Journal
from headframe.node.execution.lanes import Lane, LaneConfig, Work
from headframe.node.execution.outcome import Outcome, failed, rejected
from headframe.node.execution.ports import (
    UNMEASURED,
    AckSink,
    CommandAudit,
    CommandMeter,
    Handler,
    Verifier,
)
from headframe.node.execution.standings import Standings
from headframe.node.inventory import Inventory
from headframe.wire.gen.gateway.v1 import gateway_pb2

log = structlog.get_logger(__name__)

MAX_RECEIVED = 20_000
"""Commands received and not yet in the journal; the server keeps the rest."""

JOURNAL_AGAIN_SECONDS = 5.0
"""Between two tries to write an outcome to a disk that takes nothing."""

ACCEPTED_AT_ONCE = 64
"""Commands verified in one turn of the event loop: a few milliseconds, signatures and all."""

COMMAND_LANE = LaneConfig(concurrency=512, waiting=20_000)
SCAN_LANE = LaneConfig(concurrency=2, waiting=16)
PAIR_LANE = LaneConfig(concurrency=512, waiting=20_000)

_LANE_OF = {
    CommandKind.DISCOVER: "scan",
    CommandKind.PAIR: "pair",
    CommandKind.UNPAIR: "pair",
}


class Executor:
    """Runs commands at most once. `run` serves until cancelled; what it was doing is found by recovery."""

    def __init__(
        self,
        *,
        verifier: Verifier,
        journal: Journal,
        inventory: Inventory,
        handlers: Mapping[CommandKind, Handler],
        standings: Standings,
        acks: AckSink,
        audit: CommandAudit,
        on_gap: Callable[[CommandEnvelope], None],
        clock: Clock,
        meter: CommandMeter = UNMEASURED,
    ) -> None:
        self._verifier = verifier
        self._journal = journal
        self._inventory = inventory
        self._handlers = handlers
        self._standings = standings
        self._acks = acks
        self._audit = audit
        self._on_gap = on_gap
        self._clock = clock
        self._meter = meter
        self._received: asyncio.Queue[gateway_pb2.Command] = asyncio.Queue(MAX_RECEIVED)
        self._lanes: dict[str, Lane] = {}
        self._again: list[CommandEnvelope] = []
        self._last_on_stream: int | None = None

    def receive(self, command: gateway_pb2.Command) -> None:
        """Take a command off the stream. A flood past MAX_RECEIVED is refused, not queued."""
        try:
            self._received.put_nowait(command)
        except asyncio.QueueFull:
            busy = Problem(Code.BUSY, "this node has too many commands waiting")
            self._meter.refused(busy.code)
            self._tell(command.command_id, command.sequence, CommandPhase.REJECTED, problem=busy)

    @property
    def waiting(self) -> int:
        """Commands that have not been dispatched."""
        return sum(self.waiting_by_lane().values())

    def waiting_by_lane(self) -> Mapping[str, int]:
        """The same by lane; "received": before any."""
        return {"received": self._received.qsize()} | {
            name: lane.waiting for name, lane in self._lanes.items()
        }

    async def recover(self) -> None:
        """Settle what the process before this one left; then tell the server.

        What surely did not run, and what nobody may repeat, gets its outcome here. What is idempotent and
        still in time is run once more by `run`.
        """
        now_ms = self._clock.now_ms()
        for left in await self._journal.unfinished():
            envelope = left.envelope
            recovery = recovery_of(
                envelope.kind, was_dispatched=left.dispatched, is_expired=envelope.is_expired(now_ms)
            )
            settled = outcome_of(recovery)
            if settled is None:
                self._again.append(envelope)
            else:
                await self._journal.end(envelope.command_id, Outcome(*settled), at_ms=now_ms)
        await self.resend()

    def stream_began(self) -> None:
        """A new ControlStream: what was sent on the one before says nothing about gaps on this one."""
        self._last_on_stream = None

    async def let_go(self) -> None:
        """Until nothing is under way on a device that this node does not own; what waited was refused."""
        for lane in self._lanes.values():
            await lane.ended(self._inventory)

    async def resend(self) -> None:
        """Acknowledge again every outcome that the server has not confirmed; tell how devices stand."""
        for ack in await self._journal.unacknowledged():
            self._acks.ack(ack)
        self._standings.tell_again()

    async def tell_again(self) -> None:
        """The server has forgotten outcomes that it had confirmed: `resend` sends all that are kept."""
        self._standings.forgotten()
        await self._journal.unconfirm()

    async def confirmed(self, result_sequences: Sequence[int]) -> None:
        """The server stored these outcomes. What a full disk does not take is confirmed another time."""
        try:
            await self._journal.confirm(result_sequences, now_ms=self._clock.now_ms())
        except HeadframeError as error:
            log.warning("confirmation_not_journaled", code=error.code)

    async def run(self) -> None:
        """Accept and execute until cancelled."""
        async with asyncio.TaskGroup() as group:
            self._lanes = {
                "command": Lane("commands", COMMAND_LANE, group),
                "scan": Lane("scans", SCAN_LANE, group),
                "pair": Lane("pairings", PAIR_LANE, group),
            }
            for envelope in self._again:
                await self._submit(envelope, again=True)
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
            await self._answer_again(envelope)
            return
        self._tell(envelope.command_id, envelope.sequence, CommandPhase.ACCEPTED)
        try:
            self._verifier.check_cosigned(envelope, command)
        except HeadframeError as error:
            log.warning("command_not_cosigned", command_id=envelope.command_id, code=error.code)
            await self._end(envelope, rejected(error))
            return
        await self._submit(envelope, again=False)

    async def _refuse(self, command: gateway_pb2.Command, problem: Problem) -> None:
        self._meter.refused(problem.code)
        await self._audit.refused(command, problem)
        self._tell(command.command_id, command.sequence, CommandPhase.REJECTED, problem=problem)

    async def _submit(self, envelope: CommandEnvelope, *, again: bool) -> None:
        try:
            self._check_owned(envelope)
            lane = self._lanes[_LANE_OF.get(envelope.kind, "command")]
            lane.submit(envelope.device_id, partial(self._execute, envelope, again=again))
        except HeadframeError as error:
            await self._end(envelope, rejected(error))

    async def _answer_again(self, envelope: CommandEnvelope) -> None:
        ack = await self._journal.outcome_of(envelope.command_id)
        if ack:
            self._acks.ack(ack)

    def _check_owned(self, envelope: CommandEnvelope) -> None:
        if envelope.device_id != NODE_ITSELF and self._inventory.get(envelope.device_id) is None:
            raise HeadframeError(Code.DEVICE_NOT_OWNED, "this node does not own the device")

    async def _execute(self, envelope: CommandEnvelope, *, again: bool) -> None:
        try:
            handler = self._ready(envelope)
            dispatch = partial(self._journal.dispatch, envelope.command_id, again=again)
            before = await self._standings.admit(envelope, dispatch, now_ms=self._clock.now_ms())
        except HeadframeError as error:
            await self._end(envelope, rejected(error))
            return
        self._tell(envelope.command_id, envelope.sequence, CommandPhase.RUNNING)
        began = self._clock.elapsed()
        outcome = await self._call(handler, envelope, before)
        self._meter.executed(envelope.kind, self._clock.elapsed() - began)
        await self._end(envelope, outcome)

    def in_turn(self, device_id: int, work: Work) -> None:
        """Have work done between a device's commands. Raises HeadframeError BUSY."""
        lane = self._lanes.get("command")
        if lane is None:
            raise HeadframeError(Code.BUSY, "this node is not ready yet")
        lane.submit(device_id, work)

    async def on_site(self, envelope: CommandEnvelope) -> Outcome:
        """Carry out an act on site in its device's turn, to its end, whoever waits for it.

        Refused, it was not begun, and nobody but who asked is told. Raises HeadframeError BUSY.
        """
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

        async def in_turn() -> None:
            answer.set_result(await self._on_site(envelope))

        self.in_turn(envelope.device_id, in_turn)
        return await asyncio.shield(answer)

    async def _on_site(self, envelope: CommandEnvelope) -> Outcome:
        now_ms = self._clock.now_ms()
        begin = partial(self._journal.begin_on_site, envelope, at_ms=now_ms)
        try:
            handler = self._ready(envelope)
            before = await self._standings.admit(envelope, begin, now_ms=now_ms)
        except HeadframeError as error:
            return rejected(error)
        outcome = await self._call(handler, envelope, before)
        await self._end(envelope, outcome)
        return outcome

    def _ready(self, envelope: CommandEnvelope) -> Handler:
        """The last look before the driver: still in time, still ours, something we can do and audit."""
        self._audit.check()
        if envelope.is_expired(self._clock.now_ms()):
            raise HeadframeError(Code.COMMAND_EXPIRED, "it waited on the node past its time")
        self._check_owned(envelope)
        handler = self._handlers.get(envelope.kind)
        if handler is None:
            raise HeadframeError(Code.UNSUPPORTED_BY_DEVICE, f"this node cannot do {envelope.kind}")
        return handler

    async def _call(self, handler: Handler, envelope: CommandEnvelope, before: Standing) -> Outcome:
        outcome = await self._handled(handler, envelope)
        if outcome.phase is CommandPhase.FAILED:
            try:
                await self._standings.failed(envelope, before)
            except HeadframeError as error:  # it holds in memory, and is kept with the next change
                log.warning("standing_not_kept", device_id=envelope.device_id, code=error.code)
        return outcome

    async def _handled(self, handler: Handler, envelope: CommandEnvelope) -> Outcome:
        progress = partial(self._progress, envelope)
        try:
            return await handler(envelope, progress)
        except HeadframeError as error:
            return failed(Problem.of(error))
        except Exception:
            log.exception("handler_failed", command_id=envelope.command_id, kind=envelope.kind)
            return failed(Problem(Code.OUTCOME_UNKNOWN, "a defect in the node hid the outcome; see its log"))

    def _progress(self, envelope: CommandEnvelope, detail: str, ratio: float) -> None:
        self._tell(envelope.command_id, envelope.sequence, CommandPhase.PROGRESS, detail=detail, ratio=ratio)

    async def _end(self, envelope: CommandEnvelope, outcome: Outcome) -> None:
        now_ms = self._clock.now_ms()
        self._meter.ended(envelope.kind, outcome.phase)
        while (number := await self._journaled(envelope, outcome, now_ms)) is None:
            self._acks.ack(self._ended(envelope, outcome, at_ms=now_ms))
            await asyncio.sleep(JOURNAL_AGAIN_SECONDS)
        self._acks.ack(self._ended(envelope, outcome, at_ms=now_ms, number=number))

    async def _journaled(self, envelope: CommandEnvelope, outcome: Outcome, now_ms: int) -> int | None:
        """The outcome's number in the journal; None while the disk takes nothing.

        Then the server hears of it all the same, again and again: it may be out of contact, and nothing else
        would tell it.
        """
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

    def _tell(
        self,
        command_id: str,
        sequence: int,
        phase: CommandPhase,
        *,
        problem: Problem | None = None,
        detail: str = "",
        ratio: float | None = None,
    ) -> None:
        self._acks.ack(
            CommandAck(
                command_id, sequence, phase, self._clock.now_ms(), problem, detail, progress_ratio=ratio
            )
        )


def _check_remote(envelope: CommandEnvelope) -> None:
    """Nobody on the other side of the stream is on site, whatever was signed there."""
    if is_on_site(envelope):
        raise HeadframeError(Code.COMMAND_UNTRUSTED, "the command claims to come from those on site")
