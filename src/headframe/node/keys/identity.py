"""Who a node is: its private keys, each for one purpose, drawn on the node and never leaving it.

    identity.key   proves possession, and signs nothing else
    attest.key     signs checkpoints, receipts and records
    enc.key        opens what is sealed to the node
    miner.key      signs tokens for miners that want a key
    tls.key        the local UI's TLS

Beside them stands `generation`, which counts handshakes: two hosts with the same keys give themselves away.
"""

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from headframe.core.enrollment.bundle import KeyBundle
from headframe.core.enrollment.registration import INCARNATION_BYTES
from headframe.core.errors import Code, HeadframeError
from headframe.core.signing.keys import public_bytes
from headframe.kit.files import (
    ensure_private_dir,
    read_private,
    sync_directory,
    touch_private,
    write_private,
)
from headframe.node.keys.encryption import EncryptionKey
from headframe.node.keys.keyfile import load_or_create

KEYS, GENERATION, INCARNATION = "keys", "generation", "incarnation"
KEY_FILES = ("identity.key", "attest.key", "enc.key", "miner.key", "tls.key")
NEXT, CONFIRMED = "next", "confirmed"
"""Keys that wait for an admin's word stand in `next/`; with `confirmed` beside them they are the node's."""
_P256_BYTES = 32
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class NodeIdentity:
    """A node's private keys. `incarnation` is drawn once an installation, and anew when it may be a copy."""

    directory: Path
    identity: Ed25519PrivateKey
    attest: Ed25519PrivateKey
    miner_signing: Ed25519PrivateKey
    encryption: EncryptionKey
    local_ui: ec.EllipticCurvePrivateKey
    incarnation: bytes

    def __repr__(self) -> str:
        return f"NodeIdentity({self.directory})"

    @classmethod
    def load_or_create(cls, directory: Path, incarnation: bytes) -> "NodeIdentity":
        """The keys kept in `directory`, drawn where absent. Errors as `keyfile.load_or_create`."""
        return cls(
            directory,
            _ed25519(directory / "identity.key"),
            _ed25519(directory / "attest.key"),
            _ed25519(directory / "miner.key"),
            EncryptionKey.load_or_create(directory),
            _p256(directory / "tls.key"),
            incarnation,
        )

    def bundle(self) -> KeyBundle:
        """The public halves, as people compare them."""
        spki = self.local_ui.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return KeyBundle(
            identity=public_bytes(self.identity),
            attest=public_bytes(self.attest),
            encryption=self.encryption.public_bytes,
            miner_signing=public_bytes(self.miner_signing),
            local_ui_spki_sha256=hashlib.sha256(spki).digest(),
        )

    def was_replaced(self) -> bool:
        """Whether other keys stand on disk by now, all of them: `node rotate-keys` has put them there."""
        if (self.directory / NEXT / CONFIRMED).exists():
            return False
        present = read_private(self.directory / KEY_FILES[0])
        return present != self.identity.private_bytes_raw()

    def reborn(self) -> "NodeIdentity":
        """The same keys under another incarnation, on disk before it is used: other copies are none of it."""
        incarnation = os.urandom(INCARNATION_BYTES)
        write_private(self.directory / INCARNATION, incarnation)
        return replace(self, incarnation=incarnation)

    def next_generation(self) -> int:
        """The number of the handshake that begins now: on disk before it is used, and never given twice."""
        path = self.directory / GENERATION
        try:
            last = int(read_private(path))
        except FileNotFoundError:
            last = 0
        except ValueError as error:
            raise HeadframeError(
                Code.STORAGE_UNAVAILABLE, f"{path} holds no number: put it back from a backup"
            ) from error
        write_private(path, b"%d" % (last + 1))
        return last + 1


def load_identity(state_dir: Path, *, drawn: bool = True) -> NodeIdentity:
    """The keys of the installation in a state directory, drawn where absent unless they have to be there.

    Raises:
        HeadframeError: STORAGE_UNAVAILABLE for a key that has to be there and is not, or is damaged.
        UnsafeFileError: where a file is open to others.
    """
    keys = state_dir / KEYS
    _take_confirmed(keys)
    missing = [name for name in KEY_FILES if not drawn and not (keys / name).exists()]
    if missing:
        raise HeadframeError(
            Code.STORAGE_UNAVAILABLE,
            f"{keys / missing[0]} is missing: put it back from a backup, or enroll again",
        )
    ensure_private_dir(state_dir)
    ensure_private_dir(keys)
    incarnation = load_or_create(
        keys / INCARNATION, lambda: os.urandom(INCARNATION_BYTES), key_bytes=INCARNATION_BYTES
    )
    return NodeIdentity.load_or_create(keys, incarnation)


def next_identity(present: NodeIdentity) -> NodeIdentity:
    """Keys to replace the present ones with, drawn once; they are nobody's until they are confirmed."""
    return NodeIdentity.load_or_create(present.directory / NEXT, present.incarnation)


def has_next(present: NodeIdentity) -> bool:
    """Whether other keys wait for an admin's word."""
    return (present.directory / NEXT / KEY_FILES[0]).exists()


def confirm_next(present: NodeIdentity) -> None:
    """Put the next keys in place of the present ones. Killed in between, the next start goes on with it."""
    touch_private(present.directory / NEXT / CONFIRMED)
    _take_confirmed(present.directory)


def drop_next(present: NodeIdentity) -> None:
    """Forget the next keys: nobody approved them."""
    for path in (present.directory / NEXT).glob("*"):
        path.unlink()


def _take_confirmed(keys: Path) -> None:
    following = keys / NEXT
    if not (following / CONFIRMED).exists():
        return
    for name in KEY_FILES:
        if (following / name).exists():
            (following / name).replace(keys / name)
    sync_directory(keys)
    (following / CONFIRMED).unlink()
    sync_directory(following)


def _ed25519(path: Path) -> Ed25519PrivateKey:
    drawn = load_or_create(path, lambda: Ed25519PrivateKey.generate().private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(drawn)


def _p256(path: Path) -> ec.EllipticCurvePrivateKey:
    drawn = load_or_create(path, _drawn_p256, key_bytes=_P256_BYTES)
    number = int.from_bytes(drawn, "big")
    if not 0 < number < _P256_ORDER:
        raise HeadframeError(Code.STORAGE_UNAVAILABLE, f"{path} holds no P-256 key")
    return ec.derive_private_key(number, ec.SECP256R1())


def _drawn_p256() -> bytes:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return number.to_bytes(_P256_BYTES, "big")
