"""Check and copy SQLite files, also while a server has them open."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from headframe.core.errors import Code, HeadframeError
from headframe.kit.sqlite_errors import translated
from headframe.server.stores.sql.migrating import head, scripts, version_table
from headframe.server.stores.sql.sqlite_engine import RELATIONAL_FILE, TELEMETRY_FILE

FILES = {"relational": RELATIONAL_FILE, "telemetry": TELEMETRY_FILE}
BUSY_SECONDS = 30.0
MAX_PROBLEMS = 20
"""Problems that are told of one file."""
COPY_PAGES = 10_000
"""Pages of 4 KiB copied at a time; a server writes in between."""


@dataclass(frozen=True, slots=True)
class FileState:
    """What was found out about one file. `revision` None: it was never migrated."""

    part: str
    path: str
    bytes: int
    revision: str | None
    newest: str
    problems: list[str]

    @property
    def is_current(self) -> bool:
        """Whether it has this version's schema."""
        return self.revision == self.newest


def check(directory: Path) -> list[FileState]:
    """Every page of both files, and their references; nothing is changed."""
    return [_check(directory / name, part) for part, name in FILES.items()]


def copy(directory: Path, target: Path) -> list[FileState]:
    """Copy both files into a new directory, which appears when it is whole and was checked.

    Each file is a state that its database really had; telemetry is copied last, and may know samples of a
    few seconds more.

    Raises:
        HeadframeError: ALREADY_EXISTS, STORAGE_FULL or STORAGE_UNAVAILABLE, INTERNAL for a copy that is bad.
    """
    if target.exists():
        raise HeadframeError(Code.ALREADY_EXISTS, f"{target} exists already")
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    partial.mkdir(mode=0o700, parents=True)
    try:
        for name in FILES.values():
            _copy(directory / name, partial / name)
        states = check(partial)
        bad = [problem for state in states for problem in state.problems]
        if bad:
            raise HeadframeError(Code.INTERNAL, f"the copy is bad: {bad[0]}")
        partial.rename(target)
    finally:
        _remove(partial)
    return check(target)


def _check(path: Path, part: str) -> FileState:
    with _opened(path) as connection:
        problems = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({MAX_PROBLEMS})")]
        broken = connection.execute("PRAGMA foreign_key_check").fetchmany(MAX_PROBLEMS)
        problems += [f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is gone" for row in broken]
        revision = _revision(connection, part)
    found = [problem for problem in problems if problem != "ok"]
    if revision is not None and revision not in {each.revision for each in scripts(part).walk_revisions()}:
        found.append(f"revision {revision} is of a newer version of Headframe")
    return FileState(part, str(path), path.stat().st_size, revision, head(part), found)


def _revision(connection: sqlite3.Connection, part: str) -> str | None:
    table = version_table(part)
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    row = connection.execute(f"SELECT version_num FROM {table}").fetchone() if known else None  # noqa: S608 - our own name
    return str(row[0]) if row else None


def _copy(source: Path, target: Path) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    os.close(descriptor)
    with _opened(source) as reader, closing(sqlite3.connect(target)) as writer:
        deadline = time.monotonic() + BUSY_SECONDS * 60

        def in_time(_status: int, _remaining: int, _total: int) -> None:
            if time.monotonic() > deadline:
                raise HeadframeError(Code.BUSY, "the database changed faster than it could be copied")

        reader.backup(writer, pages=COPY_PAGES, progress=in_time, sleep=0.01)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that only reads."""
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        ) as connection:
            yield connection
    except sqlite3.Error as error:
        raise translated(path, error) from error


def _remove(partial: Path) -> None:
    if partial.is_dir():
        for file in partial.iterdir():
            file.unlink(missing_ok=True)
        partial.rmdir()
