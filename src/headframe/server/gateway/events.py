"""Events from nodes: what was found, what changed on a device, what the node noticed."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial

import structlog

from headframe.core.errors import TABLE, Code, HeadframeError
from headframe.core.fleet import HostTelemetry
from headframe.server.gateway.event_place import MAX_SEQUENCE, EventPlace
from headframe.server.gateway.notes import note_of
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.gateway.refusals import NOT_ITS_OWN, note_refused
from headframe.server.gateway.reports import reports_of
from headframe.server.gateway.standings import standings_of, take_standings
from headframe.wire.convert.found import found_from_wire
from headframe.wire.convert.hosts import host_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

GROUP = 256
"""Events that share a commit: other writers wait for no longer than that takes."""

log = structlog.get_logger(__name__)


async def events(
    parts: GatewayParts, node: NodePrincipal, up: AsyncIterator[gateway_pb2.EventBatch]
) -> AsyncIterator[gateway_pb2.UploadAck]:
    """Serve one event stream. A batch that comes again is known by its number and counts once.

    Events are taken in groups that share a commit; of a group that fails, each is taken on its own.
    """
    async for batch in up:
        if not 0 < batch.batch_sequence <= MAX_SEQUENCE:
            raise HeadframeError(Code.INVALID_REQUEST, "a batch of events has a number")
        rejected = await _take_batch(parts, node, batch)
        yield gateway_pb2.UploadAck(batch_sequence=batch.batch_sequence, rejected_rows=rejected)


async def _take_batch(parts: GatewayParts, node: NodePrincipal, batch: gateway_pb2.EventBatch) -> int:
    """Take what of a batch was not taken before; how many events were refused."""
    mark = await parts.stores.event_marks.event_mark(node.org_id, node.node_id)
    if batch.batch_sequence <= mark.acknowledged:
        return 0
    place = EventPlace(parts.stores.event_marks, node, batch, mark)
    owned = await _owned(parts, node, {event.device_id for event in batch.events})
    foreign = sum(event.device_id != 0 and event.device_id not in owned for event in batch.events)
    if foreign:
        await note_refused(parts, node, f"{foreign} reports {NOT_ITS_OWN}")
    rejected = 0
    while group := place.next(GROUP):
        believed = [event for event in group if not event.device_id or event.device_id in owned]
        rejected += len(group) - len(believed)  # reports on devices that the node does not own
        try:
            await _take(parts, node, believed, partial(place.passed, len(group)))
        except HeadframeError:
            rejected += await _take_each(parts, node, owned, place, len(group))
    if not place.is_whole:  # there was nothing in it
        await place.passed(0)
    return rejected


async def _owned(parts: GatewayParts, node: NodePrincipal, device_ids: set[int]) -> set[int]:
    owners = await parts.stores.devices.owners(node.org_id, [*device_ids - {0}])
    return {device_id for device_id, owner in owners.items() if owner == node.node_id}


async def _take_each(
    parts: GatewayParts, node: NodePrincipal, owned: set[int], place: EventPlace, count: int
) -> int:
    """Take the next events one by one; how many were refused. A store that is full or gone refuses all."""
    rejected = 0
    for event in place.next(count):
        believed = [event] if not event.device_id or event.device_id in owned else []
        try:
            await _take(parts, node, believed, partial(place.passed, 1))
        except HeadframeError as error:
            if TABLE[error.code].retry:
                raise
            await place.passed(1)
            rejected += 1
            log.warning("event_refused", node_id=node.node_id, code=error.code, why=error.message)
    return rejected


async def _take(
    parts: GatewayParts,
    node: NodePrincipal,
    group: Sequence[gateway_pb2.Event],
    passed: Callable[[], Awaitable[None]],
) -> None:
    """Store a group and that it has `passed`, all or none; then tell who watches."""
    stores, now_ms = parts.stores, parts.clock.now_ms()
    discovered = [event.discovered for event in group if event.HasField("discovered")]
    found = [found_from_wire(each) for each in discovered]
    reports = reports_of(group)
    hosts = [host_from_wire(event.host, at_ms=event.at_ms) for event in group if event.HasField("host")]
    notes = [note for event in group if (note := note_of(node, event, received_at_ms=now_ms))]
    standings = standings_of(group)
    found_ids: Sequence[int] = ()
    stand_otherwise: Sequence[int] = ()
    renewed: set[int] = {node.node_id} if found else set()  # nodes whose manifests may have changed
    async with stores.together():
        if found:
            found_ids = await stores.devices.record_found(node.org_id, node.node_id, found, now_ms=now_ms)
        if reports:
            renewed |= set(await stores.devices.record_reports(node.org_id, reports))
        stand_otherwise = await take_standings(parts, node, standings)
        if notes:  # last, because entries hold the audit log for the rest of the transaction
            await stores.activity.append(notes)
        await passed()
    for each, device_id in zip(discovered, found_ids, strict=True):
        parts.desk.found(each.command_id, (device_id,))
    _tell_progress(parts, group)
    if hosts:
        await _tell_host(parts, node, hosts)
    changed = {*found_ids, *stand_otherwise, *(report.device_id for report in reports)}
    parts.live.devices_changed(node.org_id, changed)
    if notes:
        parts.live.activity_added(node.org_id)
    for node_id in renewed:
        parts.router.wake(node_id)


def _tell_progress(parts: GatewayParts, group: Sequence[gateway_pb2.Event]) -> None:
    for event in group:
        if event.HasField("discovery_progress"):
            progress = event.discovery_progress
            parts.desk.progress(
                progress.command_id,
                addresses_total=progress.addresses_total,
                addresses_scanned=progress.addresses_scanned,
                hosts_open=progress.hosts_open,
            )


async def _tell_host(parts: GatewayParts, node: NodePrincipal, hosts: Sequence[HostTelemetry]) -> None:
    record = await parts.stores.nodes.node(node.org_id, node.node_id)
    if record is None:
        return
    for host in hosts:
        parts.hosts.heard(node.node_id, record.name, host)
    parts.live.nodes_changed(node.org_id, (node.node_id,))
