# ruff: noqa: D102 - what each method promises is written at its port
"""Marks of events in a table."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from headframe.server.stores.ports.event_marks import EventMark
from headframe.server.stores.sql.database import Database
from headframe.server.stores.sql.schema.event_marks import EVENT_MARK

_OF = (EVENT_MARK.c.org_id == bindparam("org"), EVENT_MARK.c.node_id == bindparam("node"))
_MARK = select(EVENT_MARK).where(*_OF)
_MOVE = (
    update(EVENT_MARK)
    .where(
        *_OF,
        EVENT_MARK.c.batch_sequence == bindparam("old_batch"),
        EVENT_MARK.c.whole == bindparam("old_whole"),
        EVENT_MARK.c.taken == bindparam("old_taken"),
    )
    .values(batch_sequence=bindparam("batch"), whole=bindparam("all_of_it"), taken=bindparam("count"))
)


class SqlEventMarks:
    """EventMarkStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def event_mark(self, org_id: int, node_id: int) -> EventMark:
        async with self._database.glance() as reading:
            rows = await reading.rows(_MARK, {"org": org_id, "node": node_id})
        if not rows:
            return EventMark()
        return EventMark(rows[0]["batch_sequence"], bool(rows[0]["whole"]), rows[0]["taken"])

    async def move_event_mark(self, org_id: int, node_id: int, mark: EventMark, *, before: EventMark) -> bool:
        named = {
            "org": org_id,
            "node": node_id,
            "old_batch": before.batch_sequence,
            "old_whole": before.whole,
            "old_taken": before.taken,
            "batch": mark.batch_sequence,
            "all_of_it": mark.whole,
            "count": mark.taken,
        }
        async with self._database.write() as tx:
            if await tx.execute(_MOVE, named):
                return True
            if before != EventMark():
                return False
            make = sqlite.insert if self._database.dialect.name == "sqlite" else postgresql.insert
            first = {
                "org_id": org_id,
                "node_id": node_id,
                "batch_sequence": mark.batch_sequence,
                "whole": mark.whole,
                "taken": mark.taken,
            }
            return bool(await tx.execute(make(EVENT_MARK).values(**first).on_conflict_do_nothing()))
