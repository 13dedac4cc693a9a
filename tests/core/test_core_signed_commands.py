"""A node believes a command only from an issuer in scope, for itself and this very stream, in time."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.envelope import CommandBinding, CommandEnvelope
from headframe.core.commands.payloads import CommandPayload, Reboot, StopMining
from headframe.core.commands.signed import COMMAND_TYPE, Expectation, command_to_body, verified_command
from headframe.core.keyset.records import Custody, IssuerGrant, KeyHolders, Keyset
from headframe.core.signing.documents import SignedDocument, sign
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import key_id, public_bytes

NOW = 1_800_000_000_000
ISSUER = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes([2]) * 32)
NONCE = bytes(range(16))
KEYSET = Keyset(
    org_id="7",
    version=1,
    previous_sha256=b"",
    issued_at_ms=NOW,
    expires_at_ms=NOW + 10**9,
    custody=Custody.MANAGED,
    root=KeyHolders((public_bytes(STRANGER),), 1),
    admin=KeyHolders((), 1),
    issuers=(IssuerGrant(public_bytes(ISSUER), NOW, NOW + 10**9, ("3",)),),
)
ENVELOPE = CommandEnvelope(
    command_id="c" * 32,
    batch_id="b" * 32,
    node_id="3",
    sequence=41,
    previous_sequence=40,
    lease_epoch=5,
    actor=Actor(ActorType.USER, "12", "Ada"),
    issued_at_ms=NOW,
    expires_at_ms=NOW + 60_000,
    device_id=9,
    payload=StopMining(),
)
BINDING = CommandBinding("7", key_id(public_bytes(ISSUER)), 1, NONCE, device_serial="SN1")
EXPECTED = Expectation("7", "3", NONCE, NOW + 1_000)
PAYLOADS: dict[bytes, CommandPayload] = {b"stop": StopMining(), b"reboot": Reboot()}


def body() -> dict[str, Any]:
    return command_to_body(ENVELOPE, BINDING, b"stop")


def check(
    document: SignedDocument, expected: Expectation = EXPECTED, *, claimed: str = "STOP_MINING"
) -> tuple[CommandEnvelope, CommandBinding]:
    return verified_command(document, KEYSET, expected, PAYLOADS.__getitem__, claimed_class=claimed)


def test_what_was_signed_is_what_will_be_done() -> None:
    assert check(sign(COMMAND_TYPE, body(), ISSUER)) == (ENVELOPE, BINDING)


@pytest.mark.parametrize(
    "document",
    [
        SignedDocument(COMMAND_TYPE, sign(COMMAND_TYPE, body(), ISSUER).body, ()),
        sign(COMMAND_TYPE, body(), STRANGER),
        sign(COMMAND_TYPE, body(), ISSUER, ISSUER),
        replace(sign("headframe.lease.v1", body(), ISSUER), type=COMMAND_TYPE),
        sign("headframe.lease.v1", body(), ISSUER),
    ],
    ids=["unsigned", "stranger", "twice", "lease-renamed", "lease"],
)
def test_attack_17_and_18_signatures_that_are_none(document: SignedDocument) -> None:
    with pytest.raises(SigningError):
        check(document)


def test_attack_19_no_single_bit_may_flip() -> None:
    document = sign(COMMAND_TYPE, body(), ISSUER)
    for bit in range(len(document.body) * 8):
        flipped = bytearray(document.body)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SigningError):
            check(replace(document, body=bytes(flipped)))


def test_attack_20_a_body_with_two_readings() -> None:
    text = sign(COMMAND_TYPE, body(), ISSUER).body.replace(b'"sequence":41', b'"sequence":41,"sequence":99')
    resigned = SignedDocument(COMMAND_TYPE, text, ()).countersigned(ISSUER)
    with pytest.raises(SigningError, match="twice"):
        check(resigned)
    with pytest.raises(SigningError, match="update"):
        check(sign(COMMAND_TYPE, body() | {"critical": ["dose"], "dose": 1}, ISSUER))


@pytest.mark.parametrize(
    "change",
    [
        {"org_id": "8"},
        {"node_id": "4"},
        {"key_id": "0" * 32},
        {"stream_nonce": "00" * 16},
        {"expires_at_ms": NOW},
        {"class": "REBOOT"},
        {"payload": "cmVib290"},
        {"payload_sha256": "00" * 32},
        {"payload": "not base64!"},
        {"sequence": 0},
        {"actor": {"type": "DEITY", "id": "1", "display_name": ""}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_attack_21_and_22_commands_for_others_or_for_another_time(change: dict[str, Any]) -> None:
    with pytest.raises(SigningError):
        check(sign(COMMAND_TYPE, body() | change, ISSUER))


@pytest.mark.parametrize("missing", sorted(body()))
def test_nothing_may_be_missing(missing: str) -> None:
    with pytest.raises(SigningError):
        check(sign(COMMAND_TYPE, {name: value for name, value in body().items() if name != missing}, ISSUER))


@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda expected: replace(expected, org_id="8"),
        lambda expected: replace(expected, node_id="4"),
        lambda expected: replace(expected, stream_nonce=bytes(16)),
        lambda expected: replace(expected, now_ms=NOW + 60_000),
    ],
)
def test_a_captured_command_is_dead_anywhere_else(elsewhere: Callable[[Expectation], Expectation]) -> None:
    with pytest.raises(SigningError):
        check(sign(COMMAND_TYPE, body(), ISSUER), elsewhere(EXPECTED))


def test_a_command_is_not_judged_by_a_class_that_it_is_not() -> None:
    with pytest.raises(SigningError):
        check(sign(COMMAND_TYPE, body(), ISSUER), claimed="REBOOT")
