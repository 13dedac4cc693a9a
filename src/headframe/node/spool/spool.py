"""The spool file: batches of samples and events that the server has not acknowledged.

A batch is on disk before it is sent. It gets its number when it is sent for the first time, and keeps it:
so the newest batch may overtake a backlog of hours, while the server still sees numbers that only grow. When
the file is full, and past `max_age_ms`, the oldest samples go first, counted. Events stay until no sample is
left, because there are few of them and nothing tells them again. Outcomes of commands and audit rows are in
files of their own.

`synchronous=NORMAL`: what is in the spool survives kill -9; a power cut may undo the newest transactions.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Self

from headframe.kit.files import touch_private
from headframe.kit.sqlite import SqliteFile, SqliteOptions

MAX_BYTES = 2 * 1024**3
"""Of bodies: more than a day of 1,000 miners at 10 s, with all their components."""
MAX_AGE_MS = 14 * 86_400_000
"""Between the oldest and the newest sample: as long as a server keeps raw samples."""
FREED_PART = 64
"""A full spool frees one part in so many of its bound at once: batch by batch would cost more."""

_SCHEMA = """
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


class Stream(StrEnum):
    """What is uploaded, each in an order and a count of its own."""

    SAMPLES = "samples"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that waits. `body` is its message without a number; times are those of its items."""

    id: int
    items: int
    first_ms: int
    last_ms: int
    body: bytes
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """Items of a stream that found no room. `batch_ids` are those of their batches, where they had any."""

    stream: Stream
    items: int
    first_ms: int
    last_ms: int
    batch_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: items of both streams, and bytes of bodies."""

    items: int = 0
    size_bytes: int = 0

    def plus(self, items: int, size_bytes: int) -> "Backlog":
        """With so many more."""
        return Backlog(self.items + items, self.size_bytes + size_bytes)


class Spool:
    """Use as an async context manager. HeadframeError STORAGE_FULL where the disk has no room."""

    def __init__(self, path: Path, *, max_bytes: int = MAX_BYTES, max_age_ms: int = MAX_AGE_MS) -> None:
        touch_private(path)
        self._file = SqliteFile(path, SqliteOptions("NORMAL", readers=1, schema=_SCHEMA))
        self.max_bytes = max_bytes
        self._max_age_ms = max_age_ms
        self._told: dict[Stream, Callable[[Loss], None]] = {}
        self.backlog = Backlog()

    def tell_losses(self, stream: Stream, told: Callable[[Loss], None]) -> None:
        """Whom to tell what of a stream found no room, whoever's batch took it."""
        self._told[stream] = told

    async def __aenter__(self) -> Self:
        await self._file.__aenter__()
        self.backlog = await self._file.read(_backlog)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._file.__aexit__(*exc_info)

    async def put(self, stream: Stream, batch: Batch) -> Batch:
        """Keep a batch; as it is kept, with its id. What had to go for it is told."""
        over = self.backlog.size_bytes + len(batch.body) - self.max_bytes
        wanted = over + self.max_bytes // FREED_PART if over > 0 else 0
        before_ms = batch.last_ms - self._max_age_ms

        def write(db: sqlite3.Connection) -> tuple[int, int, Sequence[Loss]]:
            freed, losses = _make_room(db, wanted, before_ms)
            row = (stream, batch.items, batch.first_ms, batch.last_ms, batch.body)
            added = db.execute(
                "INSERT INTO batch (stream, items, first_ms, last_ms, body) VALUES (?, ?, ?, ?, ?)", row
            )
            return int(added.lastrowid or 0), freed, losses

        batch_id, freed, losses = await self._file.write(write)
        lost = sum(loss.items for loss in losses)
        self.backlog = self.backlog.plus(batch.items - lost, len(batch.body) - freed)
        for loss in losses:
            if told := self._told.get(loss.stream):
                told(loss)
        return replace(batch, id=batch_id)

    async def number(self, stream: Stream, batch_id: int) -> int | None:
        """Give a batch the next number, for good; None where it went to make room."""

        def write(db: sqlite3.Connection) -> int | None:
            sequence = _mark(db, stream) + 1
            changed = db.execute(
                "UPDATE batch SET sequence = ? WHERE id = ? AND sequence IS NULL", (sequence, batch_id)
            )
            if changed.rowcount != 1:
                return None
            _set_mark(db, stream, sequence)
            return sequence

        return await self._file.write(write)

    async def sent(self, stream: Stream) -> Sequence[Batch]:
        """Batches that were sent and not acknowledged, by number.

        Asked in the writer's turn: a number that is just being given counts.
        """
        return await self._file.write(
            lambda db: _batches(
                db.execute(
                    f"SELECT {_COLUMNS} FROM batch"  # noqa: S608 - names of ours
                    " WHERE stream = ? AND sequence IS NOT NULL ORDER BY sequence",
                    (stream,),
                )
            )
        )

    async def oldest(self, stream: Stream, *, limit: int) -> Sequence[Batch]:
        """The oldest batches that were never sent."""
        return await self._file.read(
            lambda db: _batches(
                db.execute(
                    f"SELECT {_COLUMNS} FROM batch"  # noqa: S608 - names of ours
                    " WHERE stream = ? AND sequence IS NULL ORDER BY id LIMIT ?",
                    (stream, limit),
                )
            )
        )

    async def seen_back(self, stream: Stream, sequence: int) -> bool:
        """A server begins with the highest number that it has; whether it has said a higher one before.

        Then it has forgotten what it had acknowledged: its database was restored from a backup.
        """

        def write(db: sqlite3.Connection) -> bool:
            name = f"{stream}.acknowledged"
            before = _mark(db, name)
            _set_mark(db, name, sequence)
            return sequence < before

        return await self._file.write(write)

    async def acknowledge(self, stream: Stream, sequence: int) -> None:
        """The server has everything up to this number: forget it, and never give it again."""

        def write(db: sqlite3.Connection) -> Backlog:
            which = (stream, sequence)
            gone = db.execute(
                "SELECT coalesce(sum(items), 0), coalesce(sum(length(body)), 0) FROM batch"
                " WHERE stream = ? AND sequence <= ?",
                which,
            ).fetchone()
            db.execute("DELETE FROM batch WHERE stream = ? AND sequence <= ?", which)
            _set_mark(db, stream, max(sequence, _mark(db, stream)))
            _set_mark(db, f"{stream}.acknowledged", max(sequence, _mark(db, f"{stream}.acknowledged")))
            return Backlog(*gone)

        gone = await self._file.write(write)
        self.backlog = self.backlog.plus(-gone.items, -gone.size_bytes)


_COLUMNS = "id, items, first_ms, last_ms, body, sequence"


def _batches(rows: Iterable[tuple[int, int, int, int, bytes, int | None]]) -> list[Batch]:
    return [Batch(*row) for row in rows]


def _backlog(db: sqlite3.Connection) -> Backlog:
    row = db.execute("SELECT coalesce(sum(items), 0), coalesce(sum(length(body)), 0) FROM batch").fetchone()
    return Backlog(*row)


def _make_room(db: sqlite3.Connection, wanted: int, before_ms: int) -> tuple[int, Sequence[Loss]]:
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


def _mark(db: sqlite3.Connection, stream: str) -> int:
    row = db.execute("SELECT sequence FROM mark WHERE stream = ?", (stream,)).fetchone()
    return int(row[0]) if row else 0


def _set_mark(db: sqlite3.Connection, stream: str, sequence: int) -> None:
    db.execute(
        "INSERT INTO mark VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET sequence = excluded.sequence",
        (stream, sequence),
    )
