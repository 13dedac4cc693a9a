"""How devices stand, on the wire: revisions, last writes, holds, conflicts."""

from collections.abc import Iterable

from headframe.core.errors import Code, HeadframeError
from headframe.core.reconcile.conflicts import Conflict
from headframe.core.reconcile.holds import Hold
from headframe.core.reconcile.operations import OperationRef
from headframe.core.reconcile.revisions import Aspect
from headframe.core.reconcile.standing import DeviceStanding, LastWrite, Standing
from headframe.wire.convert.actors import actor_from_wire, actor_to_wire
from headframe.wire.convert.enums import ASPECTS, COMMAND_KINDS, CURTAILMENT_LEVELS, PRECEDENCES
from headframe.wire.convert.revisions import revision_from_wire, revision_to_wire
from headframe.wire.convert.texts import message_of, name_of
from headframe.wire.gen.gateway.v1 import gateway_pb2

MAX_HOLDS = 32
"""Holds of one device that are taken from a peer: each is a reason that people can name."""


def standing_to_wire(device: DeviceStanding) -> gateway_pb2.DeviceStanding:
    """How a device stands, as a message."""
    standing = device.standing
    message = gateway_pb2.DeviceStanding(
        device_id=device.device_id,
        revision=revision_to_wire(standing.revision),
        aspects=[_last_to_wire(aspect, last) for aspect, last in sorted(standing.aspects.items())],
        holds=[_hold_to_wire(hold) for hold in standing.holds],
        was_efficient=standing.was_efficient,
        asleep_before=standing.asleep_before,
        rebooted_at_ms=standing.rebooted_at_ms,
    )
    if standing.asserted:
        message.asserted = CURTAILMENT_LEVELS.to_wire[standing.asserted]
    return message


def standing_from_wire(message: gateway_pb2.DeviceStanding) -> DeviceStanding:
    """How a device stands, as received.

    Raises:
        HeadframeError: UNSUPPORTED_VERSION for what is not known here, since holds decide what may be done;
            TOO_LARGE for more holds than MAX_HOLDS.
    """
    if len(message.holds) > MAX_HOLDS:
        raise HeadframeError(Code.TOO_LARGE, f"a miner has at most {MAX_HOLDS} holds")
    standing = Standing(
        revision=revision_from_wire(message.revision),
        aspects=dict(_lasts_from_wire(message.aspects)),
        holds=tuple(_hold_from_wire(hold) for hold in message.holds),
        asserted=CURTAILMENT_LEVELS.to_core.get(message.asserted),
        was_efficient=message.was_efficient,
        asleep_before=message.asleep_before if message.HasField("asleep_before") else None,
        rebooted_at_ms=message.rebooted_at_ms if message.HasField("rebooted_at_ms") else None,
    )
    return DeviceStanding(message.device_id, standing)


def conflict_to_wire(conflict: Conflict | None) -> gateway_pb2.Conflict | None:
    """A conflict as a message; None stays None. What was decided about it stays with the server."""
    if conflict is None:
        return None
    return gateway_pb2.Conflict(
        id=conflict.id,
        device_id=conflict.device_id,
        aspect=ASPECTS.to_wire[conflict.aspect],
        rule=conflict.rule,
        outcome=conflict.outcome.value,
        lost=operation_ref_to_wire(conflict.lost),
        local=operation_ref_to_wire(conflict.local),
        revision=revision_to_wire(conflict.revision),
        at_ms=conflict.at_ms,
    )


def conflict_from_wire(message: gateway_pb2.Conflict) -> Conflict:
    """A received conflict.

    Raises:
        HeadframeError: UNSUPPORTED_VERSION for an aspect or kind that is not known here, INVALID_REQUEST
            where it does not say what lost.
    """
    aspect = ASPECTS.to_core.get(message.aspect)
    lost = operation_ref_from_wire(message.lost)
    if aspect is None:
        raise HeadframeError(Code.UNSUPPORTED_VERSION, f"aspect {message.aspect} is not known here")
    if lost is None:
        raise HeadframeError(Code.INVALID_REQUEST, "a conflict without the command that lost")
    return Conflict(
        id=message.id,
        device_id=message.device_id,
        aspect=aspect,
        rule=name_of(message.rule),
        outcome=_code(message.outcome),
        lost=lost,
        local=operation_ref_from_wire(message.local),
        revision=revision_from_wire(message.revision),
        at_ms=message.at_ms,
    )


