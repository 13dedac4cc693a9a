"""Keysets as root keys draw them up: what follows is always a valid next link, and issuers overlap."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from headframe.core.keyset.bodies import KEYSET_TYPE, keyset_to_body
from headframe.core.keyset.chain import TrustedKeyset, advanced, reopened, walked
from headframe.core.keyset.making import DAY_MS, following, founding, issuer_grant, lasting, renewal_due
from headframe.core.keyset.records import Keyset
from headframe.core.signing.documents import SignedDocument, sign
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import public_bytes

NOW = 1_800_000_000_000


def made(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def public(number: int) -> bytes:
    return public_bytes(made(number))


def signed(keyset: Keyset) -> SignedDocument:
    return sign(KEYSET_TYPE, keyset_to_body(keyset), made(1))


def first() -> TrustedKeyset:
    return reopened(
        signed(founding(org_id="7", root=public(1), admin=public(2), issuer=public(3), at_ms=NOW))
    )


@given(st.lists(st.integers(min_value=0, max_value=200), max_size=6))
def test_whatever_time_passes_each_renewal_is_the_next_link(days: list[int]) -> None:
    current, documents, now = first(), [first().document], NOW
    for number, gap in enumerate(days, start=10):
        now += gap * DAY_MS
        keyset = following(current, at_ms=now, issuers=(issuer_grant(public(number), at_ms=now),))
        assert {each.key_id for each in keyset.issuers} == {
            each.key_id for each in (*lasting(current.keyset.issuers, at_ms=now), keyset.issuers[-1])
        }
        current = advanced(current, signed(keyset))
        documents.append(current.document)
    assert walked(documents) == current


@pytest.mark.parametrize(("day", "due"), [(0, False), (59, False), (60, True), (89, True), (91, True)])
def test_an_issuer_is_renewed_before_its_last_thirty_days(day: int, due: bool) -> None:
    issuers = first().keyset.issuers
    assert renewal_due(issuers, at_ms=NOW + day * DAY_MS) is due
    renewed = (*issuers, issuer_grant(public(4), at_ms=NOW + 60 * DAY_MS))
    assert not renewal_due(renewed, at_ms=NOW + 91 * DAY_MS)


def test_without_any_issuer_renewal_is_due() -> None:
    assert renewal_due((), at_ms=NOW)


def test_what_was_revoked_stays_so_while_it_is_listed() -> None:
    current = first()
    issuer = current.keyset.issuers[0].key_id
    revoking = advanced(current, signed(following(current, at_ms=NOW, revoked=frozenset({issuer}))))
    assert following(revoking, at_ms=NOW + DAY_MS).revoked == {issuer}
    assert following(revoking, at_ms=NOW + 91 * DAY_MS).revoked == frozenset()


def test_a_kept_chain_has_its_beginning_and_no_gap() -> None:
    one = first()
    two = advanced(one, signed(following(one, at_ms=NOW)))
    three = advanced(two, signed(following(two, at_ms=NOW)))
    assert walked([]) is None
    assert walked([one.document, two.document, three.document]) == three
    for broken in ([two.document], [one.document, three.document], [one.document, one.document]):
        with pytest.raises(SigningError):
            walked(broken)
