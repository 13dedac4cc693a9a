"""Statements of the local log. Each serves all the callers that ask for the same together."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from headframe.core.activity import Activity
from headframe.core.commands.acks import CommandAck, CommandPhase
from headframe.core.commands.lifecycle import FINAL, PHASE_STATES, advance as next_state, is_progress
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.errors import Code, Problem
from headframe.node.local.log_records import (
    actor_text,
    batch_of,
    command_of,
    command_values,
    entry_of,
    problem_text,
)

KEPT_MS = 180 * 24 * 3_600_000
"""How long acts on site are remembered here."""
MAX_ENTRIES = 200_000
"""Entries kept, whatever their age."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS batch (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, selector TEXT NOT NULL,
    actor TEXT NOT NULL, created_ms INTEGER NOT NULL, stagger_seconds REAL NOT NULL,
    idempotency_key TEXT, retry_of TEXT
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS batch_key ON batch (idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX IF NOT EXISTS batch_time ON batch (created_ms);
CREATE TABLE IF NOT EXISTS command (
    id TEXT PRIMARY KEY, batch_id TEXT NOT NULL REFERENCES batch (id) ON DELETE CASCADE,
    device_id INTEGER NOT NULL, payload BLOB NOT NULL, state TEXT NOT NULL,
    created_ms INTEGER NOT NULL, not_before_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL, problem TEXT, detail TEXT NOT NULL DEFAULT '', progress REAL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS command_batch ON command (batch_id, state);
CREATE INDEX IF NOT EXISTS command_device ON command (device_id, created_ms);
CREATE INDEX IF NOT EXISTS command_open ON command (state)
    WHERE state IN ('QUEUED', 'ACCEPTED', 'RUNNING');
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, actor TEXT NOT NULL, verb TEXT NOT NULL,
    summary TEXT NOT NULL, device_id INTEGER, batch_id TEXT, details TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS entry_time ON entry (at_ms);
"""

_FAILED_FIRST = (
    "CASE state WHEN 'FAILED' THEN 0 WHEN 'OUTCOME_UNKNOWN' THEN 1 WHEN 'REJECTED' THEN 2"
    " WHEN 'EXPIRED' THEN 3 WHEN 'SUPERSEDED' THEN 4 WHEN 'SUCCEEDED' THEN 6 ELSE 5 END, command.id"
)
_COMMAND = (
    "SELECT command.*, batch.actor AS batch_actor FROM command JOIN batch ON batch.id = command.batch_id"
)

Asked = TypeVar("Asked")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Act:
    """A batch with its commands, and the entry that tells of it."""

    batch: BatchRecord
    commands: Sequence[CommandRecord]
    entry: Activity


@dataclass(frozen=True, slots=True)
class CommandsAsked:
    """Commands of a batch, failed first, or of a device, newest first."""

    limit: int
    offset: int = 0
    batch_id: str | None = None
    device_id: int | None = None
    states: Sequence[CommandState] = ()


@dataclass(frozen=True, slots=True)
class BatchesAsked:
    """Batches, newest first."""

    limit: int
    before_ms: int | None = None
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class EntriesAsked:
    """Entries, newest first."""

    limit: int
    before_id: int | None = None
    device_id: int | None = None
    batch_id: str | None = None
    actor_id: str | None = None
    verb_prefix: str = ""
    from_ms: int | None = None
    to_ms: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """A step that a command took: how it stands, and whether it has just ended."""

    command: CommandRecord
    is_final: bool


def each(
    work: Callable[[sqlite3.Connection, Asked], Found],
) -> Callable[[sqlite3.Connection, Sequence[Asked]], Sequence[Found]]:
    """The same work for callers one by one."""

    def several(db: sqlite3.Connection, asked: Sequence[Asked]) -> Sequence[Found]:
        return [work(db, one) for one in asked]

    return several


def _add(db: sqlite3.Connection, act: Act) -> BatchRecord:
    """Keep an act; with an idempotency key that is known, the batch that has it."""
    batch = act.batch
    known = db.execute(
        "SELECT * FROM batch WHERE idempotency_key = ?", (batch.idempotency_key or None,)
    ).fetchone()
    if known:
        return batch_of(db, known)
    db.execute(
        "INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            batch.id,
            batch.kind,
            batch.title,
            batch.selector,
            actor_text(batch.actor),
            batch.created_at_ms,
            batch.stagger_seconds,
            batch.idempotency_key or None,
            batch.retry_of,
        ),
    )
    db.executemany(
        "INSERT INTO command VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        map(command_values, act.commands),
    )
    _append(db, act.entry)
    return batch


def _append(db: sqlite3.Connection, entry: Activity) -> None:
    details = json.dumps(dict(entry.details))
    db.execute(
        "INSERT INTO entry (at_ms, actor, verb, summary, device_id, batch_id, details)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            entry.at_ms,
            actor_text(entry.actor),
            entry.verb,
            entry.summary,
            entry.device_id,
            entry.batch_id,
            details,
        ),
    )


def _take(db: sqlite3.Connection, ack: CommandAck) -> Ended | None:
    """Move a command on; None where the step changes nothing. The first outcome stands."""
    row = db.execute(f"{_COMMAND} WHERE command.id = ?", (ack.command_id,)).fetchone()
    if row is None:
        return None
    state, reported = CommandState(row["state"]), PHASE_STATES[ack.phase]
    after = next_state(state, reported)
    if after is None and not (ack.phase is CommandPhase.PROGRESS and is_progress(state, reported)):
        return None
    db.execute(
        "UPDATE command SET state = ?, updated_ms = ?, problem = ?, detail = ?, progress = ? WHERE id = ?",
        (
            after or state,
            ack.at_ms,
            problem_text(ack.problem),
            ack.detail,
            ack.progress_ratio,
            ack.command_id,
        ),
    )
    moved = db.execute(f"{_COMMAND} WHERE command.id = ?", (ack.command_id,)).fetchone()
    return Ended(command_of(moved), is_final=after in FINAL)


def _cancel(db: sqlite3.Connection, asked: tuple[str, int]) -> int:
    batch_id, at_ms = asked
    why = problem_text(Problem(Code.COMMAND_SUPERSEDED, "it was withdrawn before its turn came"))
    changed = db.execute(
        "UPDATE command SET state = 'SUPERSEDED', updated_ms = ?, problem = ?"
        " WHERE batch_id = ? AND state = 'QUEUED'",
        (at_ms, why, batch_id),
    )
    return changed.rowcount


def _one_batch(db: sqlite3.Connection, batch_id: str) -> BatchRecord | None:
    row = db.execute("SELECT * FROM batch WHERE id = ?", (batch_id,)).fetchone()
    return batch_of(db, row) if row else None


def _batch_with_key(db: sqlite3.Connection, key: str) -> BatchRecord | None:
    row = db.execute("SELECT * FROM batch WHERE idempotency_key = ?", (key,)).fetchone()
    return batch_of(db, row) if row else None


def _batches(db: sqlite3.Connection, asked: BatchesAsked) -> list[BatchRecord]:
    is_open = "EXISTS (SELECT 1 FROM command WHERE batch_id = batch.id AND state IN"
    where, values = _where(
        ("created_ms < ?", asked.before_ms),
        (f"? AND {is_open} ('QUEUED', 'ACCEPTED', 'RUNNING'))", asked.open_only or None),
    )
    rows = db.execute(
        f"SELECT * FROM batch {where} ORDER BY created_ms DESC, id DESC LIMIT ?",  # noqa: S608 - words of ours
        (*values, asked.limit),
    ).fetchall()
    return [batch_of(db, row) for row in rows]


def _one_command(db: sqlite3.Connection, command_id: str) -> CommandRecord | None:
    row = db.execute(f"{_COMMAND} WHERE command.id = ?", (command_id,)).fetchone()
    return command_of(row) if row else None


def _commands(db: sqlite3.Connection, asked: CommandsAsked) -> tuple[list[CommandRecord], int]:
    where, values = _where(
        ("batch_id = ?", asked.batch_id),
        ("device_id = ?", asked.device_id),
        (
            "state IN (SELECT value FROM json_each(?))",
            json.dumps(list(asked.states)) if asked.states else None,
        ),
    )
    order = _FAILED_FIRST if asked.batch_id else "command.created_ms DESC, command.id DESC"
    total = db.execute(f"SELECT count(*) FROM command {where}", values).fetchone()[0]  # noqa: S608 - words of ours
    rows = db.execute(
        f"{_COMMAND} {where} ORDER BY {order} LIMIT ? OFFSET ?",
        (*values, asked.limit, asked.offset),
    ).fetchall()
    return [command_of(row) for row in rows], int(total)


def _unfinished(db: sqlite3.Connection, _asked: None) -> list[CommandRecord]:
    rows = db.execute(
        f"{_COMMAND} WHERE state IN ('QUEUED', 'ACCEPTED', 'RUNNING') ORDER BY command.id"
    ).fetchall()
    return [command_of(row) for row in rows]


def _entries(db: sqlite3.Connection, asked: EntriesAsked) -> list[Activity]:
    where, values = _where(
        ("id < ?", asked.before_id),
        ("device_id = ?", asked.device_id),
        ("batch_id = ?", asked.batch_id),
        ("json_extract(actor, '$.id') = ?", asked.actor_id),
        ("at_ms >= ?", asked.from_ms),
        ("at_ms < ?", asked.to_ms),
        ("instr(lower(summary), lower(?)) > 0", asked.text or None),
        ("instr(verb, ?) = 1", asked.verb_prefix or None),
    )
    rows = db.execute(
        f"SELECT * FROM entry {where} ORDER BY id DESC LIMIT ?",  # noqa: S608 - words of ours
        (*values, asked.limit),
    ).fetchall()
    return [entry_of(row) for row in rows]


def _since(db: sqlite3.Connection, from_ms: int) -> int:
    """Acts on site since then."""
    row = db.execute("SELECT count(*) FROM batch WHERE created_ms >= ?", (from_ms,)).fetchone()
    return int(row[0])


def _prune(db: sqlite3.Connection, now_ms: int) -> None:
    """Forget what is old, open commands never."""
    db.execute(
        "DELETE FROM batch WHERE created_ms < ? AND NOT EXISTS (SELECT 1 FROM command"
        " WHERE batch_id = batch.id AND state IN ('QUEUED', 'ACCEPTED', 'RUNNING'))",
        (now_ms - KEPT_MS,),
    )
    db.execute(
        "DELETE FROM entry WHERE at_ms < ? OR id <= (SELECT coalesce(max(id), 0) - ? FROM entry)",
        (now_ms - KEPT_MS, MAX_ENTRIES),
    )


add, append, take, cancel = each(_add), each(_append), each(_take), each(_cancel)
one_batch, batch_with_key, batches = each(_one_batch), each(_batch_with_key), each(_batches)
one_command, commands, unfinished = each(_one_command), each(_commands), each(_unfinished)
entries, since, prune = each(_entries), each(_since), each(_prune)


def _where(*terms: tuple[str, object | None]) -> tuple[str, tuple[object, ...]]:
    """The conditions whose value is given."""
    given = [(words, value) for words, value in terms if value is not None]
    words = " AND ".join(each_words for each_words, _ in given)
    return (f"WHERE {words}" if words else ""), tuple(value for _, value in given)
