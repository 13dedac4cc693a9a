"""What the node's log says. Of a payload it has the digest; of a refused command what it claimed to be."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headframe.core.audit.chain import Head
from headframe.core.audit.entries import encode_entry
from headframe.core.audit.events import NodeEvent
from headframe.core.commands.acks import CommandAck
from headframe.core.errors import Problem
from headframe.kit.clock import Clock
from headframe.wire.convert.commands import command_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

MAX_TEXT_CHARS = 200
"""Of what others wrote, so that an entry stays within its bound."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry that has no place yet. One that is of a command with an outcome names it, and stands once."""

    entry: bytes
    at_ms: int
    command_id: str | None = None


def drafted(clock: Clock, event: NodeEvent, **facts: Any) -> Draft:
    """Something that happened now."""
    at_ms = clock.now_ms()
    return Draft(encode_entry(event, {"at_ms": at_ms, "boot_ms": _boot_ms(clock), **facts}), at_ms)


def ended(clock: Clock, command: gateway_pb2.Command, outcome: CommandAck) -> Draft:
    """A command that has its outcome, done or not. `boot_ms` is when it was written down."""
    envelope, problem = command_from_wire(command), outcome.problem
    facts: dict[str, Any] = {
        "at_ms": outcome.at_ms,
        "boot_ms": _boot_ms(clock),
        "actor": {
            "type": envelope.actor.type.value,
            "id": _text(envelope.actor.id),
            "name": _text(envelope.actor.display_name),
        },
        "command_id": envelope.command_id,
        "batch": envelope.batch_id,
        "sequence": envelope.sequence,
        "label": envelope.lease_epoch,
        "device_id": envelope.device_id,
        "kind": envelope.kind.value,
        "payload_sha256": _digest(command),
        "result": outcome.phase.value,
        "result_sequence": outcome.result_sequence,
    }
    return Draft(
        encode_entry(NodeEvent.COMMAND_ENDED, facts | _why(problem)), outcome.at_ms, envelope.command_id
    )


def refused(clock: Clock, command: gateway_pb2.Command, problem: Problem) -> Draft:
    """A command that the node did not take: nobody vouches for what it says of itself."""
    claimed = {
        "actor": _text(command.actor.id),
        "command_id": _text(command.command_id),
        "node": _text(command.node_id),
        "sequence": command.sequence,
        "kind": command.payload.WhichOneof("payload") or "",
    }
    facts = {"device_id": command.device_id, "claimed": claimed, "payload_sha256": _digest(command)}
    return drafted(clock, NodeEvent.COMMAND_REFUSED, **facts, **_why(problem))


def log_began(clock: Clock, why: str, previous: Head) -> Draft:
    """The first entry of a log that follows another one, of which it names what the server has."""
    named = {"log_id": _text(previous.log_id), "index": previous.index, "hash": previous.hash.hex()}
    return drafted(clock, NodeEvent.LOG_BEGAN, why=why, previous=named)


def why(reason: str) -> Mapping[str, str]:
    """A reason in words, within its bound."""
    return {"why": _text(reason)}


def _why(problem: Problem | None) -> dict[str, str]:
    return {"code": problem.code.value, "why": _text(problem.message)} if problem else {}


def _digest(command: gateway_pb2.Command) -> str:
    return hashlib.sha256(command.payload.SerializeToString()).hexdigest()


def _boot_ms(clock: Clock) -> int:
    return round(clock.elapsed() * 1000)


def _text(text: str) -> str:
    return text[:MAX_TEXT_CHARS]
