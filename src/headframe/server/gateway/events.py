"""Events from nodes: what was found, what changed on a device, what the node noticed."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import structlog

from headframe.core.activity import Activity
from headframe.core.actors import Actor, ActorType
from headframe.core.devices import Endpoint, PairingStatus
from headframe.core.errors import TABLE, HeadframeError
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.wire.convert.details import details_from_wire, faults_from_wire
from headframe.wire.convert.found import found_from_wire
from headframe.wire.convert.pairing import pairing_from_wire
from headframe.wire.convert.problems import problem_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

GROUP = 64
"""Events that share a commit: other writers wait for no longer than that takes."""

log = structlog.get_logger(__name__)
Intake = Callable[[GatewayParts, NodePrincipal, gateway_pb2.Event], Awaitable[None]]


async def events(
    parts: GatewayParts, node: NodePrincipal, up: AsyncIterator[gateway_pb2.EventBatch]
) -> AsyncIterator[gateway_pb2.UploadAck]:
    """Serve one event stream. Every intake is idempotent: a batch may come twice.

    Events are taken in groups that share a commit; of a group that fails, each is taken on its own.
    """
    async for batch in up:
        known = await _manifest_version(parts, node)
        owned = await _owned(parts, node, {event.device_id for event in batch.events})
        believed = [event for event in batch.events if not event.device_id or event.device_id in owned]
        believed.sort(key=lambda event: event.device_id)  # each device's in order; locks in one order
        rejected = len(batch.events) - len(believed)
        for start in range(0, len(believed), GROUP):
            group = believed[start : start + GROUP]
            try:
                async with parts.stores.together():
                    for event in group:
                        await _take(parts, node, event)
            except HeadframeError:
                rejected += await _take_each(parts, node, group)
        if await _manifest_version(parts, node) != known:
            parts.router.wake(node.node_id)  # once a batch: ten thousand pairings are not as many manifests
        yield gateway_pb2.UploadAck(batch_sequence=batch.batch_sequence, rejected_rows=rejected)


async def _manifest_version(parts: GatewayParts, node: NodePrincipal) -> int:
    """It grows when an event tells who a device is, or that it has moved: its node has to know."""
    found = await parts.stores.nodes.node(node.org_id, node.node_id)
    return found.ownership_version if found else 0


async def _take(parts: GatewayParts, node: NodePrincipal, event: gateway_pb2.Event) -> None:
    intake = _INTAKES.get(event.WhichOneof("event") or "")
    if intake:
        await intake(parts, node, event)


async def _take_each(parts: GatewayParts, node: NodePrincipal, group: Sequence[gateway_pb2.Event]) -> int:
    """Take events one by one; how many were refused. A store that is full or gone refuses the batch."""
    rejected = 0
    for event in group:
        try:
            await _take(parts, node, event)
        except HeadframeError as error:
            if TABLE[error.code].retry:
                raise
            rejected += 1
            log.warning("event_refused", node_id=node.node_id, code=error.code, why=error.message)
    return rejected


async def _owned(parts: GatewayParts, node: NodePrincipal, device_ids: set[int]) -> set[int]:
    owners = await parts.stores.devices.owners(node.org_id, [*device_ids - {0}])
    return {device_id for device_id, owner in owners.items() if owner == node.node_id}


async def _contact(parts: GatewayParts, node: NodePrincipal, event: gateway_pb2.Event) -> None:
    contact = event.contact
    await parts.stores.devices.record_contact(
        node.org_id,
        event.device_id,
        reachable=contact.reachable,
        problem=problem_from_wire(contact.problem),
        endpoint=Endpoint(contact.address, dict(contact.ports)) if contact.moved else None,
        at_ms=event.at_ms,
    )
    parts.live.devices_changed(node.org_id, (event.device_id,))


async def _details(parts: GatewayParts, node: NodePrincipal, event: gateway_pb2.Event) -> None:
    details = details_from_wire(event.details)
    if details.identity is None or details.capabilities is None:
        return
    await parts.stores.devices.record_details(
        node.org_id,
        event.device_id,
        identity=details.identity,
        capabilities=details.capabilities,
        settings=details.settings,
        at_ms=event.at_ms,
    )
    parts.live.devices_changed(node.org_id, (event.device_id,))


async def _faults(parts: GatewayParts, node: NodePrincipal, event: gateway_pb2.Event) -> None:
    faults = faults_from_wire(event.faults.faults)
    await parts.stores.devices.record_faults(node.org_id, event.device_id, faults, at_ms=event.at_ms)
    parts.live.devices_changed(node.org_id, (event.device_id,))


async def _discovered(parts: GatewayParts, node: NodePrincipal, event: gateway_pb2.Event) -> None:
    device = found_from_wire(event.discovered)
    ids = await parts.stores.devices.record_found(
        node.org_id, node.node_id, [device], now_ms=parts.clock.now_ms()
    )
    parts.desk.found(event.discovered.command_id, ids)
    parts.live.devices_changed(node.org_id, ids)


async def _discovery_progress(parts: GatewayParts, _node: NodePrincipal, event: gateway_pb2.Event) -> None:
    progress = event.discovery_progress
    parts.desk.progress(
        progress.command_id,
        addresses_total=progress.addresses_total,
        addresses_scanned=progress.addresses_scanned,
        hosts_open=progress.hosts_open,
    )


async def _pairing(parts: GatewayParts, node: NodePrincipal, event: gateway_pb2.Event) -> None:
    outcome = pairing_from_wire(event.pairing)
    await parts.stores.devices.record_pairing(
        node.org_id,
        event.device_id,
        outcome.status,
        problem=outcome.problem,
        identity=outcome.identity,
        capabilities=outcome.capabilities,
    )
    parts.live.devices_changed(node.org_id, (event.device_id,))
    if outcome.status is PairingStatus.DEFAULT_PASSWORD:
        await _note(parts, node, event, "device.default_password", "The miner uses its vendor's password")


async def _security(parts: GatewayParts, node: NodePrincipal, event: gateway_pb2.Event) -> None:
    await _note(parts, node, event, f"security.{event.security.code}", event.security.message)


async def _sequence_gap(parts: GatewayParts, node: NodePrincipal, event: gateway_pb2.Event) -> None:
    summary = "Commands were lost between server and node; they are sent again"
    await _note(parts, node, event, "security.sequence_gap", summary)


async def _spool_loss(parts: GatewayParts, node: NodePrincipal, event: gateway_pb2.Event) -> None:
    lost = event.spool_loss.samples_dropped
    await _note(parts, node, event, "node.samples_lost", f"{lost} samples found no room on the node")


async def _note(
    parts: GatewayParts, node: NodePrincipal, event: gateway_pb2.Event, verb: str, summary: str
) -> None:
    await parts.stores.activity.append(
        [
            Activity(
                id=0,
                org_id=node.org_id,
                at_ms=event.at_ms,
                received_at_ms=parts.clock.now_ms(),
                actor=Actor(ActorType.SYSTEM, f"node:{node.node_id}", "fleet node"),
                verb=verb,
                summary=summary,
                device_id=event.device_id or None,
                node_id=node.node_id,
            )
        ]
    )
    parts.live.activity_added(node.org_id)


_INTAKES: dict[str, Intake] = {
    "contact": _contact,
    "details": _details,
    "faults": _faults,
    "discovered": _discovered,
    "discovery_progress": _discovery_progress,
    "pairing": _pairing,
    "security": _security,
    "sequence_gap": _sequence_gap,
    "spool_loss": _spool_loss,
}
