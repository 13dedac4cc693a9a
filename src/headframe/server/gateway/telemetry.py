"""Sample batches: decode once, store once, tell who watches."""

from collections.abc import AsyncIterator

from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.gateway.refusals import NOT_TAKEN, note_refused
from headframe.wire.convert.columns import columns_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2


async def telemetry(
    parts: GatewayParts, node: NodePrincipal, up: AsyncIterator[gateway_pb2.TelemetryUp]
) -> AsyncIterator[gateway_pb2.UploadAck]:
    """Serve one telemetry stream. A batch is acknowledged when it is stored, never before."""
    async for message in up:
        batch, now_ms = message.batch, parts.clock.now_ms()
        samples = columns_from_wire(batch)
        began = parts.clock.elapsed()
        result = await parts.stores.telemetry.ingest(
            node.org_id, node.node_id, batch.batch_sequence, samples, received_ms=now_ms
        )
        parts.meter.batch_stored(result, parts.clock.elapsed() - began)
        if result.stored:
            parts.newest.stored(node.node_id, samples, now_ms=now_ms)
        if result.rejected_rows:
            await note_refused(parts, node, f"{result.rejected_rows} samples {NOT_TAKEN}")
        parts.live.devices_changed(node.org_id, result.device_ids)
        yield gateway_pb2.UploadAck(batch_sequence=batch.batch_sequence, rejected_rows=result.rejected_rows)
