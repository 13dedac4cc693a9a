"""Bring a database to the schema of this version.

Revisions stand in `migrations/relational` and `migrations/telemetry`; each set has its own version table.
They are forward-only and additive, written without looking at live data, so that they can be rendered as
SQL for review (`rendered`) and run by either driver in one transaction.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from io import StringIO
from pathlib import Path

import asyncpg
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

from headframe.core.errors import Code, HeadframeError
from headframe.kit.sqlite_errors import translated
from headframe.server.stores.sql.postgres_engine import translating

SETS = ("relational", "telemetry")

_ROOT = Path(__file__).parent / "migrations"
_LOCK_KEY = 0x6865_6164  # any constant: only migrations take this advisory lock


class _Statements(StringIO):
    """Alembic writes one statement at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[str] = []

    def write(self, text: str) -> int:
        code = "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip()
        if code:
            self.all.append(code.removesuffix(";"))
        return len(text)


def version_table(part: str) -> str:
    """Where the revision of a set is kept."""
    return f"{part}_version"


def scripts(part: str) -> ScriptDirectory:
    """The revisions of a set."""
    config = Config()
    config.set_main_option("script_location", str(_ROOT / part))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def head(part: str) -> str:
    """The newest revision of a set."""
    found = scripts(part).get_current_head()
    assert found is not None  # noqa: S101 - each set has revisions
    return found


def rendered(part: str, dialect: str, *, since: str | None = None, to: str = "head") -> Sequence[str]:
    """The SQL from one revision (None: an empty database) to another."""
    script = scripts(part)
    statements = _Statements()
    environment = EnvironmentContext(
        Config(),
        script,
        fn=lambda revision, _context: script._upgrade_revs(to, revision),  # noqa: SLF001 - as alembic.command does
        as_sql=True,
        starting_rev=since,
        destination_rev=to,
    )
    with environment:
        environment.configure(
            dialect_name=dialect,
            output_buffer=statements,
            version_table=version_table(part),
            transaction_per_migration=False,
        )
        environment.run_migrations()
    return statements.all


def migrate_sqlite(path: Path, part: str) -> None:
    """Migrate one file, made where absent.

    Raises:
        HeadframeError: STORAGE_FULL, STORAGE_UNAVAILABLE, or UNSUPPORTED_VERSION for a newer file.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
            connection.execute("BEGIN IMMEDIATE")
            table = version_table(part)
            known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
            row = connection.execute(f"SELECT version_num FROM {table}").fetchone() if known else None  # noqa: S608 - our own name
            for statement in _pending(part, "sqlite", row[0] if row else None):
                connection.execute(statement)
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise translated(path, error) from error


async def migrate_postgres(dsn: str) -> None:
    """Migrate a database; of several servers that start at once, one does it and the others wait.

    Raises:
        HeadframeError: STORAGE_FULL, STORAGE_UNAVAILABLE, or UNSUPPORTED_VERSION for a newer database.
    """
    with translating():
        connection = await asyncpg.connect(dsn)
        try:
            async with connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK_KEY)
                for part in SETS:
                    table = version_table(part)
                    known = await connection.fetchval("SELECT to_regclass($1)", table)
                    since = (
                        await connection.fetchval(f"SELECT version_num FROM {table}")  # noqa: S608 - our own name
                        if known
                        else None
                    )
                    for statement in _pending(part, "postgresql", since):
                        await connection.execute(statement)
        finally:
            await connection.close()


def _pending(part: str, dialect: str, since: str | None) -> Sequence[str]:
    known = {revision.revision for revision in scripts(part).walk_revisions()}
    if since is not None and since not in known:
        raise HeadframeError(
            Code.UNSUPPORTED_VERSION, f"the {part} data is from a newer version ({since}): update Headframe"
        )
    return [] if since == head(part) else rendered(part, dialect, since=since)
