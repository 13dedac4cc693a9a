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

from headframe.core.commands.acks import CommandPhase
from headframe.core.commands.envelope import NODE_ITSELF, CommandEnvelope
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.recovery import outcome_of, recovery_of
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.core.reconcile.standing import Standing
from headframe.kit.clock import Clock
from headframe.node.execution.endings import Endings
from headframe.node.execution.intake import Intake
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
        self._journal = journal
        self._inventory = inventory
        self._handlers = handlers
        self._standings = standings
        self._acks = acks
        self._audit = audit
        self._clock = clock
        self._meter = meter
        self._lanes: dict[str, Lane] = {}
        self._again: list[CommandEnvelope] = []
        self._endings = Endings(
            journal=journal, standings=standings, acks=acks, audit=audit, clock=clock, meter=meter
        )
        self._intake = Intake(
            verifier=verifier,
            journal=journal,
            endings=self._endings,
            audit=audit,
            submit=partial(self._submit, again=False),
            on_gap=on_gap,
            clock=clock,
            meter=meter,
        )

    def receive(self, command: gateway_pb2.Command) -> None:
        """Take a command off the stream; returns at once."""
        self._intake.receive(command)

    def stream_began(self) -> None:
        """A new ControlStream: what was sent on the one before says nothing about gaps on this one."""
        self._intake.stream_began()

    @property
    def waiting(self) -> int:
        """Commands that have not been dispatched."""
        return sum(self.waiting_by_lane().values())

    def waiting_by_lane(self) -> Mapping[str, int]:
        """The same by lane; "received": before any."""
        waiting = {name: lane.waiting for name, lane in self._lanes.items()}
        return {"received": self._intake.waiting, **waiting}

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
            await self._intake.run(group)

    async def _submit(self, envelope: CommandEnvelope, *, again: bool) -> None:
        try:
            self._check_owned(envelope)
            lane = self._lanes[_LANE_OF.get(envelope.kind, "command")]
            lane.submit(envelope.device_id, partial(self._execute, envelope, again=again))
        except HeadframeError as error:
            await self._endings.end(envelope, rejected(error))

    def _check_owned(self, envelope: CommandEnvelope) -> None:
        if envelope.device_id != NODE_ITSELF and self._inventory.get(envelope.device_id) is None:
            raise HeadframeError(Code.DEVICE_NOT_OWNED, "this node does not own the device")

    async def _execute(self, envelope: CommandEnvelope, *, again: bool) -> None:
        try:
            handler = self._ready(envelope)
            dispatch = partial(self._journal.dispatch, envelope.command_id, again=again)
            before = await self._standings.admit(envelope, dispatch, now_ms=self._clock.now_ms())
        except HeadframeError as error:
            await self._endings.end(envelope, rejected(error))
            return
        self._endings.tell(envelope.command_id, envelope.sequence, CommandPhase.RUNNING)
        began = self._clock.elapsed()
        outcome = await self._call(handler, envelope, before)
        self._meter.executed(envelope.kind, self._clock.elapsed() - began)
        await self._endings.end(envelope, outcome)

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
        await self._endings.end(envelope, outcome)
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
        self._endings.tell(
            envelope.command_id, envelope.sequence, CommandPhase.PROGRESS, detail=detail, ratio=ratio
        )
