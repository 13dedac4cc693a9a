"""Credentials of devices, at rest on the node: AES-256-GCM under the node's vault key.

Each record is bound, as associated data, to its org, device, field and version: moved to another device or
put back from an old copy of its row, it does not open. Versions of a record only grow, also across its
removal. Losing power or being killed loses nothing that `store` or `remove` has returned for.
"""

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from anyio import to_thread
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.message import DecodeError

from headframe.core.devices import Credentials
from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import ensure_private_dir, touch_private
from headframe.node.keys.keyfile import load, load_or_create
from headframe.node.keys.vault_rows import KeyMismatchError, VaultRows
from headframe.wire.convert.devices import credentials_from_wire, credentials_to_wire
from headframe.wire.gen.miner.v1 import miner_pb2

KEY_FILE = "vault.key"
DATABASE_FILE = "vault.db"
LOGIN = "login"
"""The field that holds a device's login."""
MAX_LOGIN_BYTES = 4_096

_NONCE_BYTES = 12
_LABEL = b"headframe.vault.v1"
_KEY_CHECK = b"headframe.vault.key-check.v1"

T = TypeVar("T")


class Vault:
    """Logins by device id, for one org. Calls block for one disk write at most; any thread may call."""

    def __init__(self, rows: VaultRows, key: bytes, org_id: str) -> None:
        self._rows = rows
        self._cipher = AESGCM(key)
        self._org_id = org_id
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Vault(org_id={self._org_id!r})"

    @classmethod
    def open(cls, directory: Path, *, org_id: str) -> "Vault":
        """The vault in `directory`, made at the first start.

        Raises UnsafeFileError where a file or the directory is open to others, HeadframeError
        STORAGE_UNAVAILABLE where a file is damaged or the key is missing or another one.
        """
        ensure_private_dir(directory)
        database = directory / DATABASE_FILE
        key = _key(directory / KEY_FILE, may_draw=not database.exists() or not database.stat().st_size)
        touch_private(database)
        try:
            return cls(_translated(database, lambda: _open_rows(database, key)), key, org_id)
        except KeyMismatchError as error:
            raise HeadframeError(
                Code.STORAGE_UNAVAILABLE,
                f"{database} was written with another key than {directory / KEY_FILE}: put that key back.",
            ) from error

    def credentials(self, device_id: int) -> Credentials | None:
        """The login of a device; None when it has none.

        Raises HeadframeError STORAGE_UNAVAILABLE for a record that does not open.
        """
        with self._lock:
            row = self._guarded(lambda: self._rows.read(self._org_id, device_id, LOGIN))
        if row is None or row.sealed is None:
            return None
        try:
            plaintext = self._cipher.decrypt(
                row.sealed[:_NONCE_BYTES], row.sealed[_NONCE_BYTES:], self._context(device_id, row.version)
            )
            return credentials_from_wire(miner_pb2.Credentials.FromString(plaintext))
        except (InvalidTag, ValueError, DecodeError):
            # The cause may hold what it failed to read.
            raise HeadframeError(
                Code.STORAGE_UNAVAILABLE, f"The login kept for device {device_id} is damaged: pair it again."
            ) from None

    def store(self, device_id: int, credentials: Credentials) -> None:
        """Keep a device's login in place of any earlier one; on return it is on disk.

        Raises HeadframeError STORAGE_FULL or STORAGE_UNAVAILABLE; the earlier login then still stands.
        """
        plaintext = credentials_to_wire(credentials).SerializeToString()
        if len(plaintext) > MAX_LOGIN_BYTES:
            raise HeadframeError(Code.TOO_LARGE, f"A login takes at most {MAX_LOGIN_BYTES} bytes.")

        def sealed(version: int) -> bytes:
            nonce = os.urandom(_NONCE_BYTES)
            return nonce + self._cipher.encrypt(nonce, plaintext, self._context(device_id, version))

        with self._lock:
            self._guarded(lambda: self._rows.write(self._org_id, device_id, LOGIN, sealed))

    def remove(self, device_id: int) -> None:
        """Remove a device's login; its record's version stays taken. Errors as `store`."""
        with self._lock:
            self._guarded(lambda: self._rows.write(self._org_id, device_id, LOGIN, lambda _: None))

    async def remember(self, device_id: int, credentials: Credentials) -> None:
        """`store`, without holding up the event loop."""
        await to_thread.run_sync(self.store, device_id, credentials)

    async def forget(self, device_id: int) -> None:
        """`remove`, without holding up the event loop."""
        await to_thread.run_sync(self.remove, device_id)

    def devices(self) -> frozenset[int]:
        """Ids of the devices that have a login."""
        with self._lock:
            return self._guarded(lambda: self._rows.devices(self._org_id, LOGIN))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._rows.close()

    def _context(self, device_id: int, version: int) -> bytes:
        parts = (self._org_id.encode(), str(device_id).encode(), LOGIN.encode(), str(version).encode())
        return _LABEL + b"".join(len(part).to_bytes(4, "big") + part for part in parts)

    def _guarded(self, action: Callable[[], T]) -> T:
        return _translated(self._rows.path, action)


def _key(path: Path, *, may_draw: bool) -> bytes:
    if may_draw:
        return load_or_create(path, lambda: AESGCM.generate_key(bit_length=256))
    try:
        return load(path)
    except FileNotFoundError as error:
        raise HeadframeError(
            Code.STORAGE_UNAVAILABLE,
            f"{path} is missing: put it back, or move {DATABASE_FILE} away and pair the miners again.",
        ) from error


def _open_rows(path: Path, key: bytes) -> VaultRows:
    cipher = AESGCM(key)

    def make_check() -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + cipher.encrypt(nonce, b"", _KEY_CHECK)

    def passes(check: bytes) -> bool:
        try:
            cipher.decrypt(check[:_NONCE_BYTES], check[_NONCE_BYTES:], _KEY_CHECK)
        except (InvalidTag, ValueError):
            return False
        return True

    return VaultRows(path, make_check=make_check, passes=passes)


def _translated(path: Path, action: Callable[[], T]) -> T:
    try:
        return action()
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
        code = Code.STORAGE_FULL if full else Code.STORAGE_UNAVAILABLE
        raise HeadframeError(code, f"{path}: {error}") from error
