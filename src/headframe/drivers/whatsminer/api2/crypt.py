"""API 2's ciphers: keys by md5crypt, AES-256 in ECB mode padded with zeros, base64.

Weak by today's measure, and the vendor's choice: the miner checks exactly this. Keep miners on a network
of their own.

Source: WhatsMiner API 2.0.5, "API ciphertext".
"""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from passlib.hash import md5_crypt

from headframe.driver import ProtocolError

BLOCK_BYTES = 16
_SALT = re.compile(r"[./0-9A-Za-z]{1,8}")


@dataclass(frozen=True, slots=True)
class Token:
    """What one password and one challenge make: a signature to send and a key to encrypt with."""

    sign: str = field(repr=False)
    key: bytes = field(repr=False)


def make_token(password: str, *, time: str, salt: str, newsalt: str) -> Token:
    """The token for a challenge.

    Raises:
        ProtocolError: a salt is none.
    """
    if not _SALT.fullmatch(salt) or not _SALT.fullmatch(newsalt):
        raise ProtocolError("the miner's token challenge makes no sense")
    secret = _md5crypt(password, salt)
    return Token(_md5crypt(secret + time, newsalt), hashlib.sha256(secret.encode()).digest())


def _md5crypt(word: str, salt: str) -> str:
    return str(md5_crypt.using(salt=salt).hash(word)).rsplit("$", 1)[1]


def encrypt(key: bytes, command: dict[str, Any]) -> bytes:
    """A command as it goes out."""
    text = json.dumps(command, separators=(",", ":")).encode()
    padded = text + bytes(-len(text) % BLOCK_BYTES)
    # The mode is the vendor's; nothing else is understood.
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - the vendor's protocol
    data = base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()
    return json.dumps({"enc": 1, "data": data}, separators=(",", ":")).encode()


def decrypt(key: bytes, data: object) -> bytes:
    """The plain text of an answer's `enc`.

    Raises:
        ProtocolError: it is not base64, or not whole blocks.
    """
    if not isinstance(data, str):
        raise ProtocolError("the answer's ciphertext is no text")
    try:
        raw = base64.b64decode(data)
    except (binascii.Error, ValueError) as error:
        raise ProtocolError("the answer's ciphertext is not base64") from error
    if not raw or len(raw) % BLOCK_BYTES:
        raise ProtocolError("the answer's ciphertext is cut short")
    decryptor = Cipher(algorithms.AES(key), modes.ECB()).decryptor()  # noqa: S305 - as above
    return (decryptor.update(raw) + decryptor.finalize()).rstrip(b"\0")
