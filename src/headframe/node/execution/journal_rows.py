"""Statements of the command journal. Each serves all the commands that are at the same step together."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from headframe.core.commands.acks import CommandAck, CommandPhase
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.core.reconcile.conflicts import Conflict
from headframe.core.sequence import SequenceVerdict, judge_sequence
from headframe.node.execution.outcome import Outcome
from headframe.wire.convert.commands import command_from_wire, command_to_wire
from headframe.wire.convert.standings import conflict_from_wire, conflict_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

KEPT_MS = 7 * 24 * 3_600_000
"""How long an answered entry is kept: far longer than any command stays unexpired."""

SCHEMA = """
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
CREATE INDEX IF NOT EXISTS entry_confirmed ON entry (at_ms) WHERE confirmed = 1;
CREATE INDEX IF NOT EXISTS entry_open ON entry (step) WHERE step < 3;
CREATE INDEX IF NOT EXISTS entry_on_site ON entry (at_ms) WHERE sequence = 0;
CREATE TABLE IF NOT EXISTS conflict (command_id TEXT PRIMARY KEY, conflict BLOB NOT NULL) WITHOUT ROWID;
"""

_SEQUENCE, _RESULT = "sequence", "result"
_NAMED = "command_id IN (SELECT value FROM json_each(?))"
_ACK = (
    "SELECT command_id, sequence, phase, at_ms, code, message, vendor_code, detail, artifact_id,"
    " result_sequence, conflict FROM entry LEFT JOIN conflict USING (command_id) WHERE step = 3"
)
_ACK_AND_COMMAND = _ACK.replace("FROM", ", command FROM")
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
class Arrival:
    """A verified command, with the sequence before it on its stream, None where it is the first."""

    envelope: CommandEnvelope
    last_on_stream: int | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a command at the journal.

    `is_new` False: its id is known; it was sent again because an answer was lost, and is not to be run.
    `is_gap`: something between server and node swallowed commands before this one.
    """

    is_new: bool
    is_gap: bool


@dataclass(frozen=True, slots=True)
class End:
    """A command's outcome."""

    command_id: str
    outcome: Outcome
    at_ms: int


