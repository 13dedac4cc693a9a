"""Uploads that a node may not make: refused, logged, and told to people, though not each time."""

import structlog

from headframe.core.activity import Activity
from headframe.core.actors import Actor, ActorType
from headframe.server.gateway.parts import GatewayParts, NodePrincipal

log = structlog.get_logger(__name__)

NOT_ITS_OWN = "of miners that it does not own"
NOT_TAKEN = f"{NOT_ITS_OWN}, or of a time that cannot be"


async def note_refused(parts: GatewayParts, node: NodePrincipal, what: str) -> None:
    """Something was refused: `what` says how much of what."""
    log.warning("upload_refused", node_id=node.node_id, what=what)
    now_ms = parts.clock.now_ms()
    if not parts.refused.is_due(node.node_id, now_ms=now_ms):
        return
    entry = Activity(
        id=0,
        org_id=node.org_id,
        at_ms=now_ms,
        received_at_ms=now_ms,
        actor=Actor(ActorType.SYSTEM, f"node:{node.node_id}", "fleet node"),
        verb="security.upload_refused",
        summary=f"Refused from the node: {what}",
        node_id=node.node_id,
    )
    await parts.stores.activity.append([entry])
    parts.live.activity_added(node.org_id)
