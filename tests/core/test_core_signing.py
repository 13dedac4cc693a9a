"""Signed documents: one meaning for the same bytes, and no signature that fits another document."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, strategies as st

from headframe.core.signing.documents import Signature, SignedDocument, opened, sign
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import checked_public_key, key_id, public_bytes
from headframe.core.signing.pae import pae
from headframe.core.signing.reading import Members
from headframe.core.signing.strict_json import MAX_DEPTH, MAX_INTEGER, decode_body, encode_body

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
KEYS = {key_id(public_bytes(KEY)): public_bytes(KEY)}
TYPE = "headframe.command.v1"
FIELD = 2**255 - 19
TEXT = st.text(max_size=20)
BODIES = st.dictionaries(
    TEXT,
    st.recursive(
        st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=5,
).filter(lambda body: "critical" not in body)


@given(BODIES)
def test_what_is_signed_is_what_is_read(body: dict[str, Any]) -> None:
    assert opened(sign(TYPE, body, KEY), TYPE, KEYS, ()) == body


def test_no_single_bit_of_a_document_may_change() -> None:
    document = sign(TYPE, {"org": "7", "sequence": 1, "digest": "00" * 8}, KEY)
    for bit in range(len(document.body) * 8):
        body = bytearray(document.body)
        body[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SigningError):
            opened(SignedDocument(TYPE, bytes(body), document.signatures), TYPE, KEYS, ())


@given(st.text(max_size=30), st.binary(max_size=40), st.text(max_size=30), st.binary(max_size=40))
def test_encodings_of_different_documents_differ(
    one_type: str, one: bytes, other_type: str, other: bytes
) -> None:
    assert (pae(one_type, one) == pae(other_type, other)) == ((one_type, one) == (other_type, other))


def test_a_signature_fits_no_other_type() -> None:
    lease = sign("headframe.lease.v1", {"org": "7"}, KEY)
    renamed = SignedDocument(TYPE, lease.body, lease.signatures)
    for document in (lease, renamed):
        with pytest.raises(SigningError):
            opened(document, TYPE, KEYS, ())


def test_one_key_counts_once_towards_a_threshold() -> None:
    document = sign(TYPE, {}, KEY)
    twice = SignedDocument(TYPE, document.body, document.signatures * 2)
    both = {**KEYS, key_id(public_bytes(OTHER)): public_bytes(OTHER)}
    with pytest.raises(SigningError, match="1 of the 2"):
        opened(twice, TYPE, both, (), threshold=2)
    assert opened(document.countersigned(OTHER), TYPE, both, (), threshold=2) == {}


def test_a_hint_at_another_key_makes_no_signature() -> None:
    document = sign(TYPE, {}, OTHER)
    claimed = SignedDocument(
        TYPE, document.body, (Signature(next(iter(KEYS)), document.signatures[0].signature),)
    )
    with pytest.raises(SigningError):
        opened(claimed, TYPE, KEYS, ())


@pytest.mark.parametrize(
    "text",
    [
        '{"sequence":1,"sequence":9}',
        '{"a":{"b":1,"b":1}}',
        '{"sequence":1.0}',
        '{"sequence":1e3}',
        '{"x":NaN}',
        '{"x":-Infinity}',
        '{"x":9223372036854775808}',
        '{"x":' + "9" * 5_000 + "}",
        "[]",
        '"text"',
        "{}{}",
        "",
        '{"critical":"all"}',
        '{"critical":["unheard_of"]}',
        "[" * 100_000,
        '{"a":' * (MAX_DEPTH + 2) + "1" + "}" * (MAX_DEPTH + 2),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(SigningError):
        decode_body(text.encode(), ("sequence",))


def test_bodies_are_utf_8() -> None:
    with pytest.raises(SigningError):
        decode_body(b'{"a":"\xff"}', ())


def test_what_is_critical_and_known_is_read() -> None:
    body = {"critical": ["sequence"], "sequence": 1}
    assert decode_body(encode_body(body), ("sequence",)) == body


SMALL_ORDER = [
    y | sign_bit << 255
    for y in (
        0,
        1,
        FIELD - 1,
        0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
    )
    for sign_bit in (0, 1)
]
NON_CANONICAL = [y | sign_bit << 255 for y in range(FIELD, 2**255) for sign_bit in (0, 1)]


@pytest.mark.parametrize("encoded", SMALL_ORDER + NON_CANONICAL)
def test_attack_06_a_key_of_small_order_or_odd_encoding_is_no_key(encoded: int) -> None:
    with pytest.raises(SigningError):
        checked_public_key(encoded.to_bytes(32, "little"))


def test_under_the_identity_point_one_signature_would_fit_everything() -> None:
    """Why keys are looked at: the library itself takes this one."""
    identity = (1).to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(identity).verify(identity + bytes(32), b"any message at all")


@given(st.binary(min_size=32, max_size=32))
def test_real_keys_are_taken(seed: bytes) -> None:
    key = public_bytes(Ed25519PrivateKey.from_private_bytes(seed))
    assert checked_public_key(key) == key


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ({"n": True}, lambda members: members.whole("n")),
        ({"n": -1}, lambda members: members.whole("n")),
        ({}, lambda members: members.text("n")),
        ({"n": "AA"}, lambda members: members.raw("n", 1)),
        ({"n": "a"}, lambda members: members.raw("n", 1)),
        ({"n": "aabb"}, lambda members: members.raw("n", 1)),
        ({"n": [1]}, lambda members: members.texts("n")),
        ({"n": ["x"]}, lambda members: members.inners("n")),
        ({"n": "x" * 300}, lambda members: members.text("n")),
    ],
)
def test_members_of_another_type_are_named(body: dict[str, Any], read: Any) -> None:
    with pytest.raises(SigningError, match="n"):
        read(Members(body))
