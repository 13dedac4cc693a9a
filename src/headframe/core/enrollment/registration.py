"""What a node signs when it registers, with each of its three signing keys: it holds what it presents."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.enrollment.bundle import KeyBundle, bundle_to_body, checked_bundle
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import is_signed
from headframe.core.signing.pae import pae
from headframe.core.signing.strict_json import encode_body

REGISTER_TYPE = "headframe.register.v1"
NONCE_BYTES = 32
INCARNATION_BYTES = 16


@dataclass(frozen=True, slots=True)
class Registration:
    """One attempt to register. `origin` is the server's address as the node was told it."""

    code_id: bytes
    origin: str
    node_nonce: bytes
    incarnation: bytes
    bundle: KeyBundle

    def message(self) -> bytes:
        """The bytes that each key signs."""
        body = {
            "code_id": self.code_id.hex(),
            "origin": self.origin,
            "node_nonce": self.node_nonce.hex(),
            "incarnation": self.incarnation.hex(),
            "bundle": bundle_to_body(self.bundle),
        }
        return pae(REGISTER_TYPE, encode_body(body))

    def signed(self, *keys: Ed25519PrivateKey) -> tuple[bytes, ...]:
        """Signatures by the keys, in their order."""
        message = self.message()
        return tuple(key.sign(message) for key in keys)


def check_registration(registration: Registration, *, identity: bytes, attest: bytes, miner: bytes) -> None:
    """Raises SigningError unless every key of the bundle is sound and signed the registration."""
    bundle = checked_bundle(registration.bundle)
    if len(registration.node_nonce) != NONCE_BYTES or len(registration.incarnation) != INCARNATION_BYTES:
        raise SigningError("a nonce or the incarnation has the wrong length")
    message = registration.message()
    for name, key, signature in (
        ("identity", bundle.identity, identity),
        ("attest", bundle.attest, attest),
        ("miner signing", bundle.miner_signing, miner),
    ):
        if not is_signed(key, signature, message):
            raise SigningError(f"the node does not hold its {name} key, or registers with another address")
