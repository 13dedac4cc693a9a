"""Intents: an admin's signature on one command, beside the server's, for the classes that the policy names.

A server alone must not be able to change pools, firmware or passwords. So an admin, whose key the server
does not hold, signs what exactly is to be done: which command, on which node, for which miner, with which
payload. The signature is short-lived: it is good for `MAX_INTENT_MS` at most.
"""

from dataclasses import dataclass

from headframe.core.commands.envelope import NODE_ITSELF, CommandEnvelope
from headframe.core.commands.kinds import CommandKind
from headframe.core.keyset.records import Keyset
from headframe.core.signing.documents import SignedDocument, opened, sign
from headframe.core.signing.errors import SigningError
from headframe.core.signing.reading import Members
from headframe.core.signing.strict_json import decode_body

INTENT_TYPE = "headframe.intent.v1"
DIGEST_BYTES = 32
MAX_INTENT_MS = 15 * 60_000
"""How long a signature may be good for."""
CLOCK_SLACK_MS = 60_000
"""By how much a node's estimate of the server's time may lag behind it."""
MEMBERS = frozenset({"org_id", "intent_id", "node_id", "class", "targets", "payload_sha256", "not_after_ms"})


@dataclass(frozen=True, slots=True)
class Intent:
    """What an admin signs. `intent_id` is the command's id; no `targets`: it is for the node itself."""

    org_id: str
    intent_id: str
    node_id: str
    kind: CommandKind
    targets: tuple[int, ...]
    payload_sha256: bytes
    not_after_ms: int


def intent_of(
    org_id: str, envelope: CommandEnvelope, payload_sha256: bytes, *, not_after_ms: int = 0
) -> Intent:
    """The intent that goes with a command."""
    return Intent(
        org_id=org_id,
        intent_id=envelope.command_id,
        node_id=envelope.node_id,
        kind=envelope.kind,
        targets=() if envelope.device_id == NODE_ITSELF else (envelope.device_id,),
        payload_sha256=payload_sha256,
        not_after_ms=not_after_ms,
    )


def intent_document(intent: Intent) -> SignedDocument:
    """What admins sign; nothing yet without their signatures."""
    body = {
        "org_id": intent.org_id,
        "intent_id": intent.intent_id,
        "node_id": intent.node_id,
        "class": intent.kind.value,
        "targets": [str(device_id) for device_id in intent.targets],
        "payload_sha256": intent.payload_sha256.hex(),
        "not_after_ms": intent.not_after_ms,
    }
    return sign(INTENT_TYPE, body)


def read_intent(document: SignedDocument) -> Intent:
    """What a document says, whoever signed it: for people to look at before they sign. SigningError."""
    if document.type != INTENT_TYPE:
        raise SigningError(f"a {INTENT_TYPE} was wanted, this is a {document.type[:64]}")
    return _intent(Members(decode_body(document.body, MEMBERS)))


def checked_intent(document: SignedDocument, keyset: Keyset, wanted: Intent, *, at_ms: int) -> Intent:
    """The intent of a document that enough admins signed, for just what is `wanted`, in its time.

    The time in `wanted` does not matter: it is the admin's to say, within the bound.

    Raises:
        SigningError: for the first check that does not hold.
    """
    threshold = keyset.admin.threshold
    intent = _intent(Members(opened(document, INTENT_TYPE, keyset.admins(), MEMBERS, threshold=threshold)))
    for name in ("org_id", "intent_id", "node_id", "kind", "targets", "payload_sha256"):
        if getattr(intent, name) != getattr(wanted, name):
            raise SigningError(f"what the admin signed has another {name}")
    if at_ms >= intent.not_after_ms:
        raise SigningError("the admin's signature has lapsed")
    if intent.not_after_ms - at_ms > MAX_INTENT_MS + CLOCK_SLACK_MS:
        raise SigningError("the admin's signature would be good for longer than 15 minutes")
    return intent


def _intent(members: Members) -> Intent:
    try:
        kind = CommandKind(members.text("class"))
    except ValueError as error:
        raise SigningError("the class of the intent is not known here") from error
    return Intent(
        org_id=members.text("org_id"),
        intent_id=members.text("intent_id"),
        node_id=members.text("node_id"),
        kind=kind,
        targets=tuple(_device(text) for text in members.texts("targets")),
        payload_sha256=members.raw("payload_sha256", DIGEST_BYTES),
        not_after_ms=members.whole("not_after_ms"),
    )


def _device(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise SigningError("a target of the intent is no device")
    return int(text)
