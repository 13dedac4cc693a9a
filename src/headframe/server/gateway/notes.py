"""Events that people should see in the activity log."""

from collections.abc import Mapping
from datetime import UTC, datetime

from headframe.core.activity import Activity
from headframe.core.actors import Actor, ActorType
from headframe.server.gateway.parts import NodePrincipal
from headframe.wire.gen.gateway.v1 import gateway_pb2

_DEFAULT_PASSWORD = gateway_pb2.PAIRING_STATUS_DEFAULT_PASSWORD


def note_of(node: NodePrincipal, event: gateway_pb2.Event, *, received_at_ms: int) -> Activity | None:
    """The entry that an event is worth; None for most."""
    words = _words(event)
    if words is None:
        return None
    verb, summary = words
    return Activity(
        id=0,
        org_id=node.org_id,
        at_ms=event.at_ms,
        received_at_ms=received_at_ms,
        actor=Actor(ActorType.SYSTEM, f"node:{node.node_id}", "fleet node"),
        verb=verb,
        summary=summary,
        device_id=event.device_id or None,
        node_id=node.node_id,
        details=_details(event),
    )


def _details(event: gateway_pb2.Event) -> Mapping[str, int]:
    if not event.HasField("alone"):
        return {}
    return {"from_ms": event.alone.from_ms, "to_ms": event.alone.to_ms, "acts": event.alone.acts}


def _words(event: gateway_pb2.Event) -> tuple[str, str] | None:
    match event.WhichOneof("event"):
        case "pairing" if event.pairing.status == _DEFAULT_PASSWORD:
            return "device.default_password", "The miner uses its vendor's password"
        case "security":
            return f"security.{event.security.code}", event.security.message
        case "sequence_gap":
            return "security.sequence_gap", "Commands were lost between server and node; they are sent again"
        case "spool_loss":
            lost = event.spool_loss.samples_dropped
            return "node.samples_lost", f"{lost} samples found no room on the node"
        case "alone":
            return "node.ran_alone", _alone(event.alone)
        case _:
            return None


def _alone(period: gateway_pb2.AlonePeriod) -> str:
    acts = f"{period.acts} {'act' if period.acts == 1 else 'acts'} on site"
    return f"The node ran alone from {_utc(period.from_ms)} to {_utc(period.to_ms)}, with {acts}"


def _utc(at_ms: int) -> str:
    """A time of a node's clock, which may be any."""
    try:
        return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (OverflowError, ValueError, OSError):
        return f"{at_ms} ms"
