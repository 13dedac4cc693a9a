"""Rows held until a transaction ends, where the engine locks rows."""

from sqlalchemy import Table, select

from headframe.server.stores.sql.database import Database, Row, Writing


async def locked(tx: Writing, database: Database, table: Table, row_id: int) -> Row | None:
    """The row with an id, held against other writers; None where there is none."""
    query = select(table).where(table.c.id == row_id)
    rows = await tx.rows(query.with_for_update() if database.row_lock else query)
    return rows[0] if rows else None
