"""The command journal: what decides, across kill -9, that a command runs at most once and ends exactly once.

Three durable steps a command: ACCEPTED with the sequence high-water mark, DISPATCHED right before the
driver is called, and the outcome. What a crash leaves is read by `recover`: accepted only means it surely
did not run, dispatched only means that nobody knows. Commands that wait for the same step share its commit.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from headframe.core.commands.acks import CommandAck
from headframe.core.commands.envelope import CommandEnvelope
from headframe.kit.files import touch_private
from headframe.kit.group_commit import GroupCommit
from headframe.node.execution import journal_rows, standing_rows
from headframe.node.execution.journal_rows import (
    Accepted,
    Arrival,
    Confirmation,
    End,
    ResultsAfter,
    Unfinished,
)
from headframe.node.execution.outcome import Outcome
from headframe.wire.gen.gateway.v1 import gateway_pb2


class Journal:
    """One node's journal. Use as an async context manager."""

    def __init__(self, path: Path) -> None:
        touch_private(path)
        self._commits = GroupCommit(path, journal_rows.SCHEMA + standing_rows.SCHEMA)

    async def __aenter__(self) -> Self:
        await self._commits.__aenter__()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._commits.__aexit__(*exc_info)

    @property
    def commits(self) -> GroupCommit:
        """Where the journal is written: what has to be durable together shares its commits."""
        return self._commits

    async def last_sequence(self) -> int:
        """Highest sequence ever accepted; 0 before any."""
        return await self._commits.run(journal_rows.last_sequence, None)

    async def raise_sequence(self, floor: int) -> None:
        """Accept nothing any more that is not above this: another record knows of it."""
        await self._commits.run(journal_rows.raise_sequence, floor)

    async def accept(self, envelope: CommandEnvelope, *, last_on_stream: int | None, at_ms: int) -> Accepted:
        """Write a command down before anything else happens with it.

        Raises:
            HeadframeError: COMMAND_REPLAYED when its sequence is not above all before, COMMAND_UNTRUSTED
                when it is further ahead of the clock than an honest server's could be.
        """
        return await self._commits.run(journal_rows.accept, Arrival(envelope, last_on_stream, at_ms))

    async def dispatch(self, command_id: str, *, again: bool = False) -> None:
        """The driver is about to be called. From here on a crash leaves the outcome unknown.

        `again` is for what recovery runs once more; anything else is dispatched once.
        """
        work = journal_rows.dispatch_again if again else journal_rows.dispatch
        await self._commits.run(work, command_id)

    async def begin_on_site(self, envelope: CommandEnvelope, *, at_ms: int) -> None:
        """An act on site is about to be done: dispatched as it is written down, outside all sequences."""
        await self._commits.run(journal_rows.begin_on_site, Arrival(envelope, None, at_ms))

    async def end(self, command_id: str, outcome: Outcome, *, at_ms: int) -> int:
        """Write the outcome; its result sequence, by which the server acknowledges it.

        An entry that has ended keeps its first outcome.
        """
        return await self._commits.run(journal_rows.end, End(command_id, outcome, at_ms))

    async def unfinished(self) -> Sequence[Unfinished]:
        """What the process before this one left, oldest first."""
        return await self._commits.run(journal_rows.unfinished, None)

    async def unacknowledged(self) -> Sequence[CommandAck]:
        """Outcomes that the server has not said it stored, in order."""
        return await self._commits.run(journal_rows.unacknowledged, None)

    async def last_result(self) -> int:
        """The newest result sequence ever given; 0 before any."""
        return await self._commits.run(journal_rows.last_result, None)

    async def results_after(
        self, result_sequence: int, *, limit: int
    ) -> Sequence[tuple[gateway_pb2.Command, CommandAck]]:
        """Commands with their outcomes behind a result sequence, in its order."""
        return await self._commits.run(journal_rows.results_after, ResultsAfter(result_sequence, limit))

    async def outcome_of(self, command_id: str) -> CommandAck | None:
        """The outcome of a command that has ended."""
        return await self._commits.run(journal_rows.outcome_of, command_id)

    async def untold_on_site(self) -> int:
        """How many acts on site the server has not confirmed."""
        return await self._commits.run(journal_rows.untold_on_site, None)

    async def confirm(self, result_sequences: Sequence[int], *, now_ms: int) -> None:
        """The server has these outcomes; entries confirmed long ago are forgotten."""
        await self._commits.run(journal_rows.confirm, Confirmation(result_sequences, now_ms))

    async def unconfirm(self) -> None:
        """The server has forgotten what it had confirmed: outcomes that are still kept are told once more."""
        await self._commits.run(journal_rows.unconfirm, None)
