"""Rows held until a transaction ends, where the engine locks rows."""

from functools import cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, select

from headframe.server.stores.sql.database import Database, Row, Writing


async def locked(tx: Writing, database: Database, table: Table, row_id: int) -> Row | None:
    """The row with an id, held against other writers; None where there is none."""
    rows = await tx.rows(by_id(table, held=database.row_lock), {"row": row_id})
    return rows[0] if rows else None


@cache
def by_id(table: Table, *, held: bool) -> Select[Any]:
    """The row with the id `row`, held where rows are locked one by one."""
    query = select(table).where(table.c.id == bindparam("row"))
    return query.with_for_update() if held else query
