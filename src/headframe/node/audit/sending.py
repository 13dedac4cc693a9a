"""What of the log the server does not have yet, and what becomes of what it has."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from headframe.core.audit.chain import AuditRow, Head
from headframe.core.audit.checkpoints import EVERY_ROWS
from headframe.node.audit.entries import Draft
from headframe.node.audit.rows import STATE_MARKS, Log, add_log, extend, log_of, newest_log, rows_behind

RESTORED = "its state was restored from an older copy"
SERVER_LOST = "the server has lost entries that are no longer here"


@dataclass(frozen=True, slots=True)
class Unsent:
    """The next batch: rows, and a checkpoint of the last of them or of one before. Empty: nothing is due."""

    rows: Sequence[AuditRow] = ()
    checkpoint: bytes = b""
    checkpoint_index: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows or self.checkpoint)


@dataclass(frozen=True, slots=True)
class Kept:
    """The server has a log up to this index. `receipt` is its word for it; `checkpoint_index` was sent."""

    log_id: str
    index: int
    receipt: bytes = b""
    checkpoint_index: int = 0


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A checkpoint to keep."""

    position: int
    index: int
    key_id: str
    document: bytes


@dataclass(frozen=True, slots=True)
class Anew:
    """A new log, its name and its first entry."""

    log_id: str
    began: Draft


def meet(db: sqlite3.Connection, named: Sequence[Head]) -> Sequence[str]:
    """Go on from where the server says that it has the log; or why a new log has to begin."""
    return [_meet(db, head) for head in named]


def unsent(db: sqlite3.Connection, key_ids: Sequence[str]) -> Sequence[Unsent]:
    """What to send next; checkpoints that are signed by another key than this stay here."""
    return [_unsent(db, key_id) for key_id in key_ids]


def keep(db: sqlite3.Connection, every: Sequence[Kept]) -> Sequence[None]:
    """Note what the server has, with its receipt."""
    for kept in every:
        _keep(db, kept)
    return [None] * len(every)


def begin_anew(db: sqlite3.Connection, every: Sequence[Anew]) -> Sequence[None]:
    """Begin a new log, into which goes what the server does not have of the one before."""
    for anew in every:
        _begin_anew(db, anew)
    return [None] * len(every)


def add_checkpoint(db: sqlite3.Connection, every: Sequence[SignedHead]) -> Sequence[None]:
    """Keep checkpoints until they are sent, and after."""
    db.executemany(
        "INSERT INTO checkpoint (position, row_index, key_id, document) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (position, row_index) DO UPDATE SET key_id = excluded.key_id,"
        " document = excluded.document, kept = 0 WHERE key_id != excluded.key_id",
        [(each.position, each.index, each.key_id, each.document) for each in every],
    )
    return [None] * len(every)


def prune(db: sqlite3.Connection, horizons_ms: Sequence[int]) -> Sequence[int]:
    """Forget entries older than that which the server has, from the beginning of each log; how many."""
    logs = [log_of(db, row) for row in db.execute("SELECT * FROM log").fetchall()]
    newest = max(log.position for log in logs)
    gone = sum(_prune(db, log, max(horizons_ms), is_newest=log.position == newest) for log in logs)
    return [gone] * len(horizons_ms)


def _meet(db: sqlite3.Connection, named: Head) -> str:
    newest = newest_log(db)
    if not named.log_id:
        return _go_on(db, newest, 0)
    row = db.execute("SELECT * FROM log WHERE log_id = ?", (named.log_id,)).fetchone()
    if row is None:
        return RESTORED
    log = log_of(db, row)
    if log.position != newest.position:
        return _go_on(db, newest, 0)  # the server has yet to hear of the newest
    if named.index < log.pruned.index:
        return SERVER_LOST
    return _go_on(db, log, named.index) if _hash_at(db, log, named.index) == named.hash else RESTORED


def _go_on(db: sqlite3.Connection, log: Log, index: int) -> str:
    if index < log.pruned.index:
        return SERVER_LOST
    db.execute("UPDATE log SET acknowledged = ? WHERE position = ?", (index, log.position))
    db.execute("UPDATE checkpoint SET kept = 0 WHERE position = ? AND row_index > ?", (log.position, index))
    return ""


def _hash_at(db: sqlite3.Connection, log: Log, index: int) -> bytes | None:
    if index == log.pruned.index:
        return log.pruned.hash
    row = db.execute(
        "SELECT hash FROM entry WHERE position = ? AND row_index = ?", (log.position, index)
    ).fetchone()
    return bytes(row[0]) if row else None


def _unsent(db: sqlite3.Connection, key_id: str) -> Unsent:
    log = newest_log(db)
    rows = rows_behind(db, log, log.acknowledged, limit=EVERY_ROWS)
    last = rows[-1].index if rows else log.acknowledged
    due = db.execute(
        "SELECT row_index, document FROM checkpoint"
        " WHERE position = ? AND row_index <= ? AND key_id = ? AND kept = 0 ORDER BY row_index DESC LIMIT 1",
        (log.position, last, key_id),
    ).fetchone()
    return Unsent(rows, due[1], due[0]) if due else Unsent(rows)


def _keep(db: sqlite3.Connection, kept: Kept) -> None:
    log = newest_log(db)
    if kept.log_id != log.log_id or kept.index > log.head.index:
        return
    db.execute("UPDATE log SET acknowledged = ? WHERE position = ?", (kept.index, log.position))
    if kept.receipt:
        row = (log.position, kept.index, kept.receipt)
        db.execute("INSERT INTO receipt VALUES (?, ?, ?) ON CONFLICT DO NOTHING", row)
    if kept.checkpoint_index:
        db.execute(
            "UPDATE checkpoint SET kept = 1 WHERE position = ? AND row_index <= ?",
            (log.position, kept.checkpoint_index),
        )


def _begin_anew(db: sqlite3.Connection, anew: Anew) -> None:
    before = newest_log(db)
    missing = db.execute(
        "SELECT entry, at_ms, command_id FROM entry WHERE position = ? AND row_index > ? ORDER BY row_index",
        (before.position, before.acknowledged),
    ).fetchall()
    db.execute(
        "UPDATE entry SET command_id = NULL WHERE position = ? AND row_index > ?",
        (before.position, before.acknowledged),
    )
    add_log(db, anew.log_id)
    db.executemany("DELETE FROM mark WHERE name = ?", ((name,) for name in STATE_MARKS))
    extend(db, [anew.began, *(Draft(*row) for row in missing)])


def _prune(db: sqlite3.Connection, log: Log, horizon_ms: int, *, is_newest: bool) -> int:
    kept_from = log.acknowledged if is_newest else log.head.index
    first_kept = db.execute(
        "SELECT coalesce(min(row_index), ?) FROM entry WHERE position = ? AND (row_index > ? OR at_ms >= ?)",
        (log.head.index + 1, log.position, kept_from, horizon_ms),
    ).fetchone()[0]
    index = first_kept - 1
    if index <= log.pruned.index:
        return 0
    pruned = (index, _hash_at(db, log, index), log.position)
    db.execute("UPDATE log SET pruned_index = ?, pruned_hash = ? WHERE position = ?", pruned)
    for table in ("checkpoint", "receipt"):
        db.execute(f"DELETE FROM {table} WHERE position = ? AND row_index < ?", (log.position, index))  # noqa: S608 - names of ours
    gone = db.execute("DELETE FROM entry WHERE position = ? AND row_index <= ?", (log.position, index))
    return gone.rowcount
