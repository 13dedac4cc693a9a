"""The body of a signed command: strict JSON, type `headframe.command.v1`.

`payload` is base64 of the deterministic protobuf bytes of a CommandPayload, and `payload_sha256` their
digest, so that a co-signer can agree to a payload without carrying it. Whoever signs, signs exactly the
bytes of `encode_command_body`; whoever verifies, verifies the bytes received and then parses those.
"""

import base64
import hashlib
from typing import Any, TypeVar

from google.protobuf.message import DecodeError

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.envelope import CommandBinding, CommandEnvelope
from headframe.core.commands.payloads import CommandPayload
from headframe.core.errors import Code, HeadframeError
from headframe.wire.convert import strict_json
from headframe.wire.convert.payloads import payload_from_wire, payload_to_wire
from headframe.wire.gen.miner.v1 import miner_pb2

COMMAND_TYPE = "headframe.command.v1"
"""The DSSE type of this body."""

STREAM_NONCE_BYTES = 16
MAX_INTEGER = 2**63 - 1
MAX_MESSAGE = 200

T = TypeVar("T", str, int, dict[str, Any])

_TEXTS = ("command_id", "batch_id", "node_id")
_NUMBERS = ("sequence", "previous_sequence", "lease_epoch", "issued_at_ms", "expires_at_ms", "device_id")
_BINDING_TEXTS = ("org_id", "key_id", "group_id", "device_serial")
_MEMBERS = frozenset(
    {*_TEXTS, *_NUMBERS, *_BINDING_TEXTS, "keyset_version", "stream_nonce", "actor", "payload"}
    | {"payload_sha256", "kind"}
)
_ACTOR_MEMBERS = frozenset({"type", "id", "display_name"})


def encode_command_body(envelope: CommandEnvelope, binding: CommandBinding) -> bytes:
    """The bytes to sign for one command on one stream."""
    payload = payload_to_wire(envelope.payload).SerializeToString(deterministic=True)
    actor = envelope.actor
    return strict_json.encode(
        {name: getattr(envelope, name) for name in (*_TEXTS, *_NUMBERS)}
        | {name: getattr(binding, name) for name in (*_BINDING_TEXTS, "keyset_version")}
        | {
            "stream_nonce": _base64(binding.stream_nonce),
            "actor": {"type": actor.type.value, "id": actor.id, "display_name": actor.display_name},
            "kind": envelope.kind.value,
            "payload": _base64(payload),
            "payload_sha256": hashlib.sha256(payload).hexdigest(),
        }
    )


def parse_command_body(body: bytes) -> tuple[CommandEnvelope, CommandBinding]:
    """The command that a verified body states.

    Raises:
        HeadframeError: INVALID_REQUEST for a body that `encode_command_body` cannot have written;
            UNSUPPORTED_VERSION for a payload or actor that is not known here.
    """
    members = strict_json.parse(body)
    _check_members(members, _MEMBERS)
    stated: dict[str, Any] = {name: _take(members, name, str) for name in _TEXTS}
    stated |= {name: _integer(members, name) for name in _NUMBERS}
    envelope = CommandEnvelope(
        **stated, actor=_actor(_take(members, "actor", dict)), payload=_payload(members)
    )
    if envelope.kind.value != members["kind"]:
        raise _malformed("kind is not that of the payload")
    return envelope, _binding(members)


def _binding(members: dict[str, Any]) -> CommandBinding:
    nonce = _unbase64(members, "stream_nonce")
    if len(nonce) != STREAM_NONCE_BYTES:
        raise _malformed(f"stream_nonce is not {STREAM_NONCE_BYTES} bytes")
    return CommandBinding(
        **{name: _take(members, name, str) for name in _BINDING_TEXTS},
        keyset_version=_integer(members, "keyset_version"),
        stream_nonce=nonce,
    )


def _payload(members: dict[str, Any]) -> CommandPayload:
    data = _unbase64(members, "payload")
    if hashlib.sha256(data).hexdigest() != _take(members, "payload_sha256", str):
        raise _malformed("payload_sha256 is not that of the payload")
    try:
        message = miner_pb2.CommandPayload.FromString(data)
    except DecodeError as error:
        raise _malformed("payload cannot be read") from error
    payload = payload_from_wire(message)
    if payload_to_wire(payload).SerializeToString(deterministic=True) != data:
        raise HeadframeError(Code.UNSUPPORTED_VERSION, "the payload says more than this version understands")
    return payload


def _actor(members: dict[str, Any]) -> Actor:
    _check_members(members, _ACTOR_MEMBERS)
    try:
        actor_type = ActorType(_take(members, "type", str))
    except ValueError as error:
        raise HeadframeError(Code.UNSUPPORTED_VERSION, "an actor type that is not known here") from error
    return Actor(actor_type, _take(members, "id", str), _take(members, "display_name", str))


def _check_members(members: dict[str, Any], expected: frozenset[str]) -> None:
    if members.keys() != expected:
        odd = ", ".join(sorted(expected ^ members.keys()))
        raise _malformed(f"missing or unknown members: {odd}"[:MAX_MESSAGE])


def _take(members: dict[str, Any], name: str, kind: type[T]) -> T:
    value = members[name]
    if type(value) is not kind:
        raise _malformed(f"{name} is not a {kind.__name__}")
    return value


def _integer(members: dict[str, Any], name: str) -> int:
    value = _take(members, name, int)
    if not 0 <= value <= MAX_INTEGER:
        raise _malformed(f"{name} is out of range")
    return value


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unbase64(members: dict[str, Any], name: str) -> bytes:
    text = _take(members, name, str)
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise _malformed(f"{name} is not base64") from error
    if _base64(data) != text:
        raise _malformed(f"{name} is not base64 in its one spelling")
    return data


def _malformed(reason: str) -> HeadframeError:
    return HeadframeError(Code.INVALID_REQUEST, f"malformed command: {reason}")
