"""The chain of Keysets as it is kept: read with each link looked at, or founded where there is none."""

from dataclasses import dataclass

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.bodies import KEYSET_TYPE, keyset_to_body
from headframe.core.keyset.chain import TrustedKeyset, reopened, walked
from headframe.core.keyset.making import founding
from headframe.core.keyset.records import Keyset
from headframe.core.signing.documents import SignedDocument, sign
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import public_bytes
from headframe.kit.clock import Clock
from headframe.server.services.keys.sealed import SealedKeys
from headframe.server.stores.ports import KeysetStore

log = structlog.get_logger(__name__)

ROOT, ADMIN = "root", "admin"


@dataclass(frozen=True, slots=True)
class Custodian:
    """What keeps the keys of an organisation: sealed files, the chain of Keysets, and the time."""

    org_id: int
    sealed: SealedKeys
    store: KeysetStore
    clock: Clock


def signed_by(keyset: Keyset, *roots: Ed25519PrivateKey) -> SignedDocument:
    """A Keyset's document."""
    return sign(KEYSET_TYPE, keyset_to_body(keyset), *roots)


async def newest(custodian: Custodian) -> TrustedKeyset | None:
    """The newest of the chain; None before there is one. STORAGE_UNAVAILABLE for a broken one."""
    try:
        return walked(await custodian.store.keysets(custodian.org_id))
    except SigningError as error:
        raise HeadframeError(
            Code.STORAGE_UNAVAILABLE, f"the chain of Keysets in the database is broken: {error}"
        ) from error


async def found(custodian: Custodian, issuer: bytes) -> TrustedKeyset:
    """The first Keyset, with that issuer. Keys that are there stay: a start may have been cut short."""
    root, admin = (custodian.sealed.load_or_draw(name) for name in (ROOT, ADMIN))
    keyset = founding(
        org_id=str(custodian.org_id),
        root=public_bytes(root),
        admin=public_bytes(admin),
        issuer=issuer,
        at_ms=custodian.clock.now_ms(),
    )
    document = signed_by(keyset, root)
    await custodian.store.add_keyset(custodian.org_id, keyset.version, document)
    log.info("keyset_founded", org_id=custodian.org_id)
    return reopened(document)
