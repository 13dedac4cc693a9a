"""An admin's signature fits one command, one payload, one node, for a quarter of an hour."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.commands.intents import (
    CLOCK_SLACK_MS,
    INTENT_TYPE,
    MAX_INTENT_MS,
    Intent,
    checked_intent,
    intent_document,
    intent_of,
    read_intent,
)
from headframe.core.commands.kinds import CommandKind
from headframe.core.keyset.records import KeyHolders
from headframe.core.signing.documents import SignedDocument, sign
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import key_id, public_bytes
from tests.core.test_core_signed_commands import ENVELOPE, ISSUER, KEYSET, NOW

ADMIN = Ed25519PrivateKey.from_private_bytes(bytes([3]) * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([4]) * 32)
WITH_ADMIN = replace(KEYSET, admin=KeyHolders((public_bytes(ADMIN), public_bytes(OTHER)), 1))
INTENT = Intent(
    org_id="7",
    intent_id="c" * 32,
    node_id="3",
    kind=CommandKind.UPDATE_POOLS,
    targets=(9,),
    payload_sha256=bytes(range(32)),
    not_after_ms=NOW + MAX_INTENT_MS,
)


def check(document: SignedDocument, *, at_ms: int = NOW, wanted: Intent = INTENT) -> Intent:
    return checked_intent(document, WITH_ADMIN, wanted, at_ms=at_ms)


def test_what_an_admin_signs_is_read_back_and_taken() -> None:
    document = intent_document(INTENT)
    assert read_intent(document) == INTENT
    assert check(document.countersigned(ADMIN)) == INTENT
    envelope = intent_of("7", replace(ENVELOPE, device_id=0), bytes(32))
    assert (envelope.targets, envelope.kind) == ((), ENVELOPE.kind)


@pytest.mark.parametrize(
    "document",
    [
        intent_document(INTENT),
        intent_document(INTENT).countersigned(ISSUER),
        replace(sign("headframe.lease.v1", {"org_id": "7"}, ADMIN), type=INTENT_TYPE),
        sign("headframe.command.v1", {"org_id": "7"}, ADMIN),
    ],
    ids=["unsigned", "issuer", "lease-renamed", "command"],
)
def test_attack_31_signatures_that_are_no_admins(document: SignedDocument) -> None:
    with pytest.raises(SigningError):
        check(document)


@pytest.mark.parametrize(
    "change",
    [
        {"payload_sha256": bytes(32)},
        {"intent_id": "d" * 32},
        {"node_id": "4"},
        {"org_id": "8"},
        {"targets": (10,)},
        {"targets": (9, 10)},
        {"targets": ()},
        {"kind": CommandKind.UPDATE_FIRMWARE},
    ],
    ids=str,
)
def test_attack_32_a_signature_fits_nothing_but_what_was_signed(change: dict[str, object]) -> None:
    other = replace(INTENT, **change)  # type: ignore[arg-type] # fields of the record
    with pytest.raises(SigningError, match=next(iter(change))):
        check(intent_document(other).countersigned(ADMIN))


def test_a_signature_lapses_and_cannot_be_made_to_last() -> None:
    document = intent_document(INTENT).countersigned(ADMIN)
    assert check(document, at_ms=INTENT.not_after_ms - 1)
    with pytest.raises(SigningError, match="lapsed"):
        check(document, at_ms=INTENT.not_after_ms)
    long = intent_document(replace(INTENT, not_after_ms=NOW + MAX_INTENT_MS + CLOCK_SLACK_MS + 1))
    with pytest.raises(SigningError, match="15 minutes"):
        check(long.countersigned(ADMIN))


def test_a_revoked_admin_signs_nothing_and_two_sign_where_two_have_to() -> None:
    document = intent_document(INTENT).countersigned(ADMIN)
    revoked = replace(WITH_ADMIN, revoked=frozenset({key_id(public_bytes(ADMIN))}))
    with pytest.raises(SigningError):
        checked_intent(document, revoked, INTENT, at_ms=NOW)
    both = replace(WITH_ADMIN, admin=KeyHolders(WITH_ADMIN.admin.keys, 2))
    for alone in (document, document.countersigned(ADMIN)):
        with pytest.raises(SigningError, match="1 of the 2"):
            checked_intent(alone, both, INTENT, at_ms=NOW)
    assert checked_intent(document.countersigned(OTHER), both, INTENT, at_ms=NOW) == INTENT


@pytest.mark.parametrize(
    "body",
    [
        {"class": "FLY"},
        {"targets": ["x"]},
        {"targets": ["1_0"]},
        {"payload_sha256": "00"},
        {"critical": ["x"]},
    ],
    ids=str,
)
def test_bodies_that_are_no_intent(body: dict[str, object]) -> None:
    good = {
        "org_id": "7", "intent_id": "c", "node_id": "3", "class": "REBOOT", "targets": ["1"],
        "payload_sha256": "00" * 32, "not_after_ms": 1,
    }  # fmt: skip
    assert read_intent(sign(INTENT_TYPE, good))
    with pytest.raises(SigningError):
        read_intent(sign(INTENT_TYPE, good | body))
    with pytest.raises(SigningError):
        read_intent(sign("headframe.command.v1", good))
