"""Open the stores that a URL names.

A database is migrated when it is opened, so that `headframe db migrate` is only needed to do it beforehand.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import touch_private
from headframe.server.stores.memory import memory_stores
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.metering import UNMEASURED, WriteMeter
from headframe.server.stores.sql.activity import SqlActivity
from headframe.server.stores.sql.artifacts import SqlArtifacts
from headframe.server.stores.sql.audit import SqlAudit
from headframe.server.stores.sql.changes import Changes, LoggedChanges, StampedChanges
from headframe.server.stores.sql.commands import SqlCommands
from headframe.server.stores.sql.database import Database
from headframe.server.stores.sql.devices import SqlDevices
from headframe.server.stores.sql.enrollments import SqlEnrollments
from headframe.server.stores.sql.event_marks import SqlEventMarks
from headframe.server.stores.sql.identities import SqlIdentities
from headframe.server.stores.sql.keysets import SqlKeysets
from headframe.server.stores.sql.logins import SqlLogins
from headframe.server.stores.sql.migrating import migrate_postgres, migrate_sqlite
from headframe.server.stores.sql.node_sessions import SqlNodeSessions
from headframe.server.stores.sql.nodes import SqlNodes
from headframe.server.stores.sql.people import SqlPeople
from headframe.server.stores.sql.places import SqlPlaces
from headframe.server.stores.sql.postgres_engine import PostgresDatabase
from headframe.server.stores.sql.reconciliation import SqlReconciliation
from headframe.server.stores.sql.settings import SqlSettings
from headframe.server.stores.sql.sqlite_engine import RELATIONAL_FILE, TELEMETRY_FILE, SqliteDatabase
from headframe.server.stores.sql.telemetry.postgres_ingest import PostgresTelemetry
from headframe.server.stores.sql.telemetry.sqlite_ingest import SqliteTelemetry
from headframe.server.stores.sql.transfers import SqlTransfers
from headframe.server.stores.sql.views import SqlViews

MEMORY_URL = "memory:"
SQLITE_PREFIX = "sqlite:///"
POSTGRES_PREFIXES = ("postgresql://", "postgres://")


@asynccontextmanager
async def open_stores(url: str, *, meter: WriteMeter = UNMEASURED) -> AsyncIterator[Stores]:
    """Stores of "memory:", "sqlite:///directory" or "postgresql://...".

    After the three slashes of SQLite stands a path: relative, or absolute with its own slash. `meter` is told
    of relational writes.

    Raises:
        HeadframeError: INVALID_REQUEST for another URL, UNSUPPORTED_VERSION for data of a newer version,
            STORAGE_FULL or STORAGE_UNAVAILABLE.
        UnsafeFileError: an SQLite file is open to others.
    """
    if url == MEMORY_URL:
        yield memory_stores()
        return
    async with AsyncExitStack() as stack:
        if url.startswith(SQLITE_PREFIX):
            directory = Path(url.removeprefix(SQLITE_PREFIX))
            yield await stack.enter_async_context(sqlite_stores(directory, meter=meter))
        elif url.startswith(POSTGRES_PREFIXES):
            yield await stack.enter_async_context(postgres_stores(url, meter=meter))
        else:
            raise HeadframeError(
                Code.INVALID_REQUEST, "a store is memory:, sqlite:///directory or postgresql://"
            )


async def migrate(url: str) -> None:
    """Bring the database that a URL names to this version's schema; it need not exist before on SQLite.

    Raises:
        HeadframeError: as `open_stores`.
    """
    if url.startswith(SQLITE_PREFIX):
        await asyncio.to_thread(_migrate, Path(url.removeprefix(SQLITE_PREFIX)))
    elif url.startswith(POSTGRES_PREFIXES):
        await migrate_postgres(url)


@asynccontextmanager
async def sqlite_stores(
    directory: Path, *, max_pages: int | None = None, meter: WriteMeter = UNMEASURED
) -> AsyncIterator[Stores]:
    """Stores in the two files of a directory, which is made where absent.

    `max_pages` bounds the size of each file, in pages of 4 KiB: beyond it the store is full.
    """
    await asyncio.to_thread(_migrate, directory)
    async with SqliteDatabase(directory, max_pages=max_pages, meter=meter) as database:
        yield _wired(database, SqliteTelemetry(database), LoggedChanges(database.changes))


@asynccontextmanager
async def postgres_stores(dsn: str, *, meter: WriteMeter = UNMEASURED) -> AsyncIterator[Stores]:
    """Stores in a PostgreSQL database, 15 or newer. Several hosts may be named, as libpq has it."""
    await migrate_postgres(dsn)
    async with PostgresDatabase(dsn, meter=meter) as database:
        yield _wired(database, PostgresTelemetry(database), StampedChanges(database))


def _wired(database: Database, telemetry: SqliteTelemetry | PostgresTelemetry, changes: Changes) -> Stores:
    return Stores(
        people=SqlPeople(database),
        places=SqlPlaces(database),
        nodes=SqlNodes(database),
        devices=SqlDevices(database, changes, telemetry),
        commands=SqlCommands(database),
        telemetry=telemetry,
        activity=SqlActivity(database),
        settings=SqlSettings(database),
        views=SqlViews(database),
        artifacts=SqlArtifacts(database),
        logins=SqlLogins(database),
        keysets=SqlKeysets(database),
        enrollments=SqlEnrollments(database),
        identities=SqlIdentities(database),
        node_sessions=SqlNodeSessions(database),
        audit=SqlAudit(database),
        event_marks=SqlEventMarks(database),
        transfers=SqlTransfers(database),
        reconciliation=SqlReconciliation(database),
        together=database.together,
    )


def _migrate(directory: Path) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, part in ((RELATIONAL_FILE, "relational"), (TELEMETRY_FILE, "telemetry")):
        touch_private(directory / name)  # SQLite gives its log and index the mode of the file itself
        migrate_sqlite(directory / name, part)
