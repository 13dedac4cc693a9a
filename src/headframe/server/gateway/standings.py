"""How devices stand, and conflicts, as their nodes tell them."""

from collections.abc import Iterable, Sequence

from headframe.core.activity import Activity
from headframe.core.actors import Actor, ActorType
from headframe.core.reconcile.conflicts import Conflict
from headframe.core.reconcile.revisions import Aspect
from headframe.core.reconcile.standing import DeviceStanding
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.wire.convert.standings import standing_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2


def standings_of(events: Iterable[gateway_pb2.Event]) -> list[DeviceStanding]:
    """Standings among events; each is of the device that its event is of."""
    told = (event for event in events if event.HasField("standing"))
    return [DeviceStanding(event.device_id, standing_from_wire(event.standing).standing) for event in told]


async def take_standings(
    parts: GatewayParts, node: NodePrincipal, told: Sequence[DeviceStanding]
) -> Sequence[int]:
    """Keep how devices stand, and whether they are curtailed; ids of those for which that was news."""
    if not told:
        return ()
    news = await parts.stores.reconciliation.record_standings(node.org_id, node.node_id, told)
    for each in news:
        if Aspect.HOLDS in each.standing.aspects:
            curtailed = bool(each.standing.holds)
            await parts.stores.devices.set_curtailed(node.org_id, each.device_id, curtailed=curtailed)
    return [each.device_id for each in news]


async def take_conflicts(
    parts: GatewayParts, node: NodePrincipal, told: Sequence[Conflict]
) -> Sequence[Conflict]:
    """Keep conflicts, each once, with its entry in the activity log; those that were news."""
    if not told:
        return ()
    news = await parts.stores.reconciliation.add_conflicts(node.org_id, node.node_id, told)
    now_ms = parts.clock.now_ms()
    if news:
        await parts.stores.activity.append([_came_up(node, each, received_at_ms=now_ms) for each in news])
    return news


def _came_up(node: NodePrincipal, conflict: Conflict, *, received_at_ms: int) -> Activity:
    lost = f"{conflict.lost.kind} of {conflict.lost.actor.display_name or conflict.lost.actor.id}"
    return Activity(
        id=0,
        org_id=node.org_id,
        at_ms=conflict.at_ms,
        received_at_ms=received_at_ms,
        actor=Actor(ActorType.SYSTEM, f"node:{node.node_id}", "fleet node"),
        verb="conflict.opened",
        summary=f"{lost} lost to {_winner(conflict)}: decide which is to stand",
        device_id=conflict.device_id,
        node_id=node.node_id,
        details={"conflict_id": conflict.id, "rule": conflict.rule, "outcome": conflict.outcome.value},
    )


def _winner(conflict: Conflict) -> str:
    if conflict.local is None:
        return "a change on site"
    where = "on site" if conflict.local.is_local else f"of {conflict.local.actor.display_name}"
    return f"{conflict.local.kind} {where}"
