"""Codes, fingerprints and certificates: what a person compares covers everything that could be swapped."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from headframe.core.enrollment.bundle import KeyBundle, checked_bundle
from headframe.core.enrollment.certs import NodeCert, checked_cert, issue_cert
from headframe.core.enrollment.codes import EnrollmentCode
from headframe.core.enrollment.fingerprint import EnrollmentFacts, fingerprint, short_form, word_numbers
from headframe.core.enrollment.registration import Registration, check_registration
from headframe.core.keyset.records import Custody, KeyHolders, Keyset
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import key_id, public_bytes

NOW = 1_800_000_000_000


def made(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


IDENTITY, ATTEST, MINER, ADMIN, STRANGER = (made(number) for number in range(1, 6))
BUNDLE = KeyBundle(
    public_bytes(IDENTITY), public_bytes(ATTEST), bytes([9]) * 32, public_bytes(MINER), bytes([7]) * 32
)
FACTS = EnrollmentFacts("7", bytes(32), "https://mine.example", BUNDLE, bytes([1]) * 32, bytes([2]) * 32)
REGISTRATION = Registration(bytes(8), FACTS.origin, FACTS.node_nonce, bytes(16), BUNDLE)


@given(
    st.binary(min_size=8, max_size=8),
    st.binary(min_size=20, max_size=20),
    st.binary(min_size=16, max_size=16),
)
def test_a_code_is_read_as_it_was_written(code_id: bytes, secret: bytes, pin: bytes) -> None:
    code = EnrollmentCode(code_id, secret, pin)
    assert EnrollmentCode.parse(f"  {str(code).upper()}\n") == code
    assert secret.hex() not in repr(code)


@pytest.mark.parametrize(
    "text", ["", "hf1", "hf2.a.b.c", "hf1.aaaa.bbbb.cccc", "hf1.1!.bb.cc", "fn1.a.b.c.d"]
)
def test_a_code_that_is_cut_off_or_misspelt(text: str) -> None:
    with pytest.raises(SigningError):
        EnrollmentCode.parse(text)


SWAPS: dict[str, Callable[[EnrollmentFacts], EnrollmentFacts]] = {
    "org": lambda facts: replace(facts, org_id="8"),
    "root": lambda facts: replace(facts, root_sha256=bytes([1]) * 32),
    "origin": lambda facts: replace(facts, origin="https://mine.example.evil"),
    "node-nonce": lambda facts: replace(facts, node_nonce=bytes(32)),
    "server-nonce": lambda facts: replace(facts, server_nonce=bytes(32)),
    "identity": lambda facts: replace(facts, bundle=replace(BUNDLE, identity=public_bytes(STRANGER))),
    "attest": lambda facts: replace(facts, bundle=replace(BUNDLE, attest=public_bytes(STRANGER))),
    "encryption": lambda facts: replace(facts, bundle=replace(BUNDLE, encryption=bytes([8]) * 32)),
    "miner": lambda facts: replace(facts, bundle=replace(BUNDLE, miner_signing=public_bytes(STRANGER))),
    "local-ui": lambda facts: replace(facts, bundle=replace(BUNDLE, local_ui_spki_sha256=bytes(32))),
    "version": lambda facts: replace(facts, bundle=replace(BUNDLE, version=2)),
}


@pytest.mark.parametrize("swap", SWAPS)
def test_attack_03_and_04_whatever_is_swapped_the_words_differ(swap: str) -> None:
    shown, true = fingerprint(SWAPS[swap](FACTS)), fingerprint(FACTS)
    assert word_numbers(shown) != word_numbers(true)
    assert short_form(shown) != short_form(true)


@given(st.binary(min_size=32, max_size=32))
def test_the_words_hold_the_first_110_bits(digest: bytes) -> None:
    numbers = word_numbers(digest)
    assert len(numbers) == 10
    bits = "".join(f"{number:011b}" for number in numbers)
    assert bits == f"{int.from_bytes(digest, 'big'):0256b}"[:110]


def test_a_node_shows_that_it_holds_every_key_it_presents() -> None:
    identity, attest, miner = REGISTRATION.signed(IDENTITY, ATTEST, MINER)
    check_registration(REGISTRATION, identity=identity, attest=attest, miner=miner)
    stranger = STRANGER.sign(REGISTRATION.message())
    for wrong in (
        {"identity": stranger},
        {"attest": stranger},
        {"miner": stranger},
        {"identity": attest, "attest": identity},
    ):
        with pytest.raises(SigningError, match="does not hold"):
            check_registration(
                REGISTRATION, **({"identity": identity, "attest": attest, "miner": miner} | wrong)
            )
    elsewhere = replace(REGISTRATION, origin="https://other.example")
    with pytest.raises(SigningError):
        check_registration(elsewhere, identity=identity, attest=attest, miner=miner)


@pytest.mark.parametrize(
    "bundle",
    [
        replace(BUNDLE, identity=(1).to_bytes(32, "little")),
        replace(BUNDLE, attest=BUNDLE.identity),
        replace(BUNDLE, encryption=bytes(32)),
        replace(BUNDLE, encryption=b"short"),
        replace(BUNDLE, local_ui_spki_sha256=b""),
    ],
    ids=["small-order", "one-key-twice", "zero", "short", "no-ui"],
)
def test_attack_06_bundles_with_keys_that_are_none(bundle: KeyBundle) -> None:
    with pytest.raises(SigningError):
        checked_bundle(bundle)


KEYSET = Keyset(
    org_id="7",
    version=1,
    previous_sha256=b"",
    issued_at_ms=NOW,
    expires_at_ms=NOW + 10**9,
    custody=Custody.MANAGED,
    root=KeyHolders((public_bytes(STRANGER),), 1),
    admin=KeyHolders((public_bytes(ADMIN),), 1),
)
CERT = NodeCert("7", "3", BUNDLE, NOW, NOW + 1_000)


def test_a_certificate_is_an_admins_word_about_all_keys() -> None:
    assert checked_cert(issue_cert(CERT, ADMIN), KEYSET, at_ms=NOW) == CERT


@pytest.mark.parametrize(
    ("cert", "signer", "keyset", "at_ms"),
    [
        (CERT, STRANGER, KEYSET, NOW),
        (replace(CERT, org_id="8"), ADMIN, KEYSET, NOW),
        (CERT, ADMIN, KEYSET, NOW + 1_000),
        (CERT, ADMIN, KEYSET, NOW - 1),
        (CERT, ADMIN, replace(KEYSET, revoked=frozenset({key_id(public_bytes(ADMIN))})), NOW),
        (replace(CERT, bundle=replace(BUNDLE, attest=BUNDLE.identity)), ADMIN, KEYSET, NOW),
    ],
    ids=["no-admin", "foreign-org", "ended", "early", "revoked-admin", "unsound-bundle"],
)
def test_attack_05_certificates_that_are_none(
    cert: NodeCert, signer: Ed25519PrivateKey, keyset: Keyset, at_ms: int
) -> None:
    with pytest.raises(SigningError):
        checked_cert(issue_cert(cert, signer), keyset, at_ms=at_ms)
