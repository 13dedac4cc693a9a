"""Ed25519 keys as documents name them, and which public keys are no keys at all.

Signing and verifying are `cryptography`'s. It loads points of small order, under which one signature fits
every message, so each public key is looked at before it is registered or trusted (RFC 8032, 5.1.3).
"""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from headframe.core.signing.errors import SigningError

PUBLIC_BYTES = 32
KEY_ID_CHARS = 32
_KEY_ID_CONTEXT = b"headframe.keyid.v1\0"
_FIELD = 2**255 - 19
_ORDER_EIGHT = (
    0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
    0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
)
_SMALL_ORDER_Y = frozenset({0, 1, _FIELD - 1, *_ORDER_EIGHT})


def key_id(public_key: bytes) -> str:
    """The name of a public key: 128 bits of its digest, in hexadecimal."""
    return hashlib.sha256(_KEY_ID_CONTEXT + public_key).hexdigest()[:KEY_ID_CHARS]


def checked_public_key(public_key: bytes) -> bytes:
    """The key itself.

    Raises:
        SigningError: for a wrong length, a non-canonical encoding, or a point of small order.
    """
    if len(public_key) != PUBLIC_BYTES:
        raise SigningError(f"an Ed25519 public key has {PUBLIC_BYTES} bytes, not {len(public_key)}")
    y = int.from_bytes(public_key, "little") & (2**255 - 1)
    if y >= _FIELD:
        raise SigningError("the public key is not in its canonical encoding")
    if y in _SMALL_ORDER_Y:
        raise SigningError("the public key is a point of small order: any signature would fit it")
    try:
        Ed25519PublicKey.from_public_bytes(public_key)
    except ValueError as error:
        raise SigningError("the public key is no point of the curve") from error
    return public_key


def is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` over `message` was made with the key, which was checked when registered."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_bytes(private_key: Ed25519PrivateKey) -> bytes:
    """The raw public half."""
    return private_key.public_key().public_bytes_raw()
