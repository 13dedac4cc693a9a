"""The gateway over the network: Connect on HTTP/2, which the node opens and nobody else.

The ControlStream has a transport of its own with a read time-out: a link that went silent is noticed within
`READ_SECONDS`, because the server says something at least every ten.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from functools import partial
from typing import Protocol, Self, TypeVar

from connectrpc.errors import ConnectError
from pyqwest import Client, HTTPTransport, HTTPVersion

from headframe.core.errors import Code, HeadframeError
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.gateway.v1.gateway_connect import GatewayServiceClient
from headframe.wire.rpc_errors import from_rpc

READ_SECONDS = 30.0
CONNECT_SECONDS = 10.0
CALL_MS = 30_000
MAX_MESSAGE_BYTES = 4 * 1024 * 1024

Answer = TypeVar("Answer")


class SessionSource(Protocol):
    """Headers that let a call in."""

    async def headers(self, method: str, *, stream: bool) -> Mapping[str, str]:
        """For one call of a method; begins a session where there is none. HeadframeError as the link's."""
        ...

    def rejected(self) -> None:
        """The server refused the session: the next call begins a new one."""
        ...


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where the server is, and how it is recognised. `ca_pem` empty: the system's authorities.

    `client_certificate` and `client_key` (PEM) are for servers or proxies that want mutual TLS.
    """

    url: str
    ca_pem: bytes = b""
    client_certificate: bytes = b""
    client_key: bytes = b""


def transport(address: ServerAddress, *, read_seconds: float | None) -> HTTPTransport:
    """An HTTP/2 transport that trusts what the address says, and nobody else."""
    return HTTPTransport(
        tls_ca_cert=address.ca_pem or None,
        tls_include_system_certs=not address.ca_pem,
        tls_cert=address.client_certificate or None,
        tls_key=address.client_key or None,
        http_version=HTTPVersion.HTTP2,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        follow_redirects=False,
        enable_otel=False,
    )


class ConnectLink:
    """A `GatewayLink` on the network. Use as an async context manager."""

    def __init__(self, address: ServerAddress, sessions: SessionSource) -> None:
        self._address = address
        self._sessions = sessions
        self._open = AsyncExitStack()
        self._control: GatewayServiceClient
        self._calls: GatewayServiceClient

    async def __aenter__(self) -> Self:
        self._control = self._client(READ_SECONDS)
        self._calls = self._client(None)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._open.aclose()

    def control(self, up: AsyncIterator[gateway_pb2.ControlUp]) -> AsyncIterator[gateway_pb2.ControlDown]:
        """The ControlStream."""
        return self._stream("ControlStream", partial(self._control.control_stream, up))

    def telemetry(self, up: AsyncIterator[gateway_pb2.TelemetryUp]) -> AsyncIterator[gateway_pb2.UploadAck]:
        """Sample batches."""
        return self._stream("Telemetry", partial(self._calls.telemetry, up))

    def events(self, up: AsyncIterator[gateway_pb2.EventBatch]) -> AsyncIterator[gateway_pb2.UploadAck]:
        """Event batches."""
        return self._stream("Events", partial(self._calls.events, up))

    async def heartbeat(self, request: gateway_pb2.HeartbeatRequest) -> gateway_pb2.HeartbeatResponse:
        """Liveness and the node's state."""
        return await self._call("Heartbeat", partial(self._calls.heartbeat, request, timeout_ms=CALL_MS))

    async def get_ownership(
        self, request: gateway_pb2.GetOwnershipRequest
    ) -> gateway_pb2.GetOwnershipResponse:
        """What the node owns."""
        return await self._call(
            "GetOwnership", partial(self._calls.get_ownership, request, timeout_ms=CALL_MS)
        )

    async def upload_artifact(
        self, chunks: AsyncIterator[gateway_pb2.ArtifactChunk]
    ) -> gateway_pb2.UploadArtifactResponse:
        """A file from a miner."""
        return await self._call("UploadArtifact", partial(self._calls.upload_artifact, chunks), stream=True)

    def download_artifact(
        self, request: gateway_pb2.DownloadArtifactRequest
    ) -> AsyncIterator[gateway_pb2.ArtifactChunk]:
        """A file for a miner."""
        return self._stream("DownloadArtifact", partial(self._calls.download_artifact, request))

    def _client(self, read_seconds: float | None) -> GatewayServiceClient:
        opened = transport(self._address, read_seconds=read_seconds)
        self._open.push_async_callback(opened.aclose)
        return GatewayServiceClient(
            self._address.url,
            http_client=Client(opened),
            send_compression=None,
            read_max_bytes=MAX_MESSAGE_BYTES,
        )

    async def _call(
        self, method: str, call: Callable[..., Awaitable[Answer]], *, stream: bool = False
    ) -> Answer:
        headers = await self._sessions.headers(method, stream=stream)
        try:
            return await call(headers=headers)
        except ConnectError as error:
            raise self._refused(error) from error

    async def _stream(self, method: str, call: Callable[..., AsyncIterator[Answer]]) -> AsyncIterator[Answer]:
        headers = await self._sessions.headers(method, stream=True)
        try:
            async with aclosing(call(headers=headers)) as answers:  # type: ignore[type-var]  # a generator
                async for answer in answers:
                    yield answer
        except ConnectError as error:
            raise self._refused(error) from error

    def _refused(self, error: ConnectError) -> HeadframeError:
        refusal = from_rpc(error)
        if refusal.code is Code.NOT_SIGNED_IN:
            self._sessions.rejected()
        return refusal
