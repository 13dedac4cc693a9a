"""Keysets to signed bodies and back."""

from typing import Any

from headframe.core.keyset.records import (
    MAX_ISSUER_MS,
    Custody,
    IssuerGrant,
    KeyHolders,
    Keyset,
    KeysetPolicy,
)
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import PUBLIC_BYTES, checked_public_key
from headframe.core.signing.reading import Members
from headframe.core.signing.strict_json import Body

KEYSET_TYPE = "headframe.keyset.v1"
DIGEST_BYTES = 32
MEMBERS = frozenset(
    {
        "org_id",
        "version",
        "previous_sha256",
        "issued_at_ms",
        "expires_at_ms",
        "custody",
        "root",
        "admin",
        "issuers",
        "revoked",
        "policy",
    }
)


def keyset_to_body(keyset: Keyset) -> Body:
    """What is signed."""
    return {
        "org_id": keyset.org_id,
        "version": keyset.version,
        "previous_sha256": keyset.previous_sha256.hex(),
        "issued_at_ms": keyset.issued_at_ms,
        "expires_at_ms": keyset.expires_at_ms,
        "custody": keyset.custody.value,
        "root": _holders_to_body(keyset.root),
        "admin": _holders_to_body(keyset.admin),
        "issuers": [_issuer_to_body(each) for each in keyset.issuers],
        "revoked": sorted(keyset.revoked),
        "policy": {"cosign_classes": sorted(keyset.policy.cosign_classes)},
    }


def keyset_from_body(body: Body) -> Keyset:
    """The Keyset, each of its keys looked at. Raises SigningError for what cannot stand in one."""
    members = Members(body)
    version = members.whole("version", least=1)
    try:
        custody = Custody(members.text("custody"))
    except ValueError as error:
        raise SigningError("custody is neither managed nor operator") from error
    return Keyset(
        org_id=members.text("org_id"),
        version=version,
        previous_sha256=b"" if version == 1 else members.raw("previous_sha256", DIGEST_BYTES),
        issued_at_ms=members.whole("issued_at_ms"),
        expires_at_ms=members.whole("expires_at_ms"),
        custody=custody,
        root=_holders(members.inner("root"), least=1),
        admin=_holders(members.inner("admin"), least=0),
        issuers=tuple(_issuer(each) for each in members.inners("issuers")),
        revoked=frozenset(members.texts("revoked")),
        policy=KeysetPolicy(frozenset(members.inner("policy").texts("cosign_classes"))),
    )


def _holders_to_body(holders: KeyHolders) -> dict[str, Any]:
    return {"keys": [key.hex() for key in holders.keys], "threshold": holders.threshold}


def _holders(members: Members, *, least: int) -> KeyHolders:
    keys = tuple(checked_public_key(_hex_key(text)) for text in members.texts("keys"))
    threshold = members.whole("threshold", least=1)
    if len(set(keys)) != len(keys) or len(keys) < least:
        raise SigningError("keys that sign together are different ones, and at least one")
    if keys and threshold > len(keys):
        raise SigningError(f"{threshold} of {len(keys)} keys can never sign")
    return KeyHolders(keys, threshold)


def _issuer_to_body(issuer: IssuerGrant) -> dict[str, Any]:
    return {
        "public_key": issuer.public_key.hex(),
        "not_before_ms": issuer.not_before_ms,
        "not_after_ms": issuer.not_after_ms,
        "nodes": list(issuer.nodes),
        "classes": list(issuer.classes),
    }


def _issuer(members: Members) -> IssuerGrant:
    issuer = IssuerGrant(
        public_key=checked_public_key(members.raw("public_key", PUBLIC_BYTES)),
        not_before_ms=members.whole("not_before_ms"),
        not_after_ms=members.whole("not_after_ms"),
        nodes=members.texts("nodes"),
        classes=members.texts("classes"),
    )
    if not 0 < issuer.not_after_ms - issuer.not_before_ms <= MAX_ISSUER_MS:
        raise SigningError("an issuer's window is longer than 90 days, or empty")
    return issuer


def _hex_key(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise SigningError("a key is not in hexadecimal") from error
