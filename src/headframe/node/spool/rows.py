"""Statements of the spool's file."""

import sqlite3
from collections.abc import Iterable, Sequence

from headframe.node.spool.records import Backlog, Batch, Loss, Stream

SCHEMA = """
CREATE TABLE IF NOT EXISTS batch (
    id INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    sequence INTEGER,
    items INTEGER NOT NULL,
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS batch_sent ON batch (stream, sequence) WHERE sequence IS NOT NULL;
CREATE INDEX IF NOT EXISTS batch_waiting ON batch (stream, id) WHERE sequence IS NULL;
CREATE TABLE IF NOT EXISTS mark (stream TEXT PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID;
"""

COLUMNS = "id, items, first_ms, last_ms, body, sequence"


def batches(rows: Iterable[tuple[int, int, int, int, bytes, int | None]]) -> list[Batch]:
    """Rows of COLUMNS."""
    return [Batch(*row) for row in rows]


def backlog(db: sqlite3.Connection) -> Backlog:
    """What waits."""
    row = db.execute("SELECT coalesce(sum(items), 0), coalesce(sum(length(body)), 0) FROM batch").fetchone()
    return Backlog(*row)


def make_room(db: sqlite3.Connection, wanted: int, before_ms: int) -> tuple[int, Sequence[Loss]]:
    """Let go of the oldest batches that were never sent: bytes and losses.

    Samples that end before a time go, and more until `wanted` bytes are free; events where no sample is left.
    """
    freed, samples = _let_go(db, Stream.SAMPLES, wanted, before_ms)
    more, events = _let_go(db, Stream.EVENTS, wanted - freed, 0)
    return freed + more, [loss for loss in (samples, events) if loss is not None]


def _let_go(db: sqlite3.Connection, stream: Stream, wanted: int, before_ms: int) -> tuple[int, Loss | None]:
    gone: list[tuple[int, int, int, int, int]] = []
    freed = 0
    oldest = db.execute(
        "SELECT id, items, first_ms, last_ms, length(body) FROM batch"
        " WHERE stream = ? AND sequence IS NULL ORDER BY id",
        (stream,),
    )
    for row in oldest:
        if freed >= wanted and row[3] >= before_ms:
            break
        gone.append(row)
        freed += row[4]
    db.executemany("DELETE FROM batch WHERE id = ?", ((row[0],) for row in gone))
    if not gone:
        return 0, None
    return freed, Loss(
        stream,
        items=sum(row[1] for row in gone),
        first_ms=min(row[2] for row in gone),
        last_ms=max(row[3] for row in gone),
        batch_ids=frozenset(row[0] for row in gone),
    )


def mark(db: sqlite3.Connection, stream: str) -> int:
    """The highest number of a stream; 0 before any."""
    row = db.execute("SELECT sequence FROM mark WHERE stream = ?", (stream,)).fetchone()
    return int(row[0]) if row else 0


def set_mark(db: sqlite3.Connection, stream: str, sequence: int) -> None:
    """Keep it."""
    db.execute(
        "INSERT INTO mark VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET sequence = excluded.sequence",
        (stream, sequence),
    )
