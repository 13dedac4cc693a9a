"""A private key of an operator in a file: 0600, sealed with a passphrase.

The sealing key comes from the passphrase by scrypt; the file is JSON and says how, so that costs can grow.
What the key is for and whose it is are sealed along: a file put in the place of another one does not open.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from headframe.cli.errors import FILE_UNUSABLE, CliError, usage
from headframe.core.signing.keys import key_id, public_bytes
from headframe.kit.files import create_private, read_private

FORMAT = "headframe.operator-key.v1"
MIN_PASSPHRASE_CHARS = 12
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**17, 8, 1
"""128 MiB and about half a second a try."""
MAX_SCRYPT_N = 2**20
MAX_FILE_BYTES = 4096
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32


@dataclass(frozen=True, slots=True)
class Label:
    """What a key is for (`root` or `admin`), and whose it is."""

    role: str
    org_id: str

    def sealed_along(self, public_key: bytes) -> bytes:
        """What the seal covers beside the key."""
        return f"{FORMAT}\0{self.role}\0{self.org_id}\0{public_key.hex()}".encode()


def write_key(path: Path, key: Ed25519PrivateKey, label: Label, passphrase: str) -> None:
    """Put a new key away; on return it is on disk. FileExistsError where there is a file already."""
    if len(passphrase) < MIN_PASSPHRASE_CHARS:
        raise usage(f"the passphrase has fewer than {MIN_PASSPHRASE_CHARS} characters", "Take a longer one.")
    salt, nonce, public = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES), public_bytes(key)
    cost = {"n": SCRYPT_N, "r": SCRYPT_R, "p": SCRYPT_P}
    sealed = AESGCM(_derived(passphrase, salt, cost)).encrypt(
        nonce, key.private_bytes_raw(), label.sealed_along(public)
    )
    document = {
        "format": FORMAT,
        "role": label.role,
        "org_id": label.org_id,
        "key_id": key_id(public),
        "public_key": public.hex(),
        "scrypt": {**cost, "salt": salt.hex()},
        "nonce": nonce.hex(),
        "sealed": sealed.hex(),
    }
    create_private(path, json.dumps(document, indent=2).encode() + b"\n")


def read_key(path: Path, label: Label, passphrase: str) -> Ed25519PrivateKey:
    """The key of a file. CliError for a wrong passphrase, or a file that is not for this."""
    try:
        return _opened(json.loads(read_private(path, max_bytes=MAX_FILE_BYTES)), label, passphrase)
    except InvalidTag as error:
        raise CliError(
            FILE_UNUSABLE,
            f"{path} does not open",
            f"The passphrase is wrong, or it is not the {label.role} key of organisation {label.org_id}.",
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise CliError(FILE_UNUSABLE, f"{path} is no key of an operator") from error


def _opened(document: Mapping[str, Any], label: Label, passphrase: str) -> Ed25519PrivateKey:
    """ValueError, KeyError or TypeError for what is no such document, InvalidTag for what does not open."""
    cost = {name: int(document["scrypt"][name]) for name in ("n", "r", "p")}
    if document["format"] != FORMAT or cost["n"] > MAX_SCRYPT_N:
        raise ValueError(document["format"])
    opener = AESGCM(_derived(passphrase, bytes.fromhex(document["scrypt"]["salt"]), cost))
    nonce, sealed = (bytes.fromhex(document[name]) for name in ("nonce", "sealed"))
    raw = opener.decrypt(nonce, sealed, label.sealed_along(bytes.fromhex(document["public_key"])))
    return Ed25519PrivateKey.from_private_bytes(raw)


def _derived(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    kdf: Any = Scrypt(salt=salt, length=_KEY_BYTES, n=cost["n"], r=cost["r"], p=cost["p"])
    return bytes(kdf.derive(passphrase.encode()))
