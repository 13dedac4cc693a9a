"""New versions of a Keyset, as who holds the root keys draws them up. What may follow what is `chain`'s."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from headframe.core.keyset.chain import TrustedKeyset
from headframe.core.keyset.records import MAX_ISSUER_MS, Custody, IssuerGrant, KeyHolders, Keyset

DAY_MS = 86_400_000
CLOCK_SLACK_MS = 3_600_000
RENEW_BEFORE_MS = 30 * DAY_MS
"""The last part of an issuer's time, in which another one is to be named already."""
KEYSET_MS = 365 * DAY_MS
"""How long a version is good for; each renewal of an issuer starts this anew."""


def issuer_grant(public_key: bytes, *, at_ms: int) -> IssuerGrant:
    """An issuer for all nodes and classes, from now on; and from a little before, for clocks that lag."""
    begins_ms = at_ms - CLOCK_SLACK_MS
    return IssuerGrant(public_key, begins_ms, begins_ms + MAX_ISSUER_MS)


def founding(*, org_id: str, root: bytes, admin: bytes, issuer: bytes, at_ms: int) -> Keyset:
    """The first Keyset of an organisation whose keys the server holds: one of each."""
    return Keyset(
        org_id=org_id,
        version=1,
        previous_sha256=b"",
        issued_at_ms=at_ms,
        expires_at_ms=at_ms + KEYSET_MS,
        custody=Custody.MANAGED,
        root=KeyHolders((root,), 1),
        admin=KeyHolders((admin,), 1),
        issuers=(issuer_grant(issuer, at_ms=at_ms),),
    )


def following(current: TrustedKeyset, *, at_ms: int, **changes: Any) -> Keyset:
    """The next version, with changes; issuers and revocations that have run out are left behind.

    A change of `issuers` adds to those that still last.
    """
    keyset = current.keyset
    issuers = (*lasting(keyset.issuers, at_ms=at_ms), *changes.pop("issuers", ()))
    listed = {each.key_id for each in issuers} | set(keyset.admin.by_id()) | set(keyset.root.by_id())
    revoked = changes.pop("revoked", frozenset()) | (keyset.revoked & listed)
    return replace(
        keyset,
        version=keyset.version + 1,
        previous_sha256=current.digest,
        issued_at_ms=at_ms,
        expires_at_ms=at_ms + KEYSET_MS,
        issuers=issuers,
        revoked=revoked,
        **changes,
    )


def lasting(issuers: Iterable[IssuerGrant], *, at_ms: int) -> tuple[IssuerGrant, ...]:
    """Those whose time is not over."""
    return tuple(each for each in issuers if at_ms < each.not_after_ms)


def renewal_due(issuers: Iterable[IssuerGrant], *, at_ms: int) -> bool:
    """Whether another issuer has to be named: all of these are in the last part of their time, or past it."""
    return all(at_ms >= each.not_after_ms - RENEW_BEFORE_MS for each in issuers)
