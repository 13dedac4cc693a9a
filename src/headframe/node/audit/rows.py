"""The file of a node's audit log, and what is done in it. The newest log is the one that grows."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from headframe.core.audit.chain import START, AuditRow, Head, appended, head_of
from headframe.node.audit.entries import Draft

SCHEMA = """
CREATE TABLE IF NOT EXISTS log (
    position INTEGER PRIMARY KEY,
    log_id TEXT NOT NULL UNIQUE,
    acknowledged INTEGER NOT NULL DEFAULT 0,
    pruned_index INTEGER NOT NULL DEFAULT 0,
    pruned_hash BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS entry (
    position INTEGER NOT NULL,
    row_index INTEGER NOT NULL,
    previous BLOB NOT NULL,
    entry BLOB NOT NULL,
    hash BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    command_id TEXT,
    PRIMARY KEY (position, row_index)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS entry_command ON entry (command_id) WHERE command_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS checkpoint (
    position INTEGER NOT NULL,
    row_index INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    document BLOB NOT NULL,
    kept INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (position, row_index)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS receipt (
    position INTEGER NOT NULL,
    row_index INTEGER NOT NULL,
    document BLOB NOT NULL,
    PRIMARY KEY (position, row_index)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

IDENTITY, KEYSET, OWNERSHIP = STATE_MARKS = ("identity", "keyset", "ownership")
"""Marks of the state that was noted last: each log says anew by whose keys it is signed."""
JOURNAL = "journal"
"""Mark: the newest result of the command journal that is in the log."""


@dataclass(frozen=True, slots=True)
class Log:
    """A log of the file, and where it ends."""

    position: int
    log_id: str
    acknowledged: int
    pruned: Head
    head: Head


@dataclass(frozen=True, slots=True)
class Derived:
    """Entries made from the command journal, up to that result."""

    drafts: Sequence[Draft]
    up_to: int


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry that is due where what is named has another value than was noted last."""

    name: str
    value: str
    draft: Draft


def begin(db: sqlite3.Connection, log_ids: Sequence[str]) -> Sequence[None]:
    """Begin the first log of a file."""
    if db.execute("SELECT 1 FROM log LIMIT 1").fetchone() is None:
        add_log(db, log_ids[0])
    return [None] * len(log_ids)


def add_log(db: sqlite3.Connection, log_id: str) -> None:
    """Begin a log: from here on it is the one that grows."""
    db.execute("INSERT INTO log (log_id, pruned_hash) VALUES (?, ?)", (log_id, START))


def append(db: sqlite3.Connection, groups: Sequence[Sequence[Draft]]) -> Sequence[int]:
    """Add entries behind the head, those of a command once; how many were added."""
    return [extend(db, group) for group in groups]


def derive(db: sqlite3.Connection, every: Sequence[Derived]) -> Sequence[int]:
    """Add entries, and how far in the journal they reach, as one."""
    return [_derive(db, each) for each in every]


def note(db: sqlite3.Connection, every: Sequence[Noted]) -> Sequence[int]:
    """Add those that tell something new."""
    return [_note(db, each) for each in every]


def marks(db: sqlite3.Connection, names: Sequence[str]) -> Sequence[str | None]:
    """Values of marks."""
    return [mark(db, name) for name in names]


def probe(db: sqlite3.Connection, times_ms: Sequence[int]) -> Sequence[None]:
    """Write something that says nothing."""
    set_mark(db, "probe", str(times_ms[-1]))
    return [None] * len(times_ms)


def newest(db: sqlite3.Connection, callers: Sequence[None]) -> Sequence[Log]:
    """The log that grows."""
    return [newest_log(db)] * len(callers)


def extend(db: sqlite3.Connection, drafts: Sequence[Draft]) -> int:
    """Add entries behind the head."""
    known = _known(db, [draft.command_id for draft in drafts if draft.command_id])
    log = newest_log(db)
    head, added = log.head, []
    for draft in drafts:
        if draft.command_id is not None and draft.command_id in known:
            continue
        known.add(draft.command_id or "")
        row = appended(head, draft.entry)
        head = head_of(row)
        added.append(
            (log.position, row.index, row.previous, row.entry, row.hash, draft.at_ms, draft.command_id)
        )
    db.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", added)
    return len(added)


def newest_log(db: sqlite3.Connection) -> Log:
    """The log that grows."""
    return log_of(db, db.execute("SELECT * FROM log ORDER BY position DESC LIMIT 1").fetchone())


def log_of(db: sqlite3.Connection, row: sqlite3.Row) -> Log:
    """A log, with its head: that of its newest entry, or of the last that was pruned."""
    position, log_id, acknowledged, pruned_index, pruned_hash = row
    pruned = Head(log_id, pruned_index, pruned_hash)
    last = db.execute(
        "SELECT row_index, hash FROM entry WHERE position = ? ORDER BY row_index DESC LIMIT 1", (position,)
    ).fetchone()
    return Log(position, log_id, acknowledged, pruned, Head(log_id, *last) if last else pruned)


def rows_behind(db: sqlite3.Connection, log: Log, index: int, *, limit: int = -1) -> list[AuditRow]:
    """Entries behind an index, in order."""
    found = db.execute(
        "SELECT row_index, CAST(previous AS BLOB), CAST(entry AS BLOB), CAST(hash AS BLOB) FROM entry"
        " WHERE position = ? AND row_index > ? ORDER BY row_index LIMIT ?",
        (log.position, index, limit),
    )
    return [AuditRow(log.log_id, *row) for row in found]


def mark(db: sqlite3.Connection, name: str) -> str | None:
    """The value of a mark."""
    row = db.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else None


def set_mark(db: sqlite3.Connection, name: str, value: str) -> None:
    """Set a mark."""
    db.execute(
        "INSERT INTO mark VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def _derive(db: sqlite3.Connection, derived: Derived) -> int:
    added = extend(db, derived.drafts)
    set_mark(db, JOURNAL, str(derived.up_to))
    return added


def _note(db: sqlite3.Connection, noted: Noted) -> int:
    if mark(db, noted.name) == noted.value:
        return 0
    set_mark(db, noted.name, noted.value)
    return extend(db, [noted.draft])


def _known(db: sqlite3.Connection, command_ids: Sequence[str]) -> set[str]:
    """Those of these command_ids that have an entry."""
    query = "SELECT command_id FROM entry WHERE command_id IN (SELECT value FROM json_each(?))"
    return (
        {command_id for (command_id,) in db.execute(query, (json.dumps(command_ids),))}
        if command_ids
        else set()
    )
