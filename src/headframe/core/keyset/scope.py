"""May this key sign that command now?"""

from headframe.core.keyset.records import Keyset
from headframe.core.signing.errors import Flaw, SigningError


def issuer_key(keyset: Keyset, key_id: str, *, node_id: str, command_class: str, at_ms: int) -> bytes:
    """The public key of an issuer that may sign this class of command for this node at this time.

    Raises:
        SigningError: for an unknown, revoked, expired or foreign issuer, and for a Keyset that has expired.
    """
    if at_ms >= keyset.expires_at_ms:
        raise SigningError(f"Keyset {keyset.version} has expired", Flaw.KEY)
    issuer = keyset.issuer(key_id)
    if issuer is None:
        raise SigningError(f"Keyset {keyset.version} has no such issuer, or has revoked it", Flaw.KEY)
    if not issuer.covers(node_id=node_id, command_class=command_class, at_ms=at_ms):
        raise SigningError(
            "the issuer may not sign this class of command, for this node, at this time", Flaw.KEY
        )
    return issuer.public_key
