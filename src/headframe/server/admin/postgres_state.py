"""What a PostgreSQL database tells of its schema."""

import asyncpg

from headframe.server.stores.sql.migrating import SETS, version_table
from headframe.server.stores.sql.postgres_engine import translating


async def postgres_revisions(dsn: str) -> dict[str, str | None]:
    """The revision of each part; None where it was never migrated.

    Raises:
        HeadframeError: STORAGE_UNAVAILABLE.
    """
    with translating():
        connection = await asyncpg.connect(dsn)
        try:
            return {part: await _revision(connection, version_table(part)) for part in SETS}
        finally:
            await connection.close()


async def _revision(connection: "asyncpg.Connection[asyncpg.Record]", table: str) -> str | None:
    if await connection.fetchval("SELECT to_regclass($1)", table) is None:
        return None
    revision = await connection.fetchval(f"SELECT version_num FROM {table}")  # noqa: S608 - our own name
    return None if revision is None else str(revision)
