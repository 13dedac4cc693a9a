"""Which devices changed since a watcher last asked."""

from collections.abc import Sequence
from typing import Protocol

from headframe.server.stores.rules.changes import ChangeLog
from headframe.server.stores.sql.postgres_engine import PostgresDatabase

XID_SHIFT = 20
"""A change is ordered by its transaction, and in it by the low bits of the device's id."""

_CHANGED = """
SELECT id, changed FROM (
    SELECT id, changed FROM device WHERE org_id = $1 AND changed > $2
    UNION ALL
    SELECT device_id, changed FROM device_state WHERE org_id = $1 AND changed > $2
) AS both_halves ORDER BY changed LIMIT $3
"""


class Changes(Protocol):
    """Where changes are ordered."""

    async def since(self, org_id: int, after: int, *, limit: int) -> tuple[Sequence[int], int]:
        """Ids of devices that changed after a counter, and the counter to ask from next."""
        ...


class LoggedChanges:
    """Of a process that is alone with its database."""

    def __init__(self, log: ChangeLog) -> None:
        self._log = log

    async def since(self, org_id: int, after: int, *, limit: int) -> tuple[Sequence[int], int]:
        """Out of memory."""
        return self._log.since(org_id, after, limit=limit)


class StampedChanges:
    """Of several servers on one PostgreSQL. Rows are stamped with their transaction.

    A transaction that began earlier may commit later, so the counter never passes the oldest one that is
    still running: what committed after it is told again, nothing is missed.
    """

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    async def since(self, org_id: int, after: int, *, limit: int) -> tuple[Sequence[int], int]:
        """By the stamps of rows."""
        async with self._database.connection() as connection:
            oldest = await connection.fetchval("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            rows = await connection.fetch(_CHANGED, org_id, after, limit)
        horizon = (oldest << XID_SHIFT) - 1
        last = rows[-1]["changed"] if len(rows) == limit else horizon
        return list(dict.fromkeys(row["id"] for row in rows)), max(after, min(last, horizon))
