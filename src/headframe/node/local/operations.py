"""Commands given on site on their way: from the local log to the executor, and back with their outcome.

The executor keeps them in one order with those of the server, device by device, and decides by the same
rules. A node that stops leaves commands behind; those that had begun end as the command journal says, the
others were not done.
"""

import asyncio
from collections.abc import Sequence

import structlog

from headframe.core.commands.acks import CommandAck, CommandPhase
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import POLICIES
from headframe.core.commands.records import CommandRecord, CommandState
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.kit.clock import Clock
from headframe.node.execution.outcome import Outcome, failed, rejected
from headframe.node.local.envelopes import envelope_of
from headframe.node.local.fleet import LiveFleet
from headframe.node.local.lists import NodeNames
from headframe.node.local.log import LocalLog
from headframe.node.local.ports import OnSite, Outcomes

log = structlog.get_logger(__name__)

MAX_OPEN = 20_000
"""Commands on site without an outcome; past it a further act is refused."""
LOOK_SECONDS = 2.0
"""Between two looks for the outcome of what is run once more after a restart."""
SLACK_SECONDS = 30.0


class LocalCommands:
    """`run` serves until cancelled; `submit` needs it. `recover` comes before."""

    def __init__(
        self,
        *,
        executor: OnSite,
        journal: Outcomes,
        local_log: LocalLog,
        fleet: LiveFleet,
        names: NodeNames,
        clock: Clock,
    ) -> None:
        self._executor = executor
        self._journal = journal
        self._log = local_log
        self._fleet = fleet
        self._names = names
        self._clock = clock
        self._submitted: asyncio.Queue[CommandRecord] = asyncio.Queue()
        self._open = 0

    @property
    def room(self) -> int:
        """How many commands more may be submitted."""
        return MAX_OPEN - self._open

    async def recover(self) -> Sequence[CommandRecord]:
        """Settle what the process before this one left; gives what it had begun and the executor repeats."""
        left: list[CommandRecord] = []
        for command in await self._log.unfinished():
            ended = await self._journal.outcome_of(command.id)
            if ended is not None:
                await self._log.take(ended)
            elif command.state is CommandState.QUEUED:
                await self._end(command.id, _never_begun())
            else:
                left.append(command)
        return left

    def submit(self, commands: Sequence[CommandRecord]) -> None:
        """Have commands carried out that are in the log already, each not before its time."""
        for command in commands:
            self._open += 1
            self._submitted.put_nowait(command)

    async def run(self, left: Sequence[CommandRecord] = ()) -> None:
        """Carry out what is submitted. `left` is what `recover` gave."""
        async with asyncio.TaskGroup() as group:
            for command in left:
                group.create_task(self._follow(command))
            while True:
                group.create_task(self._carry_out(await self._submitted.get()))

    async def _carry_out(self, command: CommandRecord) -> None:
        try:
            await asyncio.sleep(max(0, command.not_before_ms - self._clock.now_ms()) / 1000)
            begun = await self._log.take(self._ack(command.id, CommandPhase.ACCEPTED))
            if begun is not None:  # else it was withdrawn
                await self._end(command.id, await self._outcome(envelope_of(command, self._names)))
        except HeadframeError as error:  # nothing is done that could not be written down
            log.warning("local_command_not_logged", command_id=command.id, code=error.code)
        finally:
            self._open -= 1

    async def _outcome(self, envelope: CommandEnvelope) -> Outcome:
        self._fleet.expect(envelope.device_id, envelope.kind)
        try:
            outcome = await self._executor.on_site(envelope)
        except HeadframeError as error:
            outcome = rejected(error)
        except Exception:  # one command's defect ends no other, and not the node
            log.exception("local_command_failed", command_id=envelope.command_id, kind=envelope.kind)
            hidden = "a defect in the node hid the outcome; see its log"
            outcome = failed(Problem(Code.OUTCOME_UNKNOWN, hidden))
        if outcome.phase is not CommandPhase.SUCCEEDED:
            self._fleet.expect_nothing(envelope.device_id)
        return outcome

    async def _follow(self, command: CommandRecord) -> None:
        """Until the journal has the outcome of what a stopped process had begun, or it never did."""
        deadline = self._clock.elapsed() + POLICIES[command.kind].expected_seconds + SLACK_SECONDS
        while self._clock.elapsed() < deadline:
            ended = await self._journal.outcome_of(command.id)
            if ended is not None:
                await self._log.take(ended)
                return
            await asyncio.sleep(LOOK_SECONDS)
        await self._end(command.id, _never_begun())

    async def _end(self, command_id: str, outcome: Outcome) -> None:
        await self._log.take(self._ack(command_id, outcome.phase, outcome.problem, outcome.detail))

    def _ack(
        self, command_id: str, phase: CommandPhase, problem: Problem | None = None, detail: str = ""
    ) -> CommandAck:
        return CommandAck(command_id, 0, phase, self._clock.now_ms(), problem, detail)


def _never_begun() -> Outcome:
    return Outcome(CommandPhase.REJECTED, Problem(Code.NOT_EXECUTED, "the node stopped before it could run"))
