"""The local admin's password: drawn here, shown once, and kept as an argon2id hash on this node alone.

The server holds nothing that could check it, and this node nothing that could check a login of the server.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import read_private, write_private
from headframe.kit.passwords import PasswordHasher

FILE = "local-admin"
NAME = "admin"
"""The one local account."""
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that are taken for each other when they are read from a console."""
GROUPS, GROUP_CHARS = 5, 5
"""25 of 31 characters: 123 bits, in groups for reading."""
MAX_FILE_BYTES = 1_024


def drawn_password() -> str:
    """A new random password, as "k3hj7-m9qpt-..."."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_CHARS)) for _ in range(GROUPS))
    return "-".join(groups)


@dataclass(frozen=True, slots=True)
class LocalCredential:
    """The password's hash in `STATE_DIR/local-admin`, 0600."""

    path: Path

    @classmethod
    def within(cls, state_dir: Path) -> "LocalCredential":
        """That of a node's state directory."""
        return cls(state_dir / FILE)

    @property
    def exists(self) -> bool:
        """Whether a password was ever set."""
        return self.path.exists()

    def encoded(self) -> str:
        """The hash, read anew each time so that a rotation counts at once; empty where there is none.

        Raises:
            UnsafeFileError: where the file is open to others.
        """
        try:
            return read_private(self.path, max_bytes=MAX_FILE_BYTES).decode("ascii", "replace").strip()
        except FileNotFoundError:
            return ""

    async def rotate(self, hasher: PasswordHasher) -> str:
        """Set a new random password, which only the answer holds. The one before, and its sessions, end."""
        password = drawn_password()
        write_private(self.path, (await hasher.hash(password)).encode() + b"\n")
        return password

    async def check(self, hasher: PasswordHasher, password: str) -> str:
        """The hash that a right password belongs to.

        Raises:
            HeadframeError: SIGN_IN_FAILED for a wrong one, NOT_FOUND before any was set, BUSY.
        """
        encoded = self.encoded()
        if not encoded:
            raise HeadframeError(
                Code.NOT_FOUND,
                "This node has no local password yet: run `headframe node local-password` on its host.",
            )
        if not await hasher.verify(encoded, password):
            raise HeadframeError(Code.SIGN_IN_FAILED)
        return encoded
