"""Keys for devices that tell neither MAC nor serial number: drawn once by this node, and kept.

Such a device is recognised again by its address, driver and model, for want of anything better. The key
itself holds no address: a person who moves the device keeps its history by moving the row.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from headframe.core.devices import Endpoint, Identity
from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import touch_private
from headframe.kit.sqlite_errors import translated

MAX_KEYS = 100_000
"""The most devices without MAC and serial number that a node keeps apart."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS fallback_key (trait TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE) WITHOUT ROWID
"""


class FallbackKeys:
    """Keys by trait, in a file of their own. `draw` gives ids. Any thread may call."""

    def __init__(self, path: Path, draw: Callable[[], str]) -> None:
        touch_private(path)
        self._path = path
        self._draw = draw
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute(_SCHEMA)
        except sqlite3.Error as error:
            self._connection.close()
            raise translated(path, error) from error

    def key_for(self, driver: str, endpoint: Endpoint, identity: Identity) -> str:
        """The key of a device; on disk before it is returned.

        Raises HeadframeError STORAGE_FULL, STORAGE_UNAVAILABLE or, beyond MAX_KEYS, LIMIT_REACHED.
        """
        trait = _trait(driver, endpoint, identity)
        try:
            with self._lock, self._connection:
                return self._known(trait) or self._drawn(trait)
        except sqlite3.Error as error:
            raise translated(self._path, error) from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _known(self, trait: str) -> str | None:
        found = self._connection.execute("SELECT key FROM fallback_key WHERE trait = ?", (trait,)).fetchone()
        return None if found is None else str(found[0])

    def _drawn(self, trait: str) -> str:
        self._connection.execute("BEGIN IMMEDIATE")
        (count,) = self._connection.execute("SELECT count(*) FROM fallback_key").fetchone()
        if count >= MAX_KEYS:
            raise HeadframeError(
                Code.LIMIT_REACHED, f"This node keeps at most {MAX_KEYS} devices without MAC and serial."
            )
        key = self._draw()
        self._connection.execute("INSERT INTO fallback_key VALUES (?, ?)", (trait, key))
        return key


def _trait(driver: str, endpoint: Endpoint, identity: Identity) -> str:
    ports = ",".join(f"{name}={port}" for name, port in sorted(endpoint.ports.items()))
    parts = (driver, endpoint.address, ports, identity.make, identity.model)
    joined = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return hashlib.sha256(joined).hexdigest()
