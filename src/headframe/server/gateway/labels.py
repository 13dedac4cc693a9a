"""What people call a node's devices, and where they put them: for those on site, without the server."""

import hashlib

from headframe.core.labels import DeviceLabel, label_of
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.stores.ports.devices import Moment
from headframe.wire.convert.labels import label_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

AT_ONCE = 500
"""Devices read in one turn: others are served in between."""


async def labels(
    parts: GatewayParts, node: NodePrincipal, request: gateway_pb2.GetLabelsRequest
) -> gateway_pb2.GetLabelsResponse:
    """Labels of what the node owns, unless it holds those already."""
    answer = gateway_pb2.GetLabelsResponse(
        labels=[label_to_wire(each) for each in await _labels(parts, node)]
    )
    tag = hashlib.sha256(answer.SerializeToString(deterministic=True)).digest()
    if tag == request.known_tag:
        return gateway_pb2.GetLabelsResponse(tag=tag, unchanged=True)
    answer.tag = tag
    return answer


async def _labels(parts: GatewayParts, node: NodePrincipal) -> list[DeviceLabel]:
    devices = parts.stores.devices
    _, owned = await devices.manifest(node.org_id, node.node_id)
    now = Moment.regardless_of_status(parts.clock.now_ms())
    found: list[DeviceLabel] = []
    for start in range(0, len(owned), AT_ONCE):
        ids = [each.device_id for each in owned[start : start + AT_ONCE]]
        rows = await devices.rows(node.org_id, ids, now)
        found += filter(None, map(label_of, rows))
    return found
