"""Commands down, acknowledgements up."""

from headframe.core.commands.acks import CommandAck
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.errors import Code, HeadframeError
from headframe.wire.convert.actors import actor_from_wire, actor_to_wire
from headframe.wire.convert.enums import COMMAND_PHASES
from headframe.wire.convert.payloads import payload_from_wire, payload_to_wire
from headframe.wire.convert.problems import problem_from_wire, problem_to_wire
from headframe.wire.convert.revisions import revision_from_wire, revision_to_wire
from headframe.wire.convert.standings import (
    conflict_from_wire,
    conflict_to_wire,
    standing_from_wire,
    standing_to_wire,
)
from headframe.wire.convert.texts import message_of
from headframe.wire.gen.gateway.v1 import gateway_pb2


def command_to_wire(envelope: CommandEnvelope) -> gateway_pb2.Command:
    """An envelope as a message; its signed document is put beside it by whoever signs."""
    return gateway_pb2.Command(
        command_id=envelope.command_id,
        batch_id=envelope.batch_id,
        node_id=envelope.node_id,
        sequence=envelope.sequence,
        previous_sequence=envelope.previous_sequence,
        lease_epoch=envelope.lease_epoch,
        actor=actor_to_wire(envelope.actor),
        issued_at_ms=envelope.issued_at_ms,
        expires_at_ms=envelope.expires_at_ms,
        device_id=envelope.device_id,
        payload=payload_to_wire(envelope.payload),
        base_revision=revision_to_wire(envelope.base_revision),
    )


def command_from_wire(message: gateway_pb2.Command) -> CommandEnvelope:
    """A received command's fields. They route and describe; authority is in its signed document.

    Raises:
        HeadframeError: INVALID_REQUEST or UNSUPPORTED_VERSION, see `payload_from_wire`.
    """
    if not message.command_id:
        raise HeadframeError(Code.INVALID_REQUEST, "a command without command_id")
    return CommandEnvelope(
        command_id=message.command_id,
        batch_id=message.batch_id,
        node_id=message.node_id,
        sequence=message.sequence,
        previous_sequence=message.previous_sequence,
        lease_epoch=message.lease_epoch,
        actor=actor_from_wire(message.actor),
        issued_at_ms=message.issued_at_ms,
        expires_at_ms=message.expires_at_ms,
        device_id=message.device_id,
        payload=payload_from_wire(message.payload),
        base_revision=revision_from_wire(message.base_revision),
    )


def ack_to_wire(ack: CommandAck) -> gateway_pb2.CommandAck:
    """An acknowledgement as a message. A ratio that is not known is 0, which the wire cannot tell apart."""
    return gateway_pb2.CommandAck(
        command_id=ack.command_id,
        sequence=ack.sequence,
        phase=COMMAND_PHASES.to_wire[ack.phase],
        at_ms=ack.at_ms,
        problem=problem_to_wire(ack.problem),
        detail=ack.detail,
        progress_ratio=ack.progress_ratio,
        result_sequence=ack.result_sequence,
        artifact_id=ack.artifact_id,
        standing=standing_to_wire(ack.standing) if ack.standing else None,
        conflict=conflict_to_wire(ack.conflict),
    )


def ack_from_wire(message: gateway_pb2.CommandAck) -> CommandAck:
    """A received acknowledgement.

    Raises:
        HeadframeError: UNSUPPORTED_VERSION for a phase that is not known here.
    """
    phase = COMMAND_PHASES.to_core.get(message.phase)
    if phase is None:
        raise HeadframeError(Code.UNSUPPORTED_VERSION, f"command phase {message.phase} is not known here")
    return CommandAck(
        command_id=message.command_id,
        sequence=message.sequence,
        phase=phase,
        at_ms=message.at_ms,
        problem=problem_from_wire(message.problem),
        detail=message_of(message.detail),
        progress_ratio=_ratio(message.progress_ratio),
        result_sequence=message.result_sequence,
        artifact_id=message.artifact_id,
        standing=standing_from_wire(message.standing) if message.HasField("standing") else None,
        conflict=conflict_from_wire(message.conflict) if message.HasField("conflict") else None,
    )


def _ratio(value: float) -> float | None:
    return value if 0 < value <= 1 else None
