"""What an enrolled node signs to replace its keys: with its old identity key, and with each new one."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.enrollment.bundle import KeyBundle, bundle_to_body, checked_bundle
from headframe.core.enrollment.registration import NONCE_BYTES
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import is_signed
from headframe.core.signing.pae import pae
from headframe.core.signing.strict_json import encode_body

ROTATE_TYPE = "headframe.rotate.v1"


@dataclass(frozen=True, slots=True)
class Rotation:
    """One replacement. It takes effect once an admin has signed a certificate for the bundle."""

    node_id: str
    origin: str
    node_nonce: bytes
    bundle: KeyBundle

    def message(self) -> bytes:
        """The bytes that each key signs."""
        body = {
            "node_id": self.node_id,
            "origin": self.origin,
            "node_nonce": self.node_nonce.hex(),
            "bundle": bundle_to_body(self.bundle),
        }
        return pae(ROTATE_TYPE, encode_body(body))

    def signed(self, *keys: Ed25519PrivateKey) -> tuple[bytes, ...]:
        """Signatures by the keys, in their order."""
        message = self.message()
        return tuple(key.sign(message) for key in keys)


@dataclass(frozen=True, slots=True)
class RotationProof:
    """Signatures over a rotation."""

    old_identity: bytes
    identity: bytes
    attest: bytes
    miner_signing: bytes


def check_rotation(rotation: Rotation, proof: RotationProof, *, present: KeyBundle) -> None:
    """Raises SigningError unless the present identity key and every new one signed, and all are new."""
    bundle = checked_bundle(rotation.bundle)
    if len(rotation.node_nonce) != NONCE_BYTES:
        raise SigningError("the nonce has the wrong length")
    kept = {present.identity, present.attest, present.miner_signing, present.encryption}
    if kept & {bundle.identity, bundle.attest, bundle.miner_signing, bundle.encryption}:
        raise SigningError("a rotation replaces every key")
    message = rotation.message()
    for name, key, signature in (
        ("present identity", present.identity, proof.old_identity),
        ("new identity", bundle.identity, proof.identity),
        ("new attest", bundle.attest, proof.attest),
        ("new miner signing", bundle.miner_signing, proof.miner_signing),
    ):
        if not is_signed(key, signature, message):
            raise SigningError(f"the node does not hold its {name} key, or asks at another address")
