"""The gateway's methods, for whatever transport has authenticated the node behind a call."""

from collections.abc import AsyncIterator

from headframe.core.audit.heads import encode_head
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import SpoolStatus
from headframe.server.gateway.artifacts import receive, send
from headframe.server.gateway.audit import backfill_audit
from headframe.server.gateway.control import ControlStreams
from headframe.server.gateway.events import events
from headframe.server.gateway.labels import labels
from headframe.server.gateway.ownership import ownership
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.gateway.refusals import NOT_ITS_OWN, note_refused
from headframe.server.gateway.telemetry import telemetry
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.artifacts.node_files import NodeFiles
from headframe.wire.convert.found import plugin_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2


class Gateway:
    """One method a call of the contract; each takes the authenticated node first."""

    def __init__(self, parts: GatewayParts, files: ArtifactFiles) -> None:
        self._parts = parts
        self._control = ControlStreams(parts)
        self._files = NodeFiles(parts.stores, files, parts.clock)
        self.streams = parts.router.streams

    def control(
        self, node: NodePrincipal, up: AsyncIterator[gateway_pb2.ControlUp]
    ) -> AsyncIterator[gateway_pb2.ControlDown]:
        """The ControlStream."""
        return self._control.serve(node, up)

    def telemetry(
        self, node: NodePrincipal, up: AsyncIterator[gateway_pb2.TelemetryUp]
    ) -> AsyncIterator[gateway_pb2.UploadAck]:
        """Sample batches."""
        return telemetry(self._parts, node, up)

    def events(
        self, node: NodePrincipal, up: AsyncIterator[gateway_pb2.EventBatch]
    ) -> AsyncIterator[gateway_pb2.UploadAck]:
        """Event batches."""
        return events(self._parts, node, up)

    def backfill_audit(
        self, node: NodePrincipal, up: AsyncIterator[gateway_pb2.AuditBatch]
    ) -> AsyncIterator[gateway_pb2.AuditAck]:
        """Rows of the node's own audit log."""
        return backfill_audit(self._parts, node, up)

    async def settled(self) -> None:
        """Until nothing is under way in the stores on behalf of streams that have ended."""
        await self._control.settled()

    async def heartbeat(
        self, node: NodePrincipal, request: gateway_pb2.HeartbeatRequest
    ) -> gateway_pb2.HeartbeatResponse:
        """Note that the node lives, how its plugins do, and what waits on it."""
        now_ms = self._parts.clock.now_ms()
        await self._parts.stores.nodes.record_contact(
            node.org_id,
            node.node_id,
            at_ms=now_ms,
            software_version=request.software_version,
            plugins=[plugin_from_wire(state) for state in request.plugins],
            spool=SpoolStatus(request.spool_rows, request.spool_bytes, request.samples_dropped),
            newest_sample_ms=self._parts.newest.of(node.node_id),
        )
        self._parts.live.nodes_changed(node.org_id, (node.node_id,))
        head = await self._parts.stores.audit.own_head(node.org_id)
        return gateway_pb2.HeartbeatResponse(server_time_ms=now_ms, audit_head=encode_head(head))

    async def get_ownership(
        self, node: NodePrincipal, request: gateway_pb2.GetOwnershipRequest
    ) -> gateway_pb2.GetOwnershipResponse:
        """What the node owns, unless it holds that very list."""
        return await ownership(self._parts, node, request)

    async def get_labels(
        self, node: NodePrincipal, request: gateway_pb2.GetLabelsRequest
    ) -> gateway_pb2.GetLabelsResponse:
        """What people call the node's devices, unless it holds that already."""
        return await labels(self._parts, node, request)

    async def upload_artifact(
        self, node: NodePrincipal, chunks: AsyncIterator[gateway_pb2.ArtifactChunk]
    ) -> gateway_pb2.UploadArtifactResponse:
        """A log of a miner that the node owns."""
        try:
            return await receive(self._files, node, chunks)
        except HeadframeError as error:
            if error.code is Code.DEVICE_NOT_OWNED:
                await note_refused(self._parts, node, f"a file {NOT_ITS_OWN}")
            raise

    def download_artifact(
        self, node: NodePrincipal, request: gateway_pb2.DownloadArtifactRequest
    ) -> AsyncIterator[gateway_pb2.ArtifactChunk]:
        """A firmware image for a miner."""
        return send(self._files, node, request)
