"""New keys of a node, and what a server proves of itself: nothing in them can be another's."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.enrollment.bundle import KeyBundle, checked_bundle
from headframe.core.enrollment.polling import poll_message
from headframe.core.enrollment.rotation import Rotation, RotationProof, check_rotation
from headframe.core.keyset.bodies import KEYSET_TYPE, keyset_to_body
from headframe.core.keyset.chain import TrustedKeyset, reopened
from headframe.core.keyset.making import DAY_MS, founding
from headframe.core.sessions.server_proof import PROOF_TYPE, ServerProof, check_server_proof
from headframe.core.signing.documents import SignedDocument, sign
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import key_id, public_bytes

NOW = 1_800_000_000_000


def made(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def bundle(first: int) -> KeyBundle:
    identity, attest, miner = (public_bytes(made(first + at)) for at in range(3))
    return KeyBundle(identity, attest, bytes([first + 8]) * 32, miner, bytes(32))


PRESENT, NEXT = bundle(1), bundle(4)
ROTATION = Rotation("3", "https://mine.example", bytes(32), NEXT)
PROOF = RotationProof(*ROTATION.signed(made(1), made(4), made(5), made(6)))


def test_a_rotation_signed_by_old_and_new_keys_is_taken() -> None:
    check_rotation(ROTATION, PROOF, present=PRESENT)


@pytest.mark.parametrize("name", ["old_identity", "identity", "attest", "miner_signing"])
def test_every_signature_of_a_rotation_counts(name: str) -> None:
    forged = replace(PROOF, **{name: made(99).sign(ROTATION.message())})
    with pytest.raises(SigningError, match="does not hold"):
        check_rotation(ROTATION, forged, present=PRESENT)


@pytest.mark.parametrize(
    "change",
    [
        {"node_id": "4"},
        {"origin": "https://other.example"},
        {"node_nonce": bytes([1]) * 32},
        {"node_nonce": b""},
        {"bundle": replace(NEXT, encryption=bytes([77]) * 32)},
        {"bundle": replace(NEXT, encryption=PRESENT.encryption)},
        {"bundle": PRESENT},
    ],
)
def test_a_rotation_is_of_one_node_at_one_server_to_keys_that_are_all_new(change: dict[str, object]) -> None:
    with pytest.raises(SigningError):
        check_rotation(replace(ROTATION, **change), PROOF, present=PRESENT)  # type: ignore[arg-type]


@pytest.mark.parametrize("small", [0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 18])
def test_attack_06_an_encryption_key_of_small_order_is_refused(small: int) -> None:
    with pytest.raises(SigningError, match="X25519"):
        checked_bundle(replace(PRESENT, encryption=small.to_bytes(32, "little")))


def test_a_poll_is_signed_for_its_enrollment_and_count() -> None:
    assert len({poll_message("a", 1), poll_message("a", 2), poll_message("b", 1)}) == 3


ROOT, ADMIN, ISSUER = made(21), made(22), made(23)


def trusted() -> TrustedKeyset:
    keys = {"root": ROOT, "admin": ADMIN, "issuer": ISSUER}
    publics = {name: public_bytes(key) for name, key in keys.items()}
    return reopened(sign(KEYSET_TYPE, keyset_to_body(founding(org_id="7", at_ms=NOW, **publics)), ROOT))


KEYSET = trusted().keyset
ANSWER = ServerProof("7", "3", key_id(public_bytes(ISSUER)), bytes([1]) * 32, bytes([2]) * 32, bytes(32), NOW)


def answered(proof: ServerProof = ANSWER, signer: Ed25519PrivateKey = ISSUER) -> SignedDocument:
    return sign(PROOF_TYPE, proof.body(), signer)


def test_a_servers_proof_is_taken() -> None:
    check_server_proof(answered(), ANSWER, KEYSET)


FORGERIES: list[Callable[[], tuple[SignedDocument, ServerProof]]] = [
    lambda: (answered(signer=ADMIN), ANSWER),
    lambda: (answered(replace(ANSWER, key_id=key_id(public_bytes(ADMIN))), signer=ADMIN), ANSWER),
    lambda: (answered(replace(ANSWER, node_nonce=bytes([9]) * 32)), ANSWER),
    lambda: (answered(replace(ANSWER, challenge=bytes([9]) * 32)), ANSWER),
    lambda: (answered(replace(ANSWER, node_id="4")), ANSWER),
    lambda: (answered(replace(ANSWER, server_time_ms=NOW + 1)), ANSWER),
    lambda: (sign(KEYSET_TYPE, ANSWER.body(), ISSUER), ANSWER),
    lambda: (answered(late := replace(ANSWER, server_time_ms=NOW + 90 * DAY_MS)), late),
    lambda: (answered(early := replace(ANSWER, server_time_ms=NOW - 2 * DAY_MS)), early),
]


@pytest.mark.parametrize("forged", FORGERIES)
def test_a_proof_by_another_key_for_another_handshake_or_time_is_refused(
    forged: Callable[[], tuple[SignedDocument, ServerProof]],
) -> None:
    with pytest.raises(SigningError):
        check_server_proof(*forged(), KEYSET)
