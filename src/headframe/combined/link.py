"""The in-memory link: a node's calls handed to the gateway's methods, in the same event loop."""

from collections.abc import AsyncIterator

from headframe.server.gateway.parts import NodePrincipal
from headframe.server.gateway.service import Gateway
from headframe.wire.gen.gateway.v1 import gateway_pb2


class InMemoryLink:
    """A `GatewayLink` whose node needs no authentication, because there is nobody in between."""

    def __init__(self, gateway: Gateway, node: NodePrincipal) -> None:
        self._gateway = gateway
        self._node = node

    def control(self, up: AsyncIterator[gateway_pb2.ControlUp]) -> AsyncIterator[gateway_pb2.ControlDown]:
        """The ControlStream."""
        return self._gateway.control(self._node, up)

    def telemetry(self, up: AsyncIterator[gateway_pb2.TelemetryUp]) -> AsyncIterator[gateway_pb2.UploadAck]:
        """Sample batches."""
        return self._gateway.telemetry(self._node, up)

    def events(self, up: AsyncIterator[gateway_pb2.EventBatch]) -> AsyncIterator[gateway_pb2.UploadAck]:
        """Event batches."""
        return self._gateway.events(self._node, up)

    def backfill_audit(
        self, up: AsyncIterator[gateway_pb2.AuditBatch]
    ) -> AsyncIterator[gateway_pb2.AuditAck]:
        """Rows of the node's own audit log."""
        return self._gateway.backfill_audit(self._node, up)

    async def heartbeat(self, request: gateway_pb2.HeartbeatRequest) -> gateway_pb2.HeartbeatResponse:
        """Liveness and the node's state."""
        return await self._gateway.heartbeat(self._node, request)

    async def get_ownership(
        self, request: gateway_pb2.GetOwnershipRequest
    ) -> gateway_pb2.GetOwnershipResponse:
        """What the node owns."""
        return await self._gateway.get_ownership(self._node, request)

    async def get_labels(self, request: gateway_pb2.GetLabelsRequest) -> gateway_pb2.GetLabelsResponse:
        """What people call the node's devices, and where they put them."""
        return await self._gateway.get_labels(self._node, request)

    async def upload_artifact(
        self, chunks: AsyncIterator[gateway_pb2.ArtifactChunk]
    ) -> gateway_pb2.UploadArtifactResponse:
        """A file from a miner."""
        return await self._gateway.upload_artifact(self._node, chunks)

    def download_artifact(
        self, request: gateway_pb2.DownloadArtifactRequest
    ) -> AsyncIterator[gateway_pb2.ArtifactChunk]:
        """A file for a miner."""
        return self._gateway.download_artifact(self._node, request)
