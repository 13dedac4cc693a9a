"""What a node owns, as it asks; and what becomes of a node's list that is newer than this database."""

from collections.abc import Sequence
from functools import partial

import structlog

from headframe.core.activity import Activity
from headframe.core.devices import PairingStatus
from headframe.core.ownership import Manifest
from headframe.core.ownership_return import MAX_VERSION, OwnershipReturn, is_newer, ownership_return
from headframe.core.reports import PairingReport
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.services.journal import ActivityJournal, ServerAuthor
from headframe.server.stores.ports.devices import OwnedTarget
from headframe.wire.convert.devices import manifest_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

MAX_CONTESTED_NOTES = 100
"""Miners that are named one by one in the activity log; the others are in the count."""

_TAKEN_BACK = "The database was restored from a backup, and the node's list of its miners is newer"
_NOT_BELIEVED = (
    "The node holds a newer list of its miners than this database, and not one that this organisation signed:"
    " it was given the list that is known here"
)

log = structlog.get_logger(__name__)


async def ownership(
    parts: GatewayParts, node: NodePrincipal, request: gateway_pb2.GetOwnershipRequest
) -> gateway_pb2.GetOwnershipResponse:
    """The node's list, unless it holds that very one already; or the wish to see the newer one it holds."""
    if request.HasField("held"):
        await _take_back(parts, node, request.held)
    version, owned = await parts.stores.devices.manifest(node.org_id, node.node_id)
    manifest = gateway_pb2.GetOwnershipResponse(version=version, devices=[_owned(each) for each in owned])
    if not request.HasField("held") and _holds_newer(request, manifest):
        return gateway_pb2.GetOwnershipResponse(version=version, wants_held=True)
    if version == request.known_version:
        return gateway_pb2.GetOwnershipResponse(version=version, unchanged=True)
    return parts.signer.vouched(manifest, org_id=node.org_id, node_id=node.node_id)


def _holds_newer(
    request: gateway_pb2.GetOwnershipRequest, manifest: gateway_pb2.GetOwnershipResponse
) -> bool:
    if request.known_version < manifest.version:
        return False
    return is_newer(
        held_version=request.known_version,
        held_digest=request.known_digest,
        version=manifest.version,
        digest=manifest_from_wire(manifest).digest,
    )


async def _take_back(
    parts: GatewayParts, node: NodePrincipal, held: gateway_pb2.GetOwnershipResponse
) -> None:
    """Follow a list that this organisation signed after the database was backed up.

    Whatever it says, the next list gets a higher version: the node would take no other.
    """
    devices, org_id, node_id = parts.stores.devices, node.org_id, node.node_id
    believed = parts.signer.recognises(held, org_id=org_id, node_id=node_id)
    async with parts.stores.together():
        version, owned = await devices.manifest(org_id, node_id)
        if not version <= held.version <= MAX_VERSION:
            return
        change = OwnershipReturn()
        if believed:
            change = await _settled(parts, node, manifest_from_wire(held), [each.device_id for each in owned])
        await devices.renumber_manifest(org_id, node_id, above=held.version)
        await parts.stores.activity.append(_entries(parts, node, change, believed=believed))
    log.warning("ownership_taken_back", node_id=node_id, held_version=held.version, version=version)
    parts.live.devices_changed(org_id, (*change.given, *change.released))
    parts.live.activity_added(org_id)


async def _settled(
    parts: GatewayParts, node: NodePrincipal, held: Manifest, owned: Sequence[int]
) -> OwnershipReturn:
    devices, org_id, node_id = parts.stores.devices, node.org_id, node.node_id
    listed = await devices.bring_back(org_id, node_id, [*held.devices.values()], now_ms=parts.clock.now_ms())
    change = ownership_return(
        node_id, listed=listed, owned=owned, owners=await devices.owners(org_id, listed)
    )
    await devices.claim(org_id, node_id, change.given)
    await devices.record_reports(org_id, [PairingReport(each, PairingStatus.PAIRED) for each in change.given])
    await devices.release(org_id, change.released)
    return change


def _entries(
    parts: GatewayParts, node: NodePrincipal, change: OwnershipReturn, *, believed: bool
) -> Sequence[Activity]:
    """What people are told: the sums, and each miner that two lists name."""
    journal = ActivityJournal(parts.stores.activity, parts.clock, parts.live)
    entry = partial(journal.entry, ServerAuthor(node.org_id))
    if not believed:
        return [entry("security.ownership_not_believed", _NOT_BELIEVED, node_id=node.node_id)]
    given, released, contested = map(len, (change.given, change.released, change.contested))
    return [
        entry(
            "node.ownership_taken_back",
            f"{_TAKEN_BACK}: given back {given}, released {released}, left with other nodes {contested}",
            node_id=node.node_id,
            details={"given": given, "released": released, "contested": contested},
        ),
        *(
            entry(
                "device.ownership_contested",
                f"Node {node.node_id} holds a list with this miner, which stays with node {owner}:"
                " transfer it if that is wrong",
                device_id=device_id,
                node_id=node.node_id,
            )
            for device_id, owner in [*change.contested.items()][:MAX_CONTESTED_NOTES]
        ),
    ]


def _owned(target: OwnedTarget) -> gateway_pb2.OwnedDevice:
    return gateway_pb2.OwnedDevice(
        device_id=target.device_id,
        device_key=target.key,
        mac=target.identity.mac,
        serial=target.identity.serial,
        driver=target.driver,
        address=target.endpoint.address,
        ports=dict(target.endpoint.ports),
        model=target.identity.model,
        firmware=target.identity.firmware,
    )
