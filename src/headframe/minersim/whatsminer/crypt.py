"""The ciphers of WhatsMiner's write commands: md5crypt keys, AES-256-ECB, base64."""

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from passlib.hash import md5_crypt

BLOCK_BYTES = 16


def md5crypt_tail(password: str, salt: str) -> str:
    """The hash part of `$1$salt$hash`."""
    return str(md5_crypt.using(salt=salt).hash(password)).rsplit("$", 1)[1]


def aes_key(key: str) -> bytes:
    """The AES key of an API 2.0 session: SHA-256 of the md5crypt hash's text."""
    return hashlib.sha256(key.encode()).digest()


def encrypt(key: bytes, plain: bytes) -> str:
    """AES-256-ECB, zero-padded, base64."""
    padded = plain + b"\x00" * (-len(plain) % BLOCK_BYTES)
    # ECB is the vendor's choice; the simulator must speak it.
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - as above
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def decrypt(key: bytes, text: str) -> bytes:
    """The inverse of `encrypt`; also drops PKCS#7 padding, which some clients use.

    Raises:
        ValueError: not base64, or not whole blocks.
    """
    data = base64.b64decode(text, validate=True)
    if not data or len(data) % BLOCK_BYTES:
        raise ValueError("not whole AES blocks")
    decryptor = Cipher(algorithms.AES(key), modes.ECB()).decryptor()  # noqa: S305 - see encrypt
    plain = decryptor.update(data) + decryptor.finalize()
    pad = plain[-1]
    if 1 <= pad <= BLOCK_BYTES and plain.endswith(bytes([pad]) * pad):
        plain = plain[:-pad]
    return plain.rstrip(b"\x00")


def decrypt_json(key: bytes, text: str) -> Any:
    """The JSON value in an encrypted text.

    Raises:
        ValueError: it does not decrypt to JSON, as with a wrong password.
    """
    return json.loads(decrypt(key, text))
