"""Private keys at rest: each in a file of its own, 0600, sealed with AES-256-GCM.

The sealing key is derived from a file that the operator gives, or from `seal.key` beside the keys. The first
keeps a copy of the directory worthless to who has not the other file; the second guards against nothing but
a single file going astray, and is what makes the first minute easy.
"""

import contextlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import create_private, ensure_private_dir, read_private, write_private

SEAL_FILE = "seal.key"
SUFFIX = ".key"
LEAST_SEAL_BYTES, MOST_SEAL_BYTES = 32, 4096
_KEY_BYTES, _NONCE_BYTES, _TAG_BYTES = 32, 12, 16
_FORMAT = b"HFK1"
_HEAD_BYTES = len(_FORMAT) + _NONCE_BYTES
_CONTEXT = b"headframe.server-key.v1\0"


class SealedKeys:
    """Ed25519 keys by name. One of another name, or of another organisation, does not open."""

    def __init__(self, directory: Path, seal: AESGCM, org_id: int) -> None:
        self._directory = directory
        self._seal = seal
        self._org_id = org_id

    @classmethod
    def open(cls, directory: Path, *, key_file: Path | None, org_id: int) -> "SealedKeys":
        """The keys in a private directory, which is made where absent.

        Raises:
            HeadframeError: INVALID_REQUEST for a key file that is absent or too short.
            UnsafeFileError: where a file or the directory is open to others.
        """
        ensure_private_dir(directory)
        secret = _given(key_file) if key_file else _own(directory / SEAL_FILE)
        derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=_CONTEXT).derive(secret)
        return cls(directory, AESGCM(derived), org_id)

    def load(self, name: str) -> Ed25519PrivateKey | None:
        """The key of that name; None where there is none.

        Raises:
            HeadframeError: STORAGE_UNAVAILABLE for one that does not open.
        """
        path = self._path(name)
        try:
            kept = read_private(path, max_bytes=4 * _KEY_BYTES)
        except FileNotFoundError:
            return None
        raw = self._unsealed(name, kept)
        if raw is None:
            raise HeadframeError(
                Code.STORAGE_UNAVAILABLE,
                f"{path} does not open: give the --key-file that it was sealed with, or put the file back"
                " from a backup",
            )
        return Ed25519PrivateKey.from_private_bytes(raw)

    def keep(self, name: str, key: Ed25519PrivateKey) -> None:
        """Put a key away; on return it is on disk. FileExistsError where there is one of that name."""
        create_private(self._path(name), self._sealed(name, key))

    def replace(self, name: str, key: Ed25519PrivateKey) -> None:
        """Put a key in the place of another one; on return it is on disk."""
        write_private(self._path(name), self._sealed(name, key))

    def load_or_draw(self, name: str) -> Ed25519PrivateKey:
        """The key of that name, drawn where there is none."""
        key = self.load(name)
        if key is None:
            key = Ed25519PrivateKey.generate()
            self.keep(name, key)
        return key

    def remove(self, name: str) -> None:
        """Forget a key, if it is there."""
        self._path(name).unlink(missing_ok=True)

    def _sealed(self, name: str, key: Ed25519PrivateKey) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return _FORMAT + nonce + self._seal.encrypt(nonce, key.private_bytes_raw(), self._about(name))

    def _unsealed(self, name: str, kept: bytes) -> bytes | None:
        head, sealed = kept[:_HEAD_BYTES], kept[_HEAD_BYTES:]
        if not head.startswith(_FORMAT) or len(sealed) != _KEY_BYTES + _TAG_BYTES:
            return None
        try:
            return self._seal.decrypt(head[len(_FORMAT) :], sealed, self._about(name))
        except InvalidTag:
            return None

    def _path(self, name: str) -> Path:
        return self._directory / f"{name}{SUFFIX}"

    def _about(self, name: str) -> bytes:
        return _CONTEXT + b"%d\0" % self._org_id + name.encode()


def _given(path: Path) -> bytes:
    try:
        secret = read_private(path, max_bytes=MOST_SEAL_BYTES)
    except FileNotFoundError as error:
        raise HeadframeError(Code.INVALID_REQUEST, f"there is no key file {path}") from error
    if len(secret) < LEAST_SEAL_BYTES:
        raise HeadframeError(
            Code.INVALID_REQUEST,
            f"{path} has {len(secret)} bytes: make one of at least {LEAST_SEAL_BYTES}"
            f" (head -c {LEAST_SEAL_BYTES} /dev/urandom)",
        )
    return secret


def _own(path: Path) -> bytes:
    with contextlib.suppress(FileExistsError):
        create_private(path, os.urandom(_KEY_BYTES))
    return read_private(path, max_bytes=MOST_SEAL_BYTES)
