"""Open the stores that a URL names."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from headframe.core.errors import Code, HeadframeError
from headframe.server.stores.memory import memory_stores
from headframe.server.stores.ports import Stores
from headframe.server.stores.sql.activity import SqlActivity
from headframe.server.stores.sql.changes import LoggedChanges
from headframe.server.stores.sql.commands import SqlCommands
from headframe.server.stores.sql.devices import SqlDevices
from headframe.server.stores.sql.migrating import migrate_sqlite
from headframe.server.stores.sql.nodes import SqlNodes
from headframe.server.stores.sql.people import SqlPeople
from headframe.server.stores.sql.places import SqlPlaces
from headframe.server.stores.sql.settings import SqlSettings
from headframe.server.stores.sql.sqlite_engine import RELATIONAL_FILE, TELEMETRY_FILE, SqliteDatabase
from headframe.server.stores.sql.telemetry.sqlite_ingest import SqliteTelemetry

MEMORY_URL = "memory:"
SQLITE_PREFIX = "sqlite:///"


@asynccontextmanager
async def open_stores(url: str) -> AsyncIterator[Stores]:
    """Stores of "memory:", of "sqlite:///directory" (three slashes, then an absolute or relative path).

    The database is migrated first.

    Raises:
        HeadframeError: INVALID_REQUEST for another URL, UNSUPPORTED_VERSION for data of a newer version,
            STORAGE_FULL or STORAGE_UNAVAILABLE.
    """
    if url == MEMORY_URL:
        yield memory_stores()
    elif url.startswith(SQLITE_PREFIX):
        async with sqlite_stores(Path(url.removeprefix(SQLITE_PREFIX))) as stores:
            yield stores
    else:
        raise HeadframeError(Code.INVALID_REQUEST, "a store is memory:, sqlite:///directory or postgresql://")


@asynccontextmanager
async def sqlite_stores(directory: Path, *, max_pages: int | None = None) -> AsyncIterator[Stores]:
    """Stores in the two files of a directory, which is made where absent.

    `max_pages` bounds the size of each file, in pages of 4 KiB: beyond it the store is full.
    """
    await asyncio.to_thread(_migrate, directory)
    async with SqliteDatabase(directory, max_pages=max_pages) as database:
        telemetry = SqliteTelemetry(database)
        yield Stores(
            people=SqlPeople(database),
            places=SqlPlaces(database),
            nodes=SqlNodes(database),
            devices=SqlDevices(database, LoggedChanges(database.changes), telemetry),
            commands=SqlCommands(database),
            telemetry=telemetry,
            activity=SqlActivity(database),
            settings=SqlSettings(database),
        )


def _migrate(directory: Path) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate_sqlite(directory / RELATIONAL_FILE, "relational")
    migrate_sqlite(directory / TELEMETRY_FILE, "telemetry")
