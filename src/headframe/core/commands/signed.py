"""Signed commands: what a server signs for one node, and what a node checks before it believes one.

The order of checks is normative, cheapest and most general first: size and type, the issuer in the Keyset
(window, scope, not revoked), the signature, the strict body, then that the body is for this organisation,
this node, this key and this very stream, and unexpired. Sequence, ownership, reconciliation and leases are
judged afterwards, by those who keep their state. Not handled here: anything that needs the disk.
"""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable
from dataclasses import dataclass

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.envelope import CommandBinding, CommandEnvelope
from headframe.core.commands.payloads import CommandPayload
from headframe.core.keyset.records import Keyset
from headframe.core.keyset.scope import issuer_key
from headframe.core.leases.node import Label
from headframe.core.reconcile.revisions import Revision
from headframe.core.signing.documents import SignedDocument, opened
from headframe.core.signing.errors import Flaw, SigningError
from headframe.core.signing.reading import Members
from headframe.core.signing.strict_json import Body, decode_body

COMMAND_TYPE = "headframe.command.v1"
STREAM_NONCE_BYTES = 16
DIGEST_BYTES = 32
MAX_PAYLOAD_CHARS = 512 * 1024
MEMBERS = frozenset(
    {
        "org_id",
        "node_id",
        "key_id",
        "keyset_version",
        "stream_nonce",
        "sequence",
        "previous_sequence",
        "group_id",
        "lease_epoch",
        "command_id",
        "batch_id",
        "actor",
        "class",
        "device_id",
        "device_serial",
        "base_revision",
        "issued_at_ms",
        "expires_at_ms",
        "payload_sha256",
        "payload",
    }
)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a node knows and a command has to agree with. `now_ms` is its estimate of the server's time."""

    org_id: str
    node_id: str
    stream_nonce: bytes
    now_ms: int


def command_to_body(envelope: CommandEnvelope, binding: CommandBinding, payload: bytes) -> Body:
    """What is signed. `payload` is the payload as it travels; its bytes stand in the body themselves."""
    return {
        "org_id": binding.org_id,
        "node_id": envelope.node_id,
        "key_id": binding.key_id,
        "keyset_version": binding.keyset_version,
        "stream_nonce": binding.stream_nonce.hex(),
        "sequence": envelope.sequence,
        "previous_sequence": envelope.previous_sequence,
        "group_id": binding.group_id,
        "lease_epoch": envelope.lease_epoch,
        "command_id": envelope.command_id,
        "batch_id": envelope.batch_id,
        "actor": {
            "type": envelope.actor.type.value,
            "id": envelope.actor.id,
            "display_name": envelope.actor.display_name,
        },
        "class": envelope.kind.value,
        "device_id": envelope.device_id,
        "device_serial": binding.device_serial,
        "base_revision": {
            "epoch": envelope.base_revision.label.epoch,
            "handover": envelope.base_revision.label.local,
            "number": envelope.base_revision.number,
        },
        "issued_at_ms": envelope.issued_at_ms,
        "expires_at_ms": envelope.expires_at_ms,
        "payload_sha256": payload_digest(payload).hex(),
        "payload": b64encode(payload).decode(),
    }


def payload_digest(payload: bytes) -> bytes:
    """What a co-signer's intent names."""
    return hashlib.sha256(payload).digest()


def signed_payload_sha256(document: SignedDocument) -> bytes:
    """The digest in a command that was verified before."""
    return Members(decode_body(document.body, MEMBERS)).raw("payload_sha256", DIGEST_BYTES)


def verified_command(
    document: SignedDocument,
    keyset: Keyset,
    expected: Expectation,
    decode: Callable[[bytes], CommandPayload],
    *,
    claimed_class: str,
) -> tuple[CommandEnvelope, CommandBinding]:
    """The command of a document that an issuer may sign, for this node and stream, in time.

    `claimed_class` is the kind that the message says it is; `decode` reads a payload off the wire.

    Raises:
        SigningError: for the first check that does not hold.
    """
    if len(document.signatures) != 1:
        raise SigningError("a command has the signature of exactly one issuer", Flaw.SIGNATURE)
    key_id = document.signatures[0].key_id
    key = issuer_key(
        keyset, key_id, node_id=expected.node_id, command_class=claimed_class, at_ms=expected.now_ms
    )
    members = Members(opened(document, COMMAND_TYPE, {key_id: key}, MEMBERS))
    binding = _binding(members)
    _check_bound(binding, members, expected, key_id)
    envelope = _envelope(members, decode)
    if envelope.kind.value != claimed_class or members.text("class") != claimed_class:
        raise SigningError("the command is of another class than it says", Flaw.CONTENT)
    if envelope.is_expired(expected.now_ms):
        raise SigningError("the command has expired", Flaw.TIME)
    return envelope, binding


def _binding(members: Members) -> CommandBinding:
    return CommandBinding(
        org_id=members.text("org_id"),
        key_id=members.text("key_id"),
        keyset_version=members.whole("keyset_version", least=1),
        stream_nonce=members.raw("stream_nonce", STREAM_NONCE_BYTES),
        group_id=members.text("group_id"),
        device_serial=members.text("device_serial"),
    )


def _check_bound(binding: CommandBinding, members: Members, expected: Expectation, key_id: str) -> None:
    if binding.org_id != expected.org_id:
        raise SigningError("the command is another organisation's", Flaw.ADDRESS)
    if members.text("node_id") != expected.node_id:
        raise SigningError("the command is for another node", Flaw.ADDRESS)
    if binding.key_id != key_id:
        raise SigningError("the command names another key than the one that signed it", Flaw.SIGNATURE)
    if binding.stream_nonce != expected.stream_nonce:
        raise SigningError("the command was made for another stream", Flaw.STREAM)


def _envelope(members: Members, decode: Callable[[bytes], CommandPayload]) -> CommandEnvelope:
    return CommandEnvelope(
        command_id=members.text("command_id"),
        batch_id=members.text("batch_id"),
        node_id=members.text("node_id"),
        sequence=members.whole("sequence", least=1),
        previous_sequence=members.whole("previous_sequence"),
        lease_epoch=members.whole("lease_epoch"),
        actor=_actor(members.inner("actor")),
        issued_at_ms=members.whole("issued_at_ms"),
        expires_at_ms=members.whole("expires_at_ms"),
        device_id=members.whole("device_id"),
        payload=decode(_payload(members)),
        base_revision=_revision(members.inner("base_revision")),
    )


def _revision(members: Members) -> Revision:
    return Revision(Label(members.whole("epoch"), members.whole("handover")), members.whole("number"))


def _payload(members: Members) -> bytes:
    try:
        payload = b64decode(members.text("payload", longest=MAX_PAYLOAD_CHARS), validate=True)
    except Base64Error as error:
        raise SigningError("payload is not in base64") from error
    if payload_digest(payload) != members.raw("payload_sha256", DIGEST_BYTES):
        raise SigningError("the payload is not the one whose digest stands in the command", Flaw.CONTENT)
    return payload


def _actor(members: Members) -> Actor:
    try:
        actor_type = ActorType(members.text("type"))
    except ValueError as error:
        raise SigningError("the actor's type is not known here") from error
    return Actor(actor_type, members.text("id"), members.text("display_name"))
