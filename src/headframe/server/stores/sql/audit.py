# ruff: noqa: D102 - what each method promises is written at its port
"""Audit logs in tables."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Table, bindparam, insert, select, update

from headframe.core.audit.backfill import taken
from headframe.core.audit.chain import AuditRow, Head
from headframe.core.audit.heads import SERVER_LOG
from headframe.server.stores.ports.audit import (
    OWN,
    Alarm,
    AuditLog,
    Backfill,
    Backfilled,
    KeptCheckpoint,
    Notes,
)
from headframe.server.stores.sql.activity import add_entries
from headframe.server.stores.sql.audit_chain import HeldLog, add_rows, extend_own, head_in, hold
from headframe.server.stores.sql.database import Database, Row, Writing
from headframe.server.stores.sql.documents import document_columns, to_document
from headframe.server.stores.sql.schema.audit import AUDIT_CHECKPOINT, AUDIT_LOG, AUDIT_ROW

_OF_NODE = (AUDIT_LOG.c.org_id == bindparam("org"), AUDIT_LOG.c.node_id == bindparam("node"))
_NEWEST = select(AUDIT_LOG).where(*_OF_NODE).order_by(AUDIT_LOG.c.id.desc()).limit(1)
_HASH = select(AUDIT_ROW.c.hash).where(
    AUDIT_ROW.c.log == bindparam("its_log"), AUDIT_ROW.c.row_index == bindparam("its_index")
)
_HASHES = select(AUDIT_ROW.c.row_index, AUDIT_ROW.c.hash).where(
    AUDIT_ROW.c.log == bindparam("its_log"),
    AUDIT_ROW.c.row_index.between(bindparam("first"), bindparam("last")),
)
_KNOWN_CHECKPOINT = select(AUDIT_CHECKPOINT.c.row_index).where(
    AUDIT_CHECKPOINT.c.log == bindparam("its_log"), AUDIT_CHECKPOINT.c.row_index == bindparam("its_index")
)


def _behind(table: Table) -> Select[Any]:
    """What stands behind an index of a log, in order."""
    return (
        select(table, AUDIT_LOG.c.log_id)
        .join(AUDIT_LOG, AUDIT_LOG.c.id == table.c.log)
        .where(
            *_OF_NODE,
            AUDIT_LOG.c.log_id == bindparam("named"),
            table.c.row_index > bindparam("after"),
        )
        .order_by(table.c.row_index)
        .limit(bindparam("limit"))
    )


_ROWS, _CHECKPOINTS = _behind(AUDIT_ROW), _behind(AUDIT_CHECKPOINT)


class SqlAudit:
    """AuditStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, org_id: int, entries: Sequence[bytes], *, now_ms: int) -> Head:
        async with self._database.write() as tx:
            return await extend_own(tx, self._database, org_id, entries, now_ms=now_ms)

    async def backfill(self, backfill: Backfill, notes: Notes, alarm: Alarm) -> Backfilled:
        now_ms = backfill.received_at_ms
        async with self._database.write() as tx:
            held = await hold(
                tx, self._database, backfill.org_id, backfill.node_id, backfill.log_id, now_ms=now_ms
            )
            new = taken(held.head, await _known(tx, held, backfill.rows), backfill.rows)
            await add_rows(tx, held, new.rows, now_ms=now_ms)
            fork = new.fork or await _take_checkpoint(tx, held, backfill)
            seen = list(notes(new.rows))
            if fork and held.forked_index is None:
                its = AUDIT_LOG.c.id == held.id
                await tx.execute(update(AUDIT_LOG).where(its).values(forked_index=fork))
                seen.append(alarm(backfill.log_id, fork))
            await add_entries(tx, self._database, seen)
            head = Head(held.head.log_id, new.rows[-1].index, new.rows[-1].hash) if new.rows else held.head
        return Backfilled(head, len(new.rows), fork)

    async def own_head(self, org_id: int) -> Head:
        async with self._database.glance() as reading:
            rows = await reading.rows(_NEWEST, {"org": org_id, "node": OWN})
        return head_in(rows[0]) if rows else Head(SERVER_LOG)

    async def newest(self, org_id: int, node_id: int) -> Head | None:
        async with self._database.read() as reading:
            rows = await reading.rows(_NEWEST, {"org": org_id, "node": node_id})
        return head_in(rows[0]) if rows else None

    async def logs(self, org_id: int) -> Sequence[AuditLog]:
        query = select(AUDIT_LOG).where(AUDIT_LOG.c.org_id == org_id).order_by(AUDIT_LOG.c.id)
        async with self._database.read() as reading:
            rows = await reading.rows(query)
        return [
            AuditLog(row["node_id"], head_in(row), row["began_at_ms"], row["forked_index"]) for row in rows
        ]

    async def rows(
        self, org_id: int, node_id: int, log_id: str, *, after: int, limit: int
    ) -> Sequence[AuditRow]:
        named = {"org": org_id, "node": node_id, "named": log_id, "after": after, "limit": limit}
        async with self._database.read() as reading:
            return [_row(row) for row in await reading.rows(_ROWS, named)]

    async def checkpoints(
        self, org_id: int, node_id: int, log_id: str, *, after: int, limit: int
    ) -> Sequence[KeptCheckpoint]:
        named = {"org": org_id, "node": node_id, "named": log_id, "after": after, "limit": limit}
        async with self._database.read() as reading:
            rows = await reading.rows(_CHECKPOINTS, named)
        return [KeptCheckpoint(row["row_index"], to_document(row)) for row in rows]


async def _known(tx: Writing, held: HeldLog, rows: Sequence[AuditRow]) -> dict[int, bytes]:
    """Hashes of the rows of a batch that are stored already."""
    indexes = [row.index for row in rows if row.index <= held.head.index]
    if not indexes:
        return {}
    within = {"its_log": held.id, "first": min(indexes), "last": max(indexes)}
    return {row["row_index"]: bytes(row["hash"]) for row in await tx.rows(_HASHES, within)}


async def _take_checkpoint(tx: Writing, held: HeldLog, backfill: Backfill) -> int:
    """Keep a checkpoint of a row that is stored; its index where that row is another one, else 0."""
    checkpoint = backfill.checkpoint
    if checkpoint is None:
        return 0
    its = {"its_log": held.id, "its_index": checkpoint.index}
    stored = await tx.column(_HASH, its)
    if stored and bytes(stored[0]) != backfill.checkpoint_hash:
        return checkpoint.index
    if stored and not await tx.column(_KNOWN_CHECKPOINT, its):
        values = {
            "org_id": held.org_id,
            "log": held.id,
            "row_index": checkpoint.index,
            **document_columns(checkpoint.document),
        }
        await tx.execute(insert(AUDIT_CHECKPOINT).values(**values))
    return 0


def _row(row: Row) -> AuditRow:
    return AuditRow(
        row["log_id"], row["row_index"], bytes(row["previous"]), bytes(row["entry"]), bytes(row["hash"])
    )
