"""The spool file: batches of samples and events that the server has not acknowledged.

A batch is on disk before it is sent. It gets its number when it is sent for the first time, and keeps it:
so the newest batch may overtake a backlog of hours, while the server still sees numbers that only grow. When
the file is full, and past `max_age_ms`, the oldest samples go first, counted. Events stay until no sample is
left, because there are few of them and nothing tells them again. Outcomes of commands and audit rows are in
files of their own.

`synchronous=NORMAL`: what is in the spool survives kill -9; a power cut may undo the newest transactions.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from headframe.kit.files import touch_private
from headframe.kit.sqlite import SqliteFile, SqliteOptions
from headframe.node.spool.records import Backlog, Batch, Loss, Stream
from headframe.node.spool.rows import COLUMNS, SCHEMA, backlog, batches, make_room, mark, set_mark

MAX_BYTES = 2 * 1024**3
"""Of bodies: more than a day of 1,000 miners at 10 s, with all their components."""
MAX_AGE_MS = 14 * 86_400_000
"""Between the oldest and the newest sample: as long as a server keeps raw samples."""
FREED_PART = 64
"""A full spool frees one part in so many of its bound at once: batch by batch would cost more."""


class Spool:
    """Use as an async context manager. HeadframeError STORAGE_FULL where the disk has no room."""

    def __init__(self, path: Path, *, max_bytes: int = MAX_BYTES, max_age_ms: int = MAX_AGE_MS) -> None:
        touch_private(path)
        self._file = SqliteFile(path, SqliteOptions("NORMAL", readers=1, schema=SCHEMA))
        self.max_bytes = max_bytes
        self._max_age_ms = max_age_ms
        self._told: dict[Stream, Callable[[Loss], None]] = {}
        self.backlog = Backlog()

    def tell_losses(self, stream: Stream, told: Callable[[Loss], None]) -> None:
        """Whom to tell what of a stream found no room, whoever's batch took it."""
        self._told[stream] = told

    async def __aenter__(self) -> Self:
        await self._file.__aenter__()
        self.backlog = await self._file.read(backlog)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._file.__aexit__(*exc_info)

    async def put(self, stream: Stream, batch: Batch) -> Batch:
        """Keep a batch; as it is kept, with its id. What had to go for it is told."""
        over = self.backlog.size_bytes + len(batch.body) - self.max_bytes
        wanted = over + self.max_bytes // FREED_PART if over > 0 else 0
        before_ms = batch.last_ms - self._max_age_ms

        def write(db: sqlite3.Connection) -> tuple[int, int, Sequence[Loss]]:
            freed, losses = make_room(db, wanted, before_ms)
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
            sequence = mark(db, stream) + 1
            changed = db.execute(
                "UPDATE batch SET sequence = ? WHERE id = ? AND sequence IS NULL", (sequence, batch_id)
            )
            if changed.rowcount != 1:
                return None
            set_mark(db, stream, sequence)
            return sequence

        return await self._file.write(write)

    async def sent(self, stream: Stream) -> Sequence[Batch]:
        """Batches that were sent and not acknowledged, by number.

        Asked in the writer's turn: a number that is just being given counts.
        """
        return await self._file.write(
            lambda db: batches(
                db.execute(
                    f"SELECT {COLUMNS} FROM batch"  # noqa: S608 - names of ours
                    " WHERE stream = ? AND sequence IS NOT NULL ORDER BY sequence",
                    (stream,),
                )
            )
        )

    async def oldest(self, stream: Stream, *, limit: int) -> Sequence[Batch]:
        """The oldest batches that were never sent."""
        return await self._file.read(
            lambda db: batches(
                db.execute(
                    f"SELECT {COLUMNS} FROM batch"  # noqa: S608 - names of ours
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
            before = mark(db, name)
            set_mark(db, name, sequence)
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
            set_mark(db, stream, max(sequence, mark(db, stream)))
            set_mark(db, f"{stream}.acknowledged", max(sequence, mark(db, f"{stream}.acknowledged")))
            return Backlog(*gone)

        gone = await self._file.write(write)
        self.backlog = self.backlog.plus(-gone.items, -gone.size_bytes)
