"""Secrets for exactly one reader: RFC 9180 (HPKE) base mode, X25519, HKDF-SHA256, AES-256-GCM.

Base mode says who can read, not who wrote: a sealed secret is trusted only inside a signed document.
`info` binds the context: what was sealed for one org, node and purpose opens for no other.
"""

import hashlib
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

KEY_BYTES = 32
"""Length of X25519 keys, public and private, as raw bytes."""
MAX_PLAINTEXT_BYTES = 64 * 1024
OVERHEAD_BYTES = KEY_BYTES + 16
"""Encapsulated key in front, authentication tag behind."""

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_LABEL = b"headframe.sealed-secret.v1"


class SealPurpose(StrEnum):
    """What a sealed secret is for. A secret sealed for one purpose opens for no other."""

    PAIR_CREDENTIALS = "pair-credentials"
    NEW_PASSWORD = "new-password"  # noqa: S105 - a purpose, not a password
    POOL_PASSWORD = "pool-password"  # noqa: S105 - a purpose, not a password
    NODE_API_KEY = "node-api-key"


class SealingError(Exception):
    """A secret cannot be sealed to this key, or does not open. Never says what was inside."""


def sealing_info(org_id: str, node_id: str, purpose: SealPurpose) -> bytes:
    """Context bytes for `seal` and `open_sealed`; parts are length-prefixed, so none runs into the next."""
    parts = (org_id.encode(), node_id.encode(), purpose.encode())
    return _LABEL + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def key_id(public_key: bytes) -> str:
    """Name of a public key: the first 16 bytes of its SHA-256 as hexadecimal digits."""
    return hashlib.sha256(public_key).hexdigest()[:32]


def seal(public_key: bytes, plaintext: bytes, info: bytes) -> bytes:
    """Encapsulated key followed by ciphertext, readable only with the private key of `public_key`."""
    if len(plaintext) > MAX_PLAINTEXT_BYTES:
        raise SealingError(f"A secret of at most {MAX_PLAINTEXT_BYTES} bytes can be sealed.")
    try:
        return _SUITE.encrypt(plaintext, X25519PublicKey.from_public_bytes(public_key), info)
    except ValueError as error:
        raise SealingError("This is no usable X25519 public key.") from error


def open_sealed(private_key: X25519PrivateKey, sealed: bytes, info: bytes) -> bytes:
    """The plaintext that `seal` was given, for the same key and info; SealingError for anything else."""
    if not OVERHEAD_BYTES <= len(sealed) <= MAX_PLAINTEXT_BYTES + OVERHEAD_BYTES:
        raise SealingError("The sealed secret has an impossible length.")
    try:
        return _SUITE.decrypt(sealed, private_key, info)
    except (InvalidTag, ValueError) as error:
        raise SealingError("The secret was not sealed to this key for this purpose.") from error
