"""Enrollments, identities and sessions for the store suite."""

from headframe.core.commands.payloads import SealedSecret
from headframe.core.enrollment.bundle import KeyBundle
from headframe.core.enrollment.codes import TTL_MS
from headframe.core.enrollment.fingerprint import EnrollmentFacts
from headframe.core.enrollment.records import PENDING_MS, CodeRecord, Enrollment
from headframe.core.sessions.records import Challenge, IdentityRecord, NodeApiKey, NodeSession
from headframe.core.signing.documents import Signature, SignedDocument
from headframe.core.signing.keys import public_bytes
from tests.core.test_core_rotation import made
from tests.server.stores.store_builders import ALICE, NOW_MS

SEALED = SealedSecret("k1", b"\x00sealed\xff")


def code(org_id: int, number: int = 1, **changes: object) -> CodeRecord:
    fields = {
        "code_id": bytes([number]) * 8,
        "org_id": org_id,
        "secret_sha256": bytes([number]) * 32,
        "created_at_ms": NOW_MS + number,
        "expires_at_ms": NOW_MS + number + TTL_MS,
        "actor": ALICE,
    }
    return CodeRecord(**{**fields, **changes})  # type: ignore[arg-type] # fields of the record


def bundle() -> KeyBundle:
    identity, attest, miner = (public_bytes(made(number)) for number in (1, 2, 3))
    return KeyBundle(identity, attest, b"\x09" * 32, miner, b"\xff" * 32)


def enrollment(org_id: int, number: int = 1, **changes: object) -> Enrollment:
    facts = EnrollmentFacts(str(org_id), b"\x00" * 32, "https://a.b", bundle(), b"\x01" * 32, b"\xfe" * 32)
    fields = {
        "id": f"e{number:031}",
        "org_id": org_id,
        "node_name": f"hall-{number}",
        "facts": facts,
        "incarnation": b"\x00" * 16,
        "software_version": "1.0",
        "created_at_ms": NOW_MS + number,
        "expires_at_ms": NOW_MS + number + PENDING_MS,
    }
    return Enrollment(**{**fields, **changes})  # type: ignore[arg-type] # fields of the record


def certificate(number: int = 1) -> SignedDocument:
    return SignedDocument("headframe.nodecert.v1", b'{"n":%d}' % number, (Signature("k", b"\xff" * 64),))


def identity(org_id: int, node_id: int) -> IdentityRecord:
    return IdentityRecord(org_id, node_id, certificate(), b"\x05" * 32, NOW_MS)


def api_key(org_id: int, node_id: int, number: int = 1) -> NodeApiKey:
    return NodeApiKey(f"nk{number}", org_id, node_id, bytes([number]) * 32, NOW_MS + number, SEALED)


def challenge(org_id: int, node_id: int, number: int = 1, **changes: object) -> Challenge:
    fields = {
        "challenge_sha256": bytes([number]) * 32,
        "org_id": org_id,
        "node_id": node_id,
        "api_key_id": "nk1",
        "node_nonce": b"\x01" * 32,
        "server_nonce": b"\xfe" * 32,
        "expires_at_ms": NOW_MS + 30_000,
    }
    return Challenge(**{**fields, **changes})  # type: ignore[arg-type] # fields of the record


def session(org_id: int, node_id: int, number: int = 1) -> NodeSession:
    return NodeSession(bytes([number]) * 32, org_id, node_id, number, NOW_MS, NOW_MS + 3_600_000)
