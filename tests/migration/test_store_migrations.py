"""Migrations: what they build is what the tables declare, on both engines; they only ever add."""

import ast
import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import MetaData
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from headframe.core.errors import Code, HeadframeError
from headframe.server.stores.opening import migrate, open_stores
from headframe.server.stores.sql import migrating
from headframe.server.stores.sql.migrating import SETS, head, migrate_sqlite, rendered, scripts
from headframe.server.stores.sql.schema import RELATIONAL, TELEMETRY
from tests.support.postgres import PostgresServer, postgres_server

DECLARED = {"relational": RELATIONAL, "telemetry": TELEMETRY}
FORBIDDEN = {
    "drop_table",
    "drop_column",
    "drop_constraint",
    "drop_index",
    "alter_column",
    "rename_table",
    "batch_alter_table",
}
"""Not additive, or a rewrite of the table: such a change takes several releases and its own review."""


def declared(metadata: MetaData, dialect: Dialect) -> Iterator[str]:
    for table in metadata.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index).compile(dialect=dialect))


def sqlite_shape(connection: sqlite3.Connection) -> dict[str, object]:
    """Columns, references and indexes of every table; the order in which they were declared aside."""

    def found(pragma: str, name: str) -> list[tuple[object, ...]]:
        return [tuple(row) for row in connection.execute(f"PRAGMA {pragma}({name})")]

    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: (
            found("table_xinfo", name),
            sorted(each[1:] for each in found("foreign_key_list", name)),
            sorted((each[2:], found("index_info", str(each[1]))) for each in found("index_list", name)),
        )
        for (name,) in tables
        if not name.endswith("_version") and not name.startswith("sqlite_")
    }


@pytest.mark.parametrize("part", SETS)
def test_sqlite_is_migrated_to_what_is_declared(part: str, tmp_path: Path) -> None:
    migrate_sqlite(tmp_path / "migrated.db", part)
    with (
        closing(sqlite3.connect(tmp_path / "migrated.db")) as migrated,
        closing(sqlite3.connect(":memory:")) as fresh,
    ):
        for statement in declared(DECLARED[part], SQLiteDialect_pysqlite()):
            fresh.execute(statement)
        wanted = sqlite_shape(fresh)
        assert wanted
        assert sqlite_shape(migrated) == wanted


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


SHAPE = """
SELECT c.relname AS place, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS what,
    a.attnotnull::text || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || a.attidentity::text AS more
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND c.relkind = 'r'
UNION ALL SELECT conrelid::regclass::text, conname, contype::text, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT tablename, indexname, '', indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


async def postgres_shape(dsn: str, statements: Sequence[str] = ()) -> list[tuple[str, ...]]:
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
        rows = [tuple(row) for row in await connection.fetch(SHAPE)]
    finally:
        await connection.close()
    ours = {table.name for metadata in DECLARED.values() for table in metadata.sorted_tables}
    return sorted(row for row in rows if row[0] in ours)


@pytest.mark.postgres
async def test_postgres_is_migrated_to_what_is_declared(postgres: PostgresServer) -> None:
    statements = [each for metadata in DECLARED.values() for each in declared(metadata, PGDialect_asyncpg())]  # type: ignore[no-untyped-call] # SQLAlchemy has no hints here
    wanted = await postgres_shape(await postgres.clone("template1"), statements)
    assert wanted
    assert await postgres_shape(await postgres.database()) == wanted


@pytest.mark.postgres
async def test_servers_that_start_together_migrate_once(postgres: PostgresServer) -> None:
    dsn = await postgres.clone("template1")
    await asyncio.gather(*(migrate(dsn) for _ in range(4)))
    async with open_stores(dsn) as stores:
        assert await stores.people.ensure_org("a")


@pytest.mark.parametrize("part", SETS)
def test_there_is_one_line_of_revisions_and_each_renders(part: str) -> None:
    revisions = list(scripts(part).walk_revisions())
    assert len(scripts(part).get_heads()) == 1
    for revision in revisions:
        below = revision.down_revision
        assert below is None or isinstance(below, str)
        for dialect in ("sqlite", "postgresql"):
            assert rendered(part, dialect, since=below, to=revision.revision)


def revision_files() -> list[Path]:
    root = Path(migrating.__file__).parent / "migrations"
    return [path for path in root.rglob("*.py") if path.parent.name == "versions" and path.stem != "__init__"]


@pytest.mark.parametrize("path", revision_files(), ids=lambda path: path.stem)
def test_revisions_only_add_and_only_go_forward(path: Path) -> None:
    tree = ast.parse(path.read_text())
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not called & FORBIDDEN
    assert "upgrade" in defined
    assert "downgrade" not in defined
    assert not any(
        (module or "").startswith("headframe") for module in imported
    )  # frozen: never today's schema


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    migrate_sqlite(path, "relational")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO org (name) VALUES ('kept')")
        connection.commit()
    migrate_sqlite(path, "relational")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM org").fetchall() == [("kept",)]


def test_a_migration_stopped_half_way_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.db"
    broken = [*rendered("relational", "sqlite")[:8], "CREATE NONSENSE"]
    with monkeypatch.context() as patched:
        patched.setattr(migrating, "rendered", lambda *_args, **_kwargs: broken)
        with pytest.raises(HeadframeError) as failed:
            migrate_sqlite(path, "relational")
    assert failed.value.code is Code.STORAGE_UNAVAILABLE
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    migrate_sqlite(path, "relational")


def test_data_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    migrate_sqlite(path, "telemetry")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM telemetry_version").fetchone() == (
            head("telemetry"),
        )
        connection.execute("UPDATE telemetry_version SET version_num = 't9999'")
        connection.commit()
    with pytest.raises(HeadframeError) as refused:
        migrate_sqlite(path, "telemetry")
    assert refused.value.code is Code.UNSUPPORTED_VERSION
