"""Signed ownership: the list of a node's devices, under a signature that the node demands.

The server's issuer signs that the list is what operators confirmed. Where the policy asks for a second
signature on pairing, an admin signs as well, and no server can hand a node a miner by itself.
"""

from dataclasses import dataclass

from headframe.core.commands.kinds import CommandKind
from headframe.core.keyset.records import Keyset
from headframe.core.keyset.scope import issuer_key
from headframe.core.ownership import Manifest
from headframe.core.signing.documents import SignedDocument, opened, signers
from headframe.core.signing.errors import SigningError
from headframe.core.signing.reading import Members
from headframe.core.signing.strict_json import Body

OWNERSHIP_TYPE = "headframe.ownership.v1"
DIGEST_BYTES = 32
MEMBERS = frozenset({"org_id", "node_id", "key_id", "version", "digest"})


@dataclass(frozen=True, slots=True)
class ManifestAddress:
    """Whose list it has to be, and when that is asked. `now_ms` is the server's time."""

    org_id: str
    node_id: str
    now_ms: int


def manifest_to_body(manifest: Manifest, *, org_id: str, node_id: str, key_id: str) -> Body:
    """What is signed: the version, and a digest over all devices."""
    return {
        "org_id": org_id,
        "node_id": node_id,
        "key_id": key_id,
        "version": manifest.version,
        "digest": manifest.digest.hex(),
    }


def check_manifest(
    document: SignedDocument, manifest: Manifest, keyset: Keyset, address: ManifestAddress
) -> None:
    """Raises SigningError unless the document vouches for this very list, for this node."""
    members = Members(opened(document, OWNERSHIP_TYPE, _issuers(document, keyset, address), MEMBERS))
    if members.text("org_id") != address.org_id or members.text("node_id") != address.node_id:
        raise SigningError("the ownership list is another node's")
    if members.whole("version") != manifest.version:
        raise SigningError("the ownership list has another version than the one that was signed")
    if members.raw("digest", DIGEST_BYTES) != manifest.digest:
        raise SigningError("the ownership list is not the one that was signed")
    if CommandKind.PAIR in keyset.policy.cosign_classes and not signers(document, keyset.admins()):
        raise SigningError("the ownership list needs an admin's signature as well")


def _issuers(document: SignedDocument, keyset: Keyset, address: ManifestAddress) -> dict[str, bytes]:
    """Issuers among the signers that may pair miners for this node now."""
    found: dict[str, bytes] = {}
    for signature in document.signatures:
        if keyset.issuer(signature.key_id) is not None:
            found[signature.key_id] = issuer_key(
                keyset,
                signature.key_id,
                node_id=address.node_id,
                command_class=CommandKind.PAIR,
                at_ms=address.now_ms,
            )
    return found
