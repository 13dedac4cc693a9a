"""Rows behind the head of a log, in a transaction that may keep more. The log's own row is the lock."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from headframe.core.audit.chain import START, AuditRow, Head, appended, head_of
from headframe.core.audit.heads import SERVER_LOG
from headframe.server.stores.ports.audit import OWN
from headframe.server.stores.sql.database import Database, Row, Writing
from headframe.server.stores.sql.schema.audit import AUDIT_LOG, AUDIT_ROW

_HELD = (
    select(AUDIT_LOG)
    .where(
        AUDIT_LOG.c.org_id == bindparam("org"),
        AUDIT_LOG.c.node_id == bindparam("node"),
        AUDIT_LOG.c.log_id == bindparam("log"),
    )
    .with_for_update()
)
_ROW_COLUMNS = ("org_id", "log", "row_index", "previous", "entry", "hash", "received_at_ms")
_ADD = insert(AUDIT_ROW).values({name: bindparam(f"of_{name}") for name in _ROW_COLUMNS})
_MOVE = (
    update(AUDIT_LOG)
    .where(AUDIT_LOG.c.id == bindparam("its_id"))
    .values(head_index=bindparam("new_index"), head_hash=bindparam("new_hash"))
)


@dataclass(frozen=True, slots=True)
class HeldLog:
    """A log whose row is held until the transaction ends."""

    id: int
    org_id: int
    head: Head
    forked_index: int | None


async def extend_own(
    tx: Writing, database: Database, org_id: int, entries: Sequence[bytes], *, now_ms: int
) -> Head:
    """Add entries to the organisation's own log: the last thing that a transaction locks."""
    held = await hold(tx, database, org_id, OWN, SERVER_LOG, now_ms=now_ms)
    head, rows = held.head, []
    for entry in entries:
        rows.append(appended(head, entry))
        head = head_of(rows[-1])
    await add_rows(tx, held, rows, now_ms=now_ms)
    return head


async def hold(
    tx: Writing, database: Database, org_id: int, node_id: int, log_id: str, *, now_ms: int
) -> HeldLog:
    """The log of that name, begun where there is none, held against other writers."""
    named = {"org": org_id, "node": node_id, "log": log_id}
    rows = await tx.rows(_HELD, named)
    if not rows:
        fresh = {
            "org_id": org_id,
            "node_id": node_id,
            "log_id": log_id,
            "began_at_ms": now_ms,
            "head_index": 0,
            "head_hash": START,
        }
        make = sqlite.insert if database.dialect.name == "sqlite" else postgresql.insert
        await tx.execute(make(AUDIT_LOG).values(**fresh).on_conflict_do_nothing())
        rows = await tx.rows(_HELD, named)
    return _held(rows[0])


async def add_rows(tx: Writing, held: HeldLog, rows: Sequence[AuditRow], *, now_ms: int) -> None:
    """Keep rows that follow a held log's head."""
    if not rows:
        return
    values = [(held.org_id, held.id, row.index, row.previous, row.entry, row.hash, now_ms) for row in rows]
    names = [f"of_{name}" for name in _ROW_COLUMNS]
    await tx.execute_many(_ADD, [dict(zip(names, each, strict=True)) for each in values])
    last = rows[-1]
    await tx.execute_many(_MOVE, [{"its_id": held.id, "new_index": last.index, "new_hash": last.hash}])


def head_in(row: Row) -> Head:
    """Where a log ends."""
    return Head(row["log_id"], row["head_index"], bytes(row["head_hash"]))


def _held(row: Row) -> HeldLog:
    return HeldLog(row["id"], row["org_id"], head_in(row), row["forked_index"])
