"""The generated service's methods, each handed to the gateway with the node that calls."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TypeVar

from headframe.core.errors import HeadframeError
from headframe.server.gateway.service import Gateway
from headframe.server.gateway.transport.authentication import AnyContext, Authentication
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.gateway.v1.gateway_connect import GatewayService
from headframe.wire.rpc_errors import to_rpc

Down = TypeVar("Down")


class NetworkGateway(GatewayService):
    """Calls that nothing serves yet stay `unimplemented`, as generated."""

    def __init__(self, gateway: Gateway, authentication: Authentication) -> None:
        self._gateway = gateway
        self._caller = authentication.caller

    def control_stream(
        self, request: AsyncIterator[gateway_pb2.ControlUp], ctx: AnyContext, /
    ) -> AsyncIterator[gateway_pb2.ControlDown]:
        """Commands down, acknowledgements up."""
        return _told(self._gateway.control(self._caller(ctx), request))

    def telemetry(
        self, request: AsyncIterator[gateway_pb2.TelemetryUp], ctx: AnyContext, /
    ) -> AsyncIterator[gateway_pb2.UploadAck]:
        """Sample batches."""
        return _told(self._gateway.telemetry(self._caller(ctx), request))

    def events(
        self, request: AsyncIterator[gateway_pb2.EventBatch], ctx: AnyContext, /
    ) -> AsyncIterator[gateway_pb2.UploadAck]:
        """Event batches."""
        return _told(self._gateway.events(self._caller(ctx), request))

    async def heartbeat(
        self, request: gateway_pb2.HeartbeatRequest, ctx: AnyContext, /
    ) -> gateway_pb2.HeartbeatResponse:
        """Liveness and the node's state."""
        try:
            return await self._gateway.heartbeat(self._caller(ctx), request)
        except HeadframeError as error:
            raise to_rpc(error) from error

    async def get_ownership(
        self, request: gateway_pb2.GetOwnershipRequest, ctx: AnyContext, /
    ) -> gateway_pb2.GetOwnershipResponse:
        """What the node owns."""
        try:
            return await self._gateway.get_ownership(self._caller(ctx), request)
        except HeadframeError as error:
            raise to_rpc(error) from error

    async def upload_artifact(
        self, request: AsyncIterator[gateway_pb2.ArtifactChunk], ctx: AnyContext, /
    ) -> gateway_pb2.UploadArtifactResponse:
        """A file from a miner."""
        try:
            return await self._gateway.upload_artifact(self._caller(ctx), request)
        except HeadframeError as error:
            raise to_rpc(error) from error

    def download_artifact(
        self, request: gateway_pb2.DownloadArtifactRequest, ctx: AnyContext, /
    ) -> AsyncIterator[gateway_pb2.ArtifactChunk]:
        """A file for a miner."""
        return _told(self._gateway.download_artifact(self._caller(ctx), request))


async def _told(down: AsyncIterator[Down]) -> AsyncIterator[Down]:
    """A stream whose problems travel as such, and which is closed when the caller goes."""
    async with aclosing(down) as messages:  # type: ignore[type-var]  # every handler is a generator
        try:
            async for message in messages:
                yield message
        except HeadframeError as error:
            raise to_rpc(error) from error
