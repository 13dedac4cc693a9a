"""One-time enrollment codes: `hf1.<id>.<secret>.<root pin>`, each part in lower-case base32.

The secret lets one node register; only its digest is kept, which is safe because it is random and long.
The pin names the organisation's root keys, so that a node sends its keys to no other server.
"""

import hashlib
from base64 import b32decode, b32encode
from binascii import Error as Base32Error
from dataclasses import dataclass, field

from headframe.core.signing.errors import SigningError

PREFIX = "hf1"
ID_BYTES, SECRET_BYTES, PIN_BYTES = 8, 20, 16
TTL_MS = 15 * 60_000
MAX_FAILURES = 5
"""Wrong secrets after which a code is locked."""


@dataclass(frozen=True, slots=True)
class EnrollmentCode:
    """What a person copies to the node. `root_pin` is the beginning of `root_digest`."""

    code_id: bytes
    secret: bytes = field(repr=False)
    root_pin: bytes

    def __str__(self) -> str:
        return ".".join((PREFIX, *map(_text, (self.code_id, self.secret, self.root_pin))))

    @classmethod
    def parse(cls, text: str) -> "EnrollmentCode":
        """The code that somebody typed. SigningError says what is wrong, without the secret."""
        parts = text.strip().lower().split(".")
        lengths = (ID_BYTES, SECRET_BYTES, PIN_BYTES)
        if len(parts) != 1 + len(lengths) or parts[0] != PREFIX:
            raise SigningError(f"an enrollment code looks like {PREFIX}.xxxx.xxxx.xxxx: copy it whole")
        raw = [_bytes(part) for part in parts[1:]]
        if tuple(map(len, raw)) != lengths:
            raise SigningError("a part of the enrollment code is cut off: copy it whole")
        return cls(*raw)


def secret_digest(secret: bytes) -> bytes:
    """What a server keeps of a code."""
    return hashlib.sha256(b"headframe.enrollment-secret.v1\0" + secret).digest()


def _text(raw: bytes) -> str:
    return b32encode(raw).decode().lower().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return b32decode(text.upper() + "=" * (-len(text) % 8))
    except Base32Error as error:
        raise SigningError("the enrollment code has a character that is not of its alphabet") from error
