"""`headframe db`: migrate, check, back up."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from headframe.core.errors import Code, HeadframeError
from headframe.server.admin.database import (
    DEFAULT_STATE_DIR,
    Database,
    DatabaseFile,
    StateDir,
    database_url,
    existing,
    sqlite_directory,
)
from headframe.server.admin.postgres_state import postgres_revisions
from headframe.server.admin.sqlite_copy import FileState, check, copy
from headframe.server.admin.telling import FAILED, Json, answer, told
from headframe.server.stores.opening import migrate

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="On the server: migrate, check, back up its database."
)

MIGRATE = "Examples:\n\nheadframe db migrate\n\nheadframe db migrate --database-file dsn.txt"
CHECK = "Examples:\n\nheadframe db check --state-dir .headframe/demo/combined"
BACKUP = "Examples:\n\nheadframe db backup /backup/headframe-monday"


@app.command("migrate", epilog=MIGRATE)
def migrate_database(
    *,
    state_dir: StateDir = DEFAULT_STATE_DIR,
    database: Database = None,
    database_file: DatabaseFile = None,
    as_json: Json = False,
) -> None:
    """Bring a database to this version's schema. Servers do it at their start as well."""
    with told(as_json=as_json):
        url = database_url(state_dir, database, database_file)
        asyncio.run(migrate(url))
        revisions = _revisions(url)
        words = [f"{part}: {revision}" for part, revision in revisions.items()]
        answer({"revisions": revisions}, lambda: ["The schema is this version's.", *words], as_json=as_json)


@app.command("check", epilog=CHECK)
def check_database(
    *,
    state_dir: StateDir = DEFAULT_STATE_DIR,
    database: Database = None,
    database_file: DatabaseFile = None,
    as_json: Json = False,
) -> None:
    """Check a database without changing it. Exit code 1 when something is wrong with it."""
    with told(as_json=as_json):
        url = existing(database_url(state_dir, database, database_file))
        directory = sqlite_directory(url)
        if directory is None:
            revisions = asyncio.run(postgres_revisions(url))
            answer({"revisions": revisions, "problems": []}, lambda: _words(revisions), as_json=as_json)
            return
        states = check(directory)
        problems = [problem for state in states for problem in state.problems]
        document = {"files": [asdict(state) for state in states], "problems": problems}
        answer(document, lambda: [line for state in states for line in _lines(state)], as_json=as_json)
        if problems:
            raise typer.Exit(FAILED)


@app.command("backup", epilog=BACKUP)
def backup_database(
    *,
    target: Annotated[Path, typer.Argument(metavar="DIRECTORY", help="A new directory for the copy.")],
    state_dir: StateDir = DEFAULT_STATE_DIR,
    database: Database = None,
    database_file: DatabaseFile = None,
    as_json: Json = False,
) -> None:
    """Copy an SQLite database into a new directory, also while its server runs. The copy is checked."""
    with told(as_json=as_json):
        directory = sqlite_directory(existing(database_url(state_dir, database, database_file)))
        if directory is None:
            raise HeadframeError(
                Code.INVALID_REQUEST, "back PostgreSQL up with its own tools: pg_dump, or a base backup"
            )
        states = copy(directory, target.absolute())
        document = {"directory": str(target.absolute()), "files": [asdict(state) for state in states]}
        answer(
            document,
            lambda: [f"Copied to {target}.", *(line for state in states for line in _lines(state))],
            as_json=as_json,
        )


def _revisions(url: str) -> dict[str, str | None]:
    directory = sqlite_directory(url)
    if directory is None:
        return asyncio.run(postgres_revisions(url))
    return {state.part: state.revision for state in check(directory)}


def _words(revisions: dict[str, str | None]) -> list[str]:
    return [f"{part}: revision {revision or 'none'}" for part, revision in revisions.items()]


def _lines(state: FileState) -> list[str]:
    schema = "current" if state.is_current else f"to be migrated to {state.newest}"
    fine = "ok" if not state.problems else f"{len(state.problems)} problems"
    head_line = f"{state.path}: {fine}, {state.bytes:,} bytes, revision {state.revision} ({schema})"
    return [head_line, *(f"  {problem}" for problem in state.problems)]
