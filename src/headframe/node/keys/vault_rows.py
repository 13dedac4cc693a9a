"""The vault's SQLite file: sealed records with versions that only grow."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

_SCHEMA = """
CREATE TABLE IF NOT EXISTS key_check (only INTEGER PRIMARY KEY CHECK (only = 1), sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS record (
    org_id TEXT NOT NULL,
    device_id INTEGER NOT NULL,
    field TEXT NOT NULL,
    version INTEGER NOT NULL,
    sealed BLOB,
    PRIMARY KEY (org_id, device_id, field)
) WITHOUT ROWID;
"""
_WRITE = """
INSERT INTO record (org_id, device_id, field, version, sealed) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET version = excluded.version, sealed = excluded.sealed
"""


class KeyMismatchError(Exception):
    """The file was written with another key."""


class Row(NamedTuple):
    """One record; `sealed` None: removed."""

    version: int
    sealed: bytes | None


class VaultRows:
    """Rows of the vault. Not for several threads at once. Raises sqlite3.Error as it comes.

    The file is in WAL mode with synchronous=FULL: a commit that returned is on disk. Removed bytes are
    overwritten (secure_delete).
    """

    def __init__(
        self, path: Path, *, make_check: Callable[[], bytes], passes: Callable[[bytes], bool]
    ) -> None:
        self.path = path
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._connection.executescript(_SCHEMA)
            self._check_key(make_check, passes)
        except BaseException:
            self._connection.close()
            raise

    def read(self, org_id: str, device_id: int, field: str) -> Row | None:
        """One record; None where there never was one."""
        found = self._connection.execute(
            "SELECT version, sealed FROM record WHERE org_id = ? AND device_id = ? AND field = ?",
            (org_id, device_id, field),
        ).fetchone()
        return None if found is None else Row(*found)

    def write(self, org_id: str, device_id: int, field: str, seal: Callable[[int], bytes | None]) -> None:
        """Replace a record with what `seal` makes of its next version."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            row = self.read(org_id, device_id, field)
            version = row.version + 1 if row else 1
            self._connection.execute(_WRITE, (org_id, device_id, field, version, seal(version)))

    def devices(self, org_id: str, field: str) -> frozenset[int]:
        """Devices that have a record which is not removed."""
        found = self._connection.execute(
            "SELECT device_id FROM record WHERE org_id = ? AND field = ? AND sealed IS NOT NULL",
            (org_id, field),
        )
        return frozenset(device_id for (device_id,) in found)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _check_key(self, make_check: Callable[[], bytes], passes: Callable[[bytes], bool]) -> None:
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            found = self._connection.execute("SELECT sealed FROM key_check").fetchone()
            if found is None:
                self._connection.execute("INSERT INTO key_check VALUES (1, ?)", (make_check(),))
        if found is not None and not passes(found[0]):
            raise KeyMismatchError
