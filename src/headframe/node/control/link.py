"""The port through which a node reaches its server: nine calls, whatever carries them."""

from collections.abc import AsyncIterator
from typing import Protocol

from headframe.wire.gen.gateway.v1 import gateway_pb2


class GatewayLink(Protocol):
    """The gateway's methods as an authenticated node calls them.

    Every method raises HeadframeError: NODE_NOT_CONNECTED when the server cannot be reached now,
    UNSUPPORTED_VERSION when it never will be with this software.
    """

    def control(self, up: AsyncIterator[gateway_pb2.ControlUp]) -> AsyncIterator[gateway_pb2.ControlDown]:
        """The ControlStream. The server speaks first."""
        ...

    def telemetry(self, up: AsyncIterator[gateway_pb2.TelemetryUp]) -> AsyncIterator[gateway_pb2.UploadAck]:
        """Sample batches up, cumulative acknowledgements down."""
        ...

    def events(self, up: AsyncIterator[gateway_pb2.EventBatch]) -> AsyncIterator[gateway_pb2.UploadAck]:
        """Event batches up, cumulative acknowledgements down."""
        ...

    def backfill_audit(
        self, up: AsyncIterator[gateway_pb2.AuditBatch]
    ) -> AsyncIterator[gateway_pb2.AuditAck]:
        """Rows of the node's own audit log up, how far they are kept down. The server speaks first."""
        ...

    async def heartbeat(self, request: gateway_pb2.HeartbeatRequest) -> gateway_pb2.HeartbeatResponse:
        """Liveness and the node's state."""
        ...

    async def get_ownership(
        self, request: gateway_pb2.GetOwnershipRequest
    ) -> gateway_pb2.GetOwnershipResponse:
        """What this node owns."""
        ...

    async def get_labels(self, request: gateway_pb2.GetLabelsRequest) -> gateway_pb2.GetLabelsResponse:
        """What people call this node's devices, and where they put them."""
        ...

    async def upload_artifact(
        self, chunks: AsyncIterator[gateway_pb2.ArtifactChunk]
    ) -> gateway_pb2.UploadArtifactResponse:
        """A file from a miner."""
        ...

    def download_artifact(
        self, request: gateway_pb2.DownloadArtifactRequest
    ) -> AsyncIterator[gateway_pb2.ArtifactChunk]:
        """A file for a miner."""
        ...
