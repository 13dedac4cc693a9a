"""Every public key of a node. The fingerprint covers all of it, so none can be swapped unseen."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import PUBLIC_BYTES, checked_public_key
from headframe.core.signing.reading import Members
from headframe.core.signing.strict_json import Body

X25519_BYTES = 32
SPKI_BYTES = 32
BUNDLE_VERSION = 1
_ANY_SCALAR = X25519PrivateKey.from_private_bytes(b"\x40" * X25519_BYTES)


@dataclass(frozen=True, slots=True)
class KeyBundle:
    """Raw public keys, by what each is for; `local_ui_spki_sha256` is of the node's own TLS key."""

    identity: bytes
    attest: bytes
    encryption: bytes
    miner_signing: bytes
    local_ui_spki_sha256: bytes
    version: int = BUNDLE_VERSION


def checked_bundle(bundle: KeyBundle) -> KeyBundle:
    """The bundle itself.

    Raises:
        SigningError: for a key that is none, or one key in two places: one key has one purpose.
    """
    signing = (bundle.identity, bundle.attest, bundle.miner_signing)
    for key in signing:
        checked_public_key(key)
    if len(set(signing)) != len(signing):
        raise SigningError("a node's signing keys are different ones")
    if not _agrees(bundle.encryption):
        raise SigningError(f"an X25519 public key has {X25519_BYTES} bytes, and is no point of small order")
    if len(bundle.local_ui_spki_sha256) != SPKI_BYTES:
        raise SigningError(f"the digest of the local UI's key has {SPKI_BYTES} bytes")
    return bundle


def _agrees(public_key: bytes) -> bool:
    """Whether secrets can be agreed on with an X25519 key: with points of small order all are the same."""
    try:
        _ANY_SCALAR.exchange(X25519PublicKey.from_public_bytes(public_key))
    except ValueError:
        return False
    return True


def bundle_to_body(bundle: KeyBundle) -> Body:
    """As it stands in signed documents."""
    return {
        "identity": bundle.identity.hex(),
        "attest": bundle.attest.hex(),
        "encryption": bundle.encryption.hex(),
        "miner_signing": bundle.miner_signing.hex(),
        "local_ui_spki_sha256": bundle.local_ui_spki_sha256.hex(),
        "version": bundle.version,
    }


def bundle_from_members(members: Members) -> KeyBundle:
    """Out of a signed document. Raises SigningError as `checked_bundle` does."""
    return checked_bundle(
        KeyBundle(
            identity=members.raw("identity", PUBLIC_BYTES),
            attest=members.raw("attest", PUBLIC_BYTES),
            encryption=members.raw("encryption", X25519_BYTES),
            miner_signing=members.raw("miner_signing", PUBLIC_BYTES),
            local_ui_spki_sha256=members.raw("local_ui_spki_sha256", SPKI_BYTES),
            version=members.whole("version", least=1),
        )
    )
