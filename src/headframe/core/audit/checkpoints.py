"""Checkpoints and receipts: each side signs how far the log of the other went, and keeps it."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.audit.chain import Head
from headframe.core.signing.documents import SignedDocument, opened, sign
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import key_id
from headframe.core.signing.reading import Members
from headframe.core.signing.strict_json import Body

CHECKPOINT_TYPE = "headframe.audit-checkpoint.v1"
RECEIPT_TYPE = "headframe.receipt.v1"
EVERY_MS = 60_000
EVERY_ROWS = 256
HASH_BYTES = 32
MEMBERS = frozenset({"org_id", "node_id", "log_id", "index", "hash", "at_ms"})


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's head at a time, of one node's log of an organisation."""

    org_id: str
    node_id: str
    head: Head
    at_ms: int


def is_due(*, rows: int, since_ms: int) -> bool:
    """Whether a checkpoint belongs here: after so many rows, or so long, whichever comes first."""
    return rows >= EVERY_ROWS or (rows > 0 and since_ms >= EVERY_MS)


def sign_checkpoint(
    checkpoint: Checkpoint, key: Ed25519PrivateKey, *, document_type: str = CHECKPOINT_TYPE
) -> SignedDocument:
    """By the node's attest key."""
    return sign(document_type, checkpoint_body(checkpoint), key)


def checkpoint_body(checkpoint: Checkpoint) -> Body:
    """What is signed: as CHECKPOINT_TYPE by the node's attest key, as RECEIPT_TYPE by an issuer."""
    head = checkpoint.head
    return {
        "org_id": checkpoint.org_id,
        "node_id": checkpoint.node_id,
        "log_id": head.log_id,
        "index": head.index,
        "hash": head.hash.hex(),
        "at_ms": checkpoint.at_ms,
    }


def open_checkpoint(
    document: SignedDocument, *public_keys: bytes, document_type: str = CHECKPOINT_TYPE
) -> Checkpoint:
    """A checkpoint that one of these keys signed. Raises SigningError for any other."""
    keys = {key_id(each): each for each in public_keys}
    return read_checkpoint(opened(document, document_type, keys, MEMBERS))


def read_checkpoint(body: Body) -> Checkpoint:
    """What a verified body says. Raises SigningError where it is none."""
    members = Members(body)
    head = Head(members.text("log_id"), members.whole("index"), members.raw("hash", HASH_BYTES))
    if not head.log_id:
        raise SigningError("a checkpoint names its log")
    return Checkpoint(members.text("org_id"), members.text("node_id"), head, members.whole("at_ms"))
