"""Sample batches: decode once, store once, tell who watches."""

from collections.abc import AsyncIterator

from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.wire.convert.columns import columns_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2


async def telemetry(
    parts: GatewayParts, node: NodePrincipal, up: AsyncIterator[gateway_pb2.TelemetryUp]
) -> AsyncIterator[gateway_pb2.UploadAck]:
    """Serve one telemetry stream. A batch is acknowledged when it is stored, never before."""
    async for message in up:
        batch = message.batch
        result = await parts.stores.telemetry.ingest(
            node.org_id,
            node.node_id,
            batch.batch_sequence,
            columns_from_wire(batch),
            received_ms=parts.clock.now_ms(),
        )
        parts.live.devices_changed(node.org_id, result.device_ids)
        yield gateway_pb2.UploadAck(batch_sequence=batch.batch_sequence, rejected_rows=result.rejected_rows)
