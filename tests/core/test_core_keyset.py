"""The chain of Keysets only moves forward, and only by those who hold its root keys."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from headframe.core.keyset.bodies import KEYSET_TYPE, keyset_from_body, keyset_to_body
from headframe.core.keyset.chain import TrustedKeyset, advanced, pinned, reopened, root_digest
from headframe.core.keyset.records import Custody, IssuerGrant, KeyHolders, Keyset, KeysetPolicy
from headframe.core.keyset.scope import issuer_key
from headframe.core.signing.documents import SignedDocument, sign
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import key_id, public_bytes

NOW = 1_800_000_000_000
DAY = 86_400_000


def made(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


ROOTS, NEW_ROOTS = (made(1), made(2), made(3)), (made(11), made(12), made(13))
ISSUER, ADMIN = made(21), made(31)


def holders(*keys: Ed25519PrivateKey, threshold: int = 2) -> KeyHolders:
    return KeyHolders(tuple(public_bytes(key) for key in keys), threshold)


def grant(
    key: Ed25519PrivateKey, *, nodes: tuple[str, ...] = ("3",), classes: tuple[str, ...] = ("*",)
) -> IssuerGrant:
    return IssuerGrant(public_bytes(key), NOW, NOW + 30 * DAY, nodes, classes)


FIRST = Keyset(
    org_id="7",
    version=1,
    previous_sha256=b"",
    issued_at_ms=NOW,
    expires_at_ms=NOW + 365 * DAY,
    custody=Custody.OPERATOR,
    root=holders(*ROOTS),
    admin=holders(ADMIN, threshold=1),
    issuers=(grant(ISSUER),),
    policy=KeysetPolicy(frozenset({"UPDATE_POOLS"})),
)


def signed(keyset: Keyset, *keys: Ed25519PrivateKey) -> SignedDocument:
    return sign(KEYSET_TYPE, keyset_to_body(keyset), *keys)


def next_of(current: TrustedKeyset, **changes: object) -> Keyset:
    following = {"version": current.keyset.version + 1, "previous_sha256": current.digest}
    return replace(current.keyset, **(following | changes))  # type: ignore[arg-type]


@pytest.fixture
def current() -> TrustedKeyset:
    return reopened(signed(FIRST, *ROOTS[:2]))


def test_a_keyset_reads_as_it_was_written() -> None:
    assert keyset_from_body(keyset_to_body(FIRST)) == FIRST


def test_a_signed_successor_is_taken(current: TrustedKeyset) -> None:
    document = signed(next_of(current, revoked=frozenset({key_id(public_bytes(ISSUER))})), *ROOTS[1:])
    following = advanced(current, document)
    assert following.keyset.version == 2
    assert following.keyset.issuer(key_id(public_bytes(ISSUER))) is None


def test_attack_28_a_stolen_issuer_signs_no_keyset(current: TrustedKeyset) -> None:
    with pytest.raises(SigningError, match="0 of the 2"):
        advanced(current, signed(next_of(current), ISSUER))


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({}, ROOTS[:1]),
        ({}, (ROOTS[0], ROOTS[0])),
        ({"version": 3}, ROOTS),
        ({"version": 1}, ROOTS),
        ({"previous_sha256": bytes(32)}, ROOTS),
        ({"org_id": "8"}, ROOTS),
        ({"root": holders(*NEW_ROOTS)}, ROOTS),
        ({"root": holders(*NEW_ROOTS)}, NEW_ROOTS),
        ({"root": holders(*NEW_ROOTS)}, (*ROOTS, NEW_ROOTS[0])),
    ],
    ids=["1-of-m", "one-twice", "skip", "rollback", "fork", "org", "no-possession", "no-consent", "1-of-new"],
)
def test_attack_29_keysets_that_break_the_chain(
    current: TrustedKeyset, changes: dict[str, object], keys: tuple[Ed25519PrivateKey, ...]
) -> None:
    with pytest.raises(SigningError):
        advanced(current, signed(next_of(current, **changes), *keys))


def test_attack_30_old_roots_sign_nothing_after_a_rotation(current: TrustedKeyset) -> None:
    rotated = advanced(
        current, signed(next_of(current, root=holders(*NEW_ROOTS)), *ROOTS[:2], *NEW_ROOTS[:2])
    )
    with pytest.raises(SigningError):
        advanced(rotated, signed(next_of(rotated, root=holders(*ROOTS)), *ROOTS))
    assert advanced(rotated, signed(next_of(rotated), *NEW_ROOTS[1:])).keyset.version == 3


def test_attack_08_a_node_begins_only_with_the_roots_that_its_code_names(current: TrustedKeyset) -> None:
    pin = root_digest(FIRST.root)[:16]
    assert pinned(current.document, org_id="7", root_pin=pin).keyset == FIRST
    forged = replace(FIRST, root=holders(*NEW_ROOTS))
    for document, org, given_pin in (
        (signed(forged, *NEW_ROOTS), "7", pin),
        (signed(FIRST, *NEW_ROOTS), "7", pin),
        (current.document, "8", pin),
        (current.document, "7", b""),
    ):
        with pytest.raises(SigningError):
            pinned(document, org_id=org, root_pin=given_pin)


@given(st.permutations(ROOTS), st.integers(1, 3))
def test_a_root_pin_does_not_depend_on_the_order_of_keys(
    order: list[Ed25519PrivateKey], threshold: int
) -> None:
    one, other = holders(*order, threshold=threshold), holders(*ROOTS, threshold=threshold)
    assert root_digest(one) == root_digest(other)
    assert root_digest(one) != root_digest(holders(*ROOTS, threshold=threshold + 1))


@pytest.mark.parametrize(
    ("node", "kind", "at"),
    [
        ("4", "REBOOT", NOW),
        ("3", "UPDATE_POOLS", NOW),
        ("3", "REBOOT", NOW - 1),
        ("3", "REBOOT", NOW + 30 * DAY),
    ],
    ids=["foreign-node", "foreign-class", "early", "late"],
)
def test_attack_27_an_issuer_outside_its_scope(node: str, kind: str, at: int) -> None:
    keyset = replace(FIRST, issuers=(grant(ISSUER, classes=("REBOOT",)),))
    with pytest.raises(SigningError):
        issuer_key(keyset, key_id(public_bytes(ISSUER)), node_id=node, command_class=kind, at_ms=at)


def test_attack_27_an_issuer_that_is_unknown_or_revoked_or_of_an_old_keyset() -> None:
    name = key_id(public_bytes(ISSUER))
    asked = {"node_id": "3", "command_class": "REBOOT", "at_ms": NOW}
    assert issuer_key(FIRST, name, **asked) == public_bytes(ISSUER)  # type: ignore[arg-type]
    for keyset in (
        replace(FIRST, issuers=()),
        replace(FIRST, revoked=frozenset({name})),
        replace(FIRST, expires_at_ms=NOW),
    ):
        with pytest.raises(SigningError):
            issuer_key(keyset, name, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"root": KeyHolders((), 1)},
        {"root": KeyHolders((public_bytes(ROOTS[0]),) * 2, 2)},
        {"root": KeyHolders((public_bytes(ROOTS[0]),), 2)},
        {"root": KeyHolders(((1).to_bytes(32, "little"),), 1)},
        {"issuers": (replace(grant(ISSUER), not_after_ms=NOW + 91 * DAY),)},
        {"issuers": (replace(grant(ISSUER), not_after_ms=NOW),)},
    ],
    ids=["no-root", "same-root-twice", "unreachable", "small-order", "long-window", "empty-window"],
)
def test_what_cannot_stand_in_a_keyset(change: dict[str, object]) -> None:
    with pytest.raises(SigningError):
        keyset_from_body(keyset_to_body(replace(FIRST, **change)))  # type: ignore[arg-type]
