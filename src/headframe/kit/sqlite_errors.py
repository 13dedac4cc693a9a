"""What SQLite's errors mean to a caller."""

import sqlite3
from pathlib import Path

from headframe.core.errors import Code, HeadframeError


class ConstraintError(Exception):
    """A constraint of the schema refused a write; the rest of its transaction is undone too."""


class UniqueViolationError(ConstraintError):
    """A row with this key exists already."""


class ReferenceViolationError(ConstraintError):
    """A row that is referred to does not exist, or a row still referred to would vanish."""


_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE})
_REASONS = {
    sqlite3.SQLITE_READONLY: "it cannot be written: check its owner, its mode and the mount",
    sqlite3.SQLITE_CORRUPT: "it is damaged: stop, keep a copy, and restore a backup",
    sqlite3.SQLITE_NOTADB: "it is no SQLite database",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: check the directory, its owner and its mode",
    sqlite3.SQLITE_BUSY: "another process holds it",
    sqlite3.SQLITE_IOERR: "the disk failed",
}
_PRIMARY = 0xFF


def translated(path: Path, error: sqlite3.Error) -> Exception:
    """The error to raise instead, with what a person can do about it."""
    code = getattr(error, "sqlite_errorcode", None) or 0
    if code in (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY):
        return UniqueViolationError(str(error))
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return ReferenceViolationError(str(error))
    if code in _FULL:
        return HeadframeError(Code.STORAGE_FULL, f"no space left for {path}: free some; nothing was lost")
    reason = _REASONS.get(code & _PRIMARY, str(error))
    return HeadframeError(Code.STORAGE_UNAVAILABLE, f"{path}: {reason}")