@dataclass(frozen=True, slots=True)
class ResultsAfter:
    """Which outcomes are asked for."""

    result_sequence: int
    limit: int


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Outcomes that the server has stored."""

    result_sequences: Sequence[int]
    now_ms: int


def last_sequence(db: sqlite3.Connection, callers: Sequence[None]) -> Sequence[int]:
    """Highest sequence ever accepted; 0 before any."""
    return [_mark(db, _SEQUENCE)] * len(callers)


def raise_sequence(db: sqlite3.Connection, floors: Sequence[int]) -> Sequence[None]:
    """Let nothing in that is not above these."""
    _set_mark(db, _SEQUENCE, max(_mark(db, _SEQUENCE), *floors))
    return [None] * len(floors)


def accept(db: sqlite3.Connection, arrivals: Sequence[Arrival]) -> Sequence[Accepted | Exception]:
    """Write commands down, in their order."""
    known = _known(db, [arrival.envelope.command_id for arrival in arrivals])
    high_water = _mark(db, _SEQUENCE)
    answers: list[Accepted | Exception] = []
    new: dict[str, Arrival] = {}
    for arrival in arrivals:
        envelope = arrival.envelope
        decision = judge_sequence(
            envelope.sequence,
            envelope.previous_sequence,
            high_water=high_water,
            last_on_stream=arrival.last_on_stream,
            server_now_us=arrival.at_ms * 1000,
        )
        if decision.verdict is not SequenceVerdict.ACCEPT:
            refusal = f"its sequence is {decision.verdict.value}"
            answers.append(HeadframeError(_REFUSALS[decision.verdict], refusal))
            continue
        high_water = decision.high_water
        is_new = envelope.command_id not in known and envelope.command_id not in new
        if is_new:
            new[envelope.command_id] = arrival
        answers.append(Accepted(is_new, decision.is_gap))
    _set_mark(db, _SEQUENCE, high_water)
    db.executemany(
        "INSERT INTO entry (command_id, sequence, kind, step, at_ms, command) VALUES (?, ?, ?, ?, ?, ?)",
        map(_row, new.values()),
    )
    return answers


def begin_on_site(db: sqlite3.Connection, arrivals: Sequence[Arrival]) -> Sequence[None]:
    """Acts on site, which have the sequence 0, are dispatched as they are written down."""
    db.executemany(
        "INSERT INTO entry (command_id, sequence, kind, step, at_ms, command) VALUES (?, ?, ?, ?, ?, ?)",
        (_row(arrival, Step.DISPATCHED) for arrival in arrivals),
    )
    return [None] * len(arrivals)


def dispatch(db: sqlite3.Connection, command_ids: Sequence[str]) -> Sequence[Exception | None]:
    """From accepted to dispatched: for each command once."""
    return _dispatched_from(db, Step.ACCEPTED, command_ids)


def dispatch_again(db: sqlite3.Connection, command_ids: Sequence[str]) -> Sequence[Exception | None]:
    """What recovery runs once more."""
    return _dispatched_from(db, Step.DISPATCHED, command_ids)


def end(db: sqlite3.Connection, ends: Sequence[End]) -> Sequence[int | Exception]:
    """Write outcomes; their result sequences. An entry that has ended keeps its first outcome."""
    known = _known(db, [each.command_id for each in ends])
    number = _mark(db, _RESULT)
    ended: list[tuple[End, int]] = []
    answers: list[int | Exception] = []
    for each in ends:
        if each.command_id not in known:
            answers.append(HeadframeError(Code.NOT_FOUND, f"no command {each.command_id} in the journal"))
            continue
        if known[each.command_id] is None:
            number += 1
            known[each.command_id] = number
            ended.append((each, number))
        answers.append(known[each.command_id] or 0)
    _set_mark(db, _RESULT, number)
    db.executemany(
        "UPDATE entry SET step = ?, at_ms = ?, phase = ?, code = ?, message = ?, vendor_code = ?,"
        " detail = ?, artifact_id = ?, result_sequence = ? WHERE command_id = ?",
        (_outcome(each, number) for each, number in ended),
    )
    db.executemany("INSERT INTO conflict VALUES (?, ?)", _conflicts(each for each, _ in ended))
    return answers


def unfinished(db: sqlite3.Connection, callers: Sequence[None]) -> Sequence[Sequence[Unfinished]]:
    """What the process before this one left, oldest first."""
    rows = db.execute("SELECT command, step FROM entry WHERE step < ? ORDER BY sequence", (Step.ENDED,))
    left = [Unfinished(_envelope(command), step == Step.DISPATCHED) for command, step in rows]
    return [left] * len(callers)


def unacknowledged(db: sqlite3.Connection, callers: Sequence[None]) -> Sequence[Sequence[CommandAck]]:
    """Outcomes that the server has not said it stored, in order."""
    rows = db.execute(f"{_ACK} AND confirmed = 0 ORDER BY result_sequence")
    return [[_ack(row) for row in rows]] * len(callers)


def last_result(db: sqlite3.Connection, callers: Sequence[None]) -> Sequence[int]:
    """The newest result sequence ever given; 0 before any."""
    return [_mark(db, _RESULT)] * len(callers)


def results_after(
    db: sqlite3.Connection, every: Sequence[ResultsAfter]
) -> Sequence[Sequence[tuple[gateway_pb2.Command, CommandAck]]]:
    """Commands with their outcomes behind a result sequence, in its order."""
    return [_results_after(db, each) for each in every]


def outcome_of(db: sqlite3.Connection, command_ids: Sequence[str]) -> Sequence[CommandAck | None]:
    """Outcomes of commands that have ended."""
    rows = db.execute(f"{_ACK} AND {_NAMED}", (json.dumps(command_ids),))
    acks = {ack.command_id: ack for ack in map(_ack, rows)}
    return [acks.get(command_id) for command_id in command_ids]


def untold_on_site(db: sqlite3.Connection, callers: Sequence[None]) -> Sequence[int]:
    """How many acts on site the server has not confirmed, those that still run included."""
    (count,) = db.execute("SELECT count(*) FROM entry WHERE sequence = 0 AND confirmed = 0").fetchone()
    return [int(count)] * len(callers)


def confirm(db: sqlite3.Connection, confirmations: Sequence[Confirmation]) -> Sequence[None]:
    """Entries confirmed long ago are forgotten."""
    numbers = [number for each in confirmations for number in each.result_sequences]
    db.execute(
        "UPDATE entry SET confirmed = 1 WHERE result_sequence IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    )
    horizon_ms = max(each.now_ms for each in confirmations) - KEPT_MS
    old = "FROM entry WHERE confirmed = 1 AND at_ms < ?"
    db.execute(f"DELETE FROM conflict WHERE command_id IN (SELECT command_id {old})", (horizon_ms,))  # noqa: S608 - our own text
    db.execute(f"DELETE {old}", (horizon_ms,))
    return [None] * len(confirmations)


def unconfirm(db: sqlite3.Connection, callers: Sequence[None]) -> Sequence[None]:
    """Every outcome that is still kept is to be told once more."""
    db.execute("UPDATE entry SET confirmed = 0 WHERE confirmed = 1")
    return [None] * len(callers)


def _dispatched_from(
    db: sqlite3.Connection, step: Step, command_ids: Sequence[str]
) -> Sequence[Exception | None]:
    changed = db.execute(
        f"UPDATE entry SET step = ? WHERE step = ? AND {_NAMED} RETURNING command_id",  # noqa: S608 - our own text
        (Step.DISPATCHED, step, json.dumps(command_ids)),
    )
    first_time = {command_id for (command_id,) in changed}
    answers: list[Exception | None] = []
    for command_id in command_ids:
        is_first = command_id in first_time
        first_time.discard(command_id)
        refusal = HeadframeError(Code.COMMAND_REPLAYED, "it was dispatched before")
        answers.append(None if is_first else refusal)
    return answers


def _results_after(
    db: sqlite3.Connection, asked: ResultsAfter
) -> Sequence[tuple[gateway_pb2.Command, CommandAck]]:
    rows = db.execute(
        f"{_ACK_AND_COMMAND} AND result_sequence > ? ORDER BY result_sequence LIMIT ?",
        (asked.result_sequence, asked.limit),
    )
    return [(gateway_pb2.Command.FromString(row["command"]), _ack(tuple(row)[:-1])) for row in rows]


def _known(db: sqlite3.Connection, command_ids: Sequence[str]) -> dict[str, int | None]:
    """Those of these ids that are in the journal, with their result sequences where they have ended."""
    query = f"SELECT command_id, result_sequence FROM entry WHERE {_NAMED}"  # noqa: S608 - our own text
    return dict(db.execute(query, (json.dumps(command_ids),)).fetchall())


def _mark(db: sqlite3.Connection, name: str) -> int:
    row = db.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def _set_mark(db: sqlite3.Connection, name: str, value: int) -> None:
    db.execute(
        "INSERT INTO mark VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def _row(arrival: Arrival, step: Step = Step.ACCEPTED) -> tuple[object, ...]:
    envelope = arrival.envelope
    return (
        envelope.command_id,
        envelope.sequence,
        envelope.kind.value,
        step,
        arrival.at_ms,
        command_to_wire(envelope).SerializeToString(),
    )


def _outcome(ended: End, number: int) -> tuple[object, ...]:
    outcome = ended.outcome
    problem = outcome.problem or Problem(Code.INTERNAL, "")
    return (
        Step.ENDED,
        ended.at_ms,
        outcome.phase.value,
        problem.code.value if outcome.problem else None,
        problem.message,
        problem.vendor_code,
        outcome.detail,
        outcome.artifact_id,
        number,
        ended.command_id,
    )


def _conflicts(ends: Iterable[End]) -> Iterable[tuple[str, bytes]]:
    for each in ends:
        conflict = conflict_to_wire(each.outcome.conflict)
        if conflict is not None:
            yield each.command_id, conflict.SerializeToString()


def _conflict(body: bytes) -> Conflict:
    return conflict_from_wire(gateway_pb2.Conflict.FromString(body))


def _envelope(command: object) -> CommandEnvelope:
    assert isinstance(command, bytes)  # noqa: S101 - the column's type
    return command_from_wire(gateway_pb2.Command.FromString(command))


def _ack(row: Iterable[object]) -> CommandAck:
    command_id, sequence, phase, at_ms, code, message, vendor_code, detail, artifact_id, number, told = row
    return CommandAck(
        command_id=str(command_id),
        sequence=int(str(sequence)),
        phase=CommandPhase(str(phase)),
        at_ms=int(str(at_ms)),
        problem=Problem(Code(str(code)), str(message), str(vendor_code)) if code else None,
        detail=str(detail),
        result_sequence=int(str(number)),
        artifact_id=str(artifact_id),
        conflict=_conflict(told) if isinstance(told, bytes) else None,
    )
