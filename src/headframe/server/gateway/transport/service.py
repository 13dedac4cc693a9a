"""The generated service's methods, each handed to the gateway with the node that calls."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import TypeVar

from headframe.core.errors import HeadframeError
from headframe.server.gateway.parts import NodePrincipal
from headframe.server.gateway.service import Gateway
from headframe.server.gateway.transport.authentication import AnyContext, Authentication
from headframe.server.routing.streams import Cut
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.gateway.v1.gateway_connect import GatewayService
from headframe.wire.rpc_errors import to_rpc

Down = TypeVar("Down")


class NetworkGateway(GatewayService):
    """Calls that nothing serves yet stay `unimplemented`, as generated."""

    def __init__(self, gateway: Gateway, authentication: Authentication) -> None:
        self._gateway = gateway
        self._streams = gateway.streams
        self._caller = authentication.caller

    def control_stream(
        self, request: AsyncIterator[gateway_pb2.ControlUp], ctx: AnyContext, /
    ) -> AsyncIterator[gateway_pb2.ControlDown]:
        """Commands down, acknowledgements up."""
        node = self._caller(ctx)
        return self._streamed(node, lambda cut: self._gateway.control(node, cut.until(request)))

    def telemetry(
        self, request: AsyncIterator[gateway_pb2.TelemetryUp], ctx: AnyContext, /
    ) -> AsyncIterator[gateway_pb2.UploadAck]:
        """Sample batches."""
        node = self._caller(ctx)
        return self._streamed(
            node, lambda cut: self._gateway.telemetry(node, cut.until(request)), with_control=True
        )

    def events(
        self, request: AsyncIterator[gateway_pb2.EventBatch], ctx: AnyContext, /
    ) -> AsyncIterator[gateway_pb2.UploadAck]:
        """Event batches."""
        node = self._caller(ctx)
        return self._streamed(
            node, lambda cut: self._gateway.events(node, cut.until(request)), with_control=True
        )

    def backfill_audit(
        self, request: AsyncIterator[gateway_pb2.AuditBatch], ctx: AnyContext, /
    ) -> AsyncIterator[gateway_pb2.AuditAck]:
        """Rows of the node's own audit log."""
        node = self._caller(ctx)
        return self._streamed(
            node, lambda cut: self._gateway.backfill_audit(node, cut.until(request)), with_control=True
        )

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

    async def get_labels(
        self, request: gateway_pb2.GetLabelsRequest, ctx: AnyContext, /
    ) -> gateway_pb2.GetLabelsResponse:
        """What people call the node's devices."""
        try:
            return await self._gateway.get_labels(self._caller(ctx), request)
        except HeadframeError as error:
            raise to_rpc(error) from error

    async def upload_artifact(
        self, request: AsyncIterator[gateway_pb2.ArtifactChunk], ctx: AnyContext, /
    ) -> gateway_pb2.UploadArtifactResponse:
        """A file from a miner."""
        node = self._caller(ctx)
        try:
            with self._streams.opened(node.node_id) as cut:
                return await self._gateway.upload_artifact(node, cut.until(request))
        except HeadframeError as error:
            raise to_rpc(error) from error

    def download_artifact(
        self, request: gateway_pb2.DownloadArtifactRequest, ctx: AnyContext, /
    ) -> AsyncIterator[gateway_pb2.ArtifactChunk]:
        """A file for a miner."""
        node = self._caller(ctx)
        return self._streamed(node, lambda cut: _checked(cut, self._gateway.download_artifact(node, request)))

    async def _streamed(
        self,
        node: NodePrincipal,
        serve: Callable[[Cut], AsyncIterator[Down]],
        *,
        with_control: bool = False,
    ) -> AsyncIterator[Down]:
        """A stream whose problems travel as such, and which ends when the caller goes, or is put out."""
        try:
            with self._streams.opened(node.node_id, with_control=with_control) as cut:
                async with aclosing(serve(cut)) as messages:  # type: ignore[type-var]  # a generator
                    async for message in messages:
                        yield message
        except HeadframeError as error:
            raise to_rpc(error) from error


async def _checked(cut: Cut, down: AsyncIterator[Down]) -> AsyncIterator[Down]:
    async with aclosing(down) as messages:  # type: ignore[type-var]  # every handler is a generator
        async for message in messages:
            cut.check()
            yield message