def operation_ref_to_wire(ref: OperationRef | None) -> gateway_pb2.OperationRef | None:
    """A reference as a message; None stays None."""
    if ref is None:
        return None
    return gateway_pb2.OperationRef(
        id=ref.id,
        kind=COMMAND_KINDS.to_wire[ref.kind],
        actor=actor_to_wire(ref.actor),
        at_ms=ref.at_ms,
        is_local=ref.is_local,
    )


def operation_ref_from_wire(message: gateway_pb2.OperationRef) -> OperationRef | None:
    """A received reference; None where the message is empty.

    Raises:
        HeadframeError: UNSUPPORTED_VERSION for a kind or actor that is not known here.
    """
    if not message.id:
        return None
    kind = COMMAND_KINDS.to_core.get(message.kind)
    if kind is None:
        raise HeadframeError(Code.UNSUPPORTED_VERSION, f"command kind {message.kind} is not known here")
    return OperationRef(message.id, kind, actor_from_wire(message.actor), message.at_ms, message.is_local)


def _code(name: str) -> Code:
    try:
        return Code(name)
    except ValueError:
        return Code.CHANGED_ON_SITE  # of a newer node: it lost, for a reason that has no name here


def _last_to_wire(aspect: Aspect, last: LastWrite) -> gateway_pb2.LastWrite:
    return gateway_pb2.LastWrite(
        aspect=ASPECTS.to_wire[aspect],
        revision=revision_to_wire(last.revision),
        writer=operation_ref_to_wire(last.writer),
        local_revision=revision_to_wire(last.local_revision),
        local_writer=operation_ref_to_wire(last.local_writer),
        undecided=revision_to_wire(last.undecided),
        disputes=last.disputes,
    )


def _lasts_from_wire(messages: Iterable[gateway_pb2.LastWrite]) -> Iterable[tuple[Aspect, LastWrite]]:
    """What of it is known here: an aspect of a newer node is of no consequence to an older server."""
    for message in messages:
        aspect = ASPECTS.to_core.get(message.aspect)
        if aspect is not None:
            yield (
                aspect,
                LastWrite(
                    revision=revision_from_wire(message.revision),
                    writer=operation_ref_from_wire(message.writer),
                    local_revision=revision_from_wire(message.local_revision),
                    local_writer=operation_ref_from_wire(message.local_writer),
                    undecided=revision_from_wire(message.undecided),
                    disputes=message.disputes,
                ),
            )


def _hold_to_wire(hold: Hold) -> gateway_pb2.Hold:
    return gateway_pb2.Hold(
        id=hold.id,
        source=hold.source,
        level=CURTAILMENT_LEVELS.to_wire[hold.level],
        priority=PRECEDENCES.to_wire[hold.priority],
        until_ms=hold.until_ms,
        revision=revision_to_wire(hold.revision),
        placed=operation_ref_to_wire(hold.placed),
    )


def _hold_from_wire(message: gateway_pb2.Hold) -> Hold:
    level = CURTAILMENT_LEVELS.to_core.get(message.level)
    priority = PRECEDENCES.to_core.get(message.priority)
    placed = operation_ref_from_wire(message.placed)
    if level is None or priority is None or placed is None:
        raise HeadframeError(Code.UNSUPPORTED_VERSION, "a hold of a kind that is not known here")
    return Hold(
        id=name_of(message.id),
        source=message_of(message.source),
        level=level,
        priority=priority,
        until_ms=message.until_ms if message.HasField("until_ms") else None,
        revision=revision_from_wire(message.revision),
        placed=placed,
    )
