"""The command journal: what decides, across kill -9, that a command runs at most once and ends exactly once.

Three durable steps a command: ACCEPTED with the sequence high-water mark, DISPATCHED right before the
driver is called, and the outcome. What a crash leaves is read by `recover`: accepted only means it surely
did not run, dispatched only means that nobody knows.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Self

from headframe.core.commands.acks import CommandAck, CommandPhase
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.core.sequence import SequenceVerdict, judge_sequence
from headframe.kit.files import touch_private
from headframe.kit.group_commit import GroupCommit
from headframe.node.execution.outcome import Outcome
from headframe.wire.convert.commands import command_from_wire, command_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

KEPT_MS = 7 * 24 * 3_600_000
"""How long an answered entry is kept: far longer than any command stays unexpired."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry (
    command_id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL,
    step INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    command BLOB NOT NULL,
    phase TEXT, code TEXT, message TEXT, vendor_code TEXT, detail TEXT, artifact_id TEXT,
    result_sequence INTEGER,
    confirmed INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS entry_result ON entry (result_sequence) WHERE result_sequence IS NOT NULL;
CREATE INDEX IF NOT EXISTS entry_unconfirmed ON entry (result_sequence) WHERE step = 3 AND confirmed = 0;
CREATE INDEX IF NOT EXISTS entry_open ON entry (step) WHERE step < 3;
"""
_SEQUENCE, _RESULT = "sequence", "result"
_REFUSALS = {
    SequenceVerdict.REPLAYED: Code.COMMAND_REPLAYED,
    SequenceVerdict.TOO_FAR_AHEAD: Code.COMMAND_UNTRUSTED,
}


class Step(IntEnum):
    """How far a command got."""

    ACCEPTED = 1
    DISPATCHED = 2
    ENDED = 3


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A command that a stopped process left behind. Secrets in it are sealed, here as on the wire."""

    envelope: CommandEnvelope
    dispatched: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a command at the journal.

    `is_new` False: its id is known; it was sent again because an answer was lost, and is not to be run.
    `is_gap`: something between server and node swallowed commands before this one.
    """

    is_new: bool
    is_gap: bool


class Journal:
    """One node's journal. Use as an async context manager."""

    def __init__(self, path: Path) -> None:
        touch_private(path)
        self._commits = GroupCommit(path, _SCHEMA)

    async def __aenter__(self) -> Self:
        await self._commits.__aenter__()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._commits.__aexit__(*exc_info)

    async def last_sequence(self) -> int:
        """Highest sequence ever accepted; 0 before any."""
        return await self._commits.run(lambda db: _mark(db, _SEQUENCE))

    async def accept(self, envelope: CommandEnvelope, *, last_on_stream: int | None, at_ms: int) -> Accepted:
        """Write a command down before anything else happens with it.

        Raises:
            HeadframeError: COMMAND_REPLAYED when its sequence is not above all before, COMMAND_UNTRUSTED
                when it is further ahead of the clock than an honest server's could be.
        """
        command = command_to_wire(envelope).SerializeToString()

        def write(db: sqlite3.Connection) -> Accepted:
            decision = judge_sequence(
                envelope.sequence,
                envelope.previous_sequence,
                high_water=_mark(db, _SEQUENCE),
                last_on_stream=last_on_stream,
                server_now_us=at_ms * 1000,
            )
            if decision.verdict is not SequenceVerdict.ACCEPT:
                raise HeadframeError(_REFUSALS[decision.verdict], f"its sequence is {decision.verdict.value}")
            _set_mark(db, _SEQUENCE, decision.high_water)
            added = db.execute(
                "INSERT INTO entry (command_id, sequence, kind, step, at_ms, command)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (command_id) DO NOTHING",
                (
                    envelope.command_id,
                    envelope.sequence,
                    envelope.kind.value,
                    Step.ACCEPTED,
                    at_ms,
                    command,
                ),
            )
            return Accepted(added.rowcount == 1, decision.is_gap)

        return await self._commits.run(write)

    async def dispatch(self, command_id: str, *, again: bool = False) -> None:
        """The driver is about to be called. From here on a crash leaves the outcome unknown.

        `again` is for what recovery runs once more; anything else is dispatched once.
        """

        def write(db: sqlite3.Connection) -> None:
            changed = db.execute(
                "UPDATE entry SET step = ? WHERE command_id = ? AND step = ?",
                (Step.DISPATCHED, command_id, Step.DISPATCHED if again else Step.ACCEPTED),
            )
            if changed.rowcount != 1:
                raise HeadframeError(Code.COMMAND_REPLAYED, "it was dispatched before")

        await self._commits.run(write)

    async def end(self, command_id: str, outcome: Outcome, *, at_ms: int) -> int:
        """Write the outcome; its result sequence, by which the server acknowledges it.

        An entry that has ended keeps its first outcome.
        """

        def write(db: sqlite3.Connection) -> int:
            row = db.execute(
                "SELECT result_sequence FROM entry WHERE command_id = ?", (command_id,)
            ).fetchone()
            if row is None:
                raise HeadframeError(Code.NOT_FOUND, f"no command {command_id} in the journal")
            if row[0] is not None:
                return int(row[0])
            number = _mark(db, _RESULT) + 1
            _set_mark(db, _RESULT, number)
            problem = outcome.problem or Problem(Code.INTERNAL, "")
            db.execute(
                "UPDATE entry SET step = ?, at_ms = ?, phase = ?, code = ?, message = ?, vendor_code = ?,"
                " detail = ?, artifact_id = ?, result_sequence = ? WHERE command_id = ?",
                (
                    Step.ENDED,
                    at_ms,
                    outcome.phase.value,
                    problem.code.value if outcome.problem else None,
                    problem.message,
                    problem.vendor_code,
                    outcome.detail,
                    outcome.artifact_id,
                    number,
                    command_id,
                ),
            )
            return number

        return await self._commits.run(write)

    async def unfinished(self) -> Sequence[Unfinished]:
        """What the process before this one left, oldest first."""

        def read(db: sqlite3.Connection) -> list[Unfinished]:
            rows = db.execute(
                "SELECT command, step FROM entry WHERE step < ? ORDER BY sequence", (Step.ENDED,)
            )
            return [Unfinished(_envelope(command), step == Step.DISPATCHED) for command, step in rows]

        return await self._commits.run(read)

    async def unacknowledged(self) -> Sequence[CommandAck]:
        """Outcomes that the server has not said it stored, in order."""

        def read(db: sqlite3.Connection) -> list[CommandAck]:
            rows = db.execute(
                "SELECT command_id, sequence, phase, at_ms, code, message, vendor_code, detail,"
                " artifact_id, result_sequence FROM entry WHERE step = 3 AND confirmed = 0"
                " ORDER BY result_sequence"
            )
            return [_ack(row) for row in rows]

        return await self._commits.run(read)

    async def outcome_of(self, command_id: str) -> CommandAck | None:
        """The outcome of a command that has ended."""

        def read(db: sqlite3.Connection) -> CommandAck | None:
            row = db.execute(
                "SELECT command_id, sequence, phase, at_ms, code, message, vendor_code, detail,"
                " artifact_id, result_sequence FROM entry WHERE command_id = ? AND step = ?",
                (command_id, Step.ENDED),
            ).fetchone()
            return _ack(row) if row else None

        return await self._commits.run(read)

    async def confirm(self, result_sequences: Sequence[int], *, now_ms: int) -> None:
        """The server has these outcomes; entries confirmed long ago are forgotten."""

        def write(db: sqlite3.Connection) -> None:
            db.executemany(
                "UPDATE entry SET confirmed = 1 WHERE result_sequence = ?",
                ((number,) for number in result_sequences),
            )
            db.execute("DELETE FROM entry WHERE confirmed = 1 AND at_ms < ?", (now_ms - KEPT_MS,))

        await self._commits.run(write)


def _envelope(command: bytes) -> CommandEnvelope:
    return command_from_wire(gateway_pb2.Command.FromString(command))


def _mark(db: sqlite3.Connection, name: str) -> int:
    row = db.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def _set_mark(db: sqlite3.Connection, name: str, value: int) -> None:
    db.execute(
        "INSERT INTO mark VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def _ack(row: Iterable[object]) -> CommandAck:
    command_id, sequence, phase, at_ms, code, message, vendor_code, detail, artifact_id, number = row
    return CommandAck(
        command_id=str(command_id),
        sequence=int(str(sequence)),
        phase=CommandPhase(str(phase)),
        at_ms=int(str(at_ms)),
        problem=Problem(Code(str(code)), str(message), str(vendor_code)) if code else None,
        detail=str(detail),
        result_sequence=int(str(number)),
        artifact_id=str(artifact_id),
    )
