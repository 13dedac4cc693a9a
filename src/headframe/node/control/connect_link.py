"""The gateway over the network: Connect on HTTP/2, which the node opens and nobody else.

The ControlStream has a transport of its own with a read time-out: a link that went silent is noticed within
`READ_SECONDS`, because the server says something at least every ten.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Protocol, Self

from connectrpc.errors import ConnectError
from pyqwest import Client, HTTPTransport, HTTPVersion

from headframe.core.errors import Code, HeadframeError
from headframe.node.control.answering import CALL_SECONDS, Answer, answered
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.gateway.v1.gateway_connect import GatewayServiceClient
from headframe.wire.rpc_errors import from_rpc

READ_SECONDS = 30.0
CONNECT_SECONDS = 10.0
HEARTBEAT_SECONDS = 15.0
"""With a heartbeat every ten seconds, uploads on a link that went silent are noticed within thirty."""
CHUNK_SECONDS = 30.0
"""Between two pieces of a file on its way up, and from the last one to the answer."""
MAX_MESSAGE_BYTES = 4 * 1024 * 1024


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
        self._open: list[HTTPTransport] = []
        self._control: GatewayServiceClient
        self._calls: GatewayServiceClient

    async def __aenter__(self) -> Self:
        await self._connect()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._disconnect()

    async def control(
        self, up: AsyncIterator[gateway_pb2.ControlUp]
    ) -> AsyncIterator[gateway_pb2.ControlDown]:
        """The ControlStream, and new connections for all that goes with it: old ones may only look alive."""
        await self._connect()
        stream = self._stream("ControlStream", partial(self._control.control_stream, up))
        async with aclosing(stream) as messages:  # type: ignore[type-var]  # a generator
            async for message in messages:
                yield message

    def telemetry(self, up: AsyncIterator[gateway_pb2.TelemetryUp]) -> AsyncIterator[gateway_pb2.UploadAck]:
        """Sample batches."""
        return self._stream("Telemetry", lambda **named: self._calls.telemetry(up, **named))

    def events(self, up: AsyncIterator[gateway_pb2.EventBatch]) -> AsyncIterator[gateway_pb2.UploadAck]:
        """Event batches."""
        return self._stream("Events", lambda **named: self._calls.events(up, **named))

    def backfill_audit(
        self, up: AsyncIterator[gateway_pb2.AuditBatch]
    ) -> AsyncIterator[gateway_pb2.AuditAck]:
        """Rows of the node's own audit log."""
        return self._stream("BackfillAudit", partial(self._calls.backfill_audit, up))

    async def heartbeat(self, request: gateway_pb2.HeartbeatRequest) -> gateway_pb2.HeartbeatResponse:
        """Liveness and the node's state."""
        call = partial(self._calls.heartbeat, request)
        return await self._call("Heartbeat", call, seconds=HEARTBEAT_SECONDS)

    async def get_ownership(
        self, request: gateway_pb2.GetOwnershipRequest
    ) -> gateway_pb2.GetOwnershipResponse:
        """What the node owns."""
        call = partial(self._calls.get_ownership, request)
        return await self._call("GetOwnership", call, seconds=CALL_SECONDS)

    async def get_labels(self, request: gateway_pb2.GetLabelsRequest) -> gateway_pb2.GetLabelsResponse:
        """What people call the node's devices, and where they put them."""
        call = partial(self._calls.get_labels, request)
        return await self._call("GetLabels", call, seconds=CALL_SECONDS)

    async def upload_artifact(
        self, chunks: AsyncIterator[gateway_pb2.ArtifactChunk]
    ) -> gateway_pb2.UploadArtifactResponse:
        """A file from a miner. NODE_NOT_CONNECTED where the server takes nothing more for CHUNK_SECONDS."""
        opened = transport(self._address, read_seconds=None)
        try:
            async with asyncio.timeout(CHUNK_SECONDS) as patience:
                call = partial(self._client(opened).upload_artifact, _patiently(chunks, patience))
                return await self._call("UploadArtifact", call, seconds=None, stream=True)
        except TimeoutError as error:
            raise HeadframeError(Code.NODE_NOT_CONNECTED, "the server takes no more of the file") from error
        finally:
            await opened.aclose()

    async def download_artifact(
        self, request: gateway_pb2.DownloadArtifactRequest
    ) -> AsyncIterator[gateway_pb2.ArtifactChunk]:
        """A file for a miner."""
        opened = transport(self._address, read_seconds=READ_SECONDS)
        try:
            call = partial(self._client(opened).download_artifact, request)
            stream = self._stream("DownloadArtifact", call)
            async with aclosing(stream) as chunks:  # type: ignore[type-var]  # a generator
                async for chunk in chunks:
                    yield chunk
        finally:
            await opened.aclose()

    async def _connect(self) -> None:
        await self._disconnect()
        self._open = [transport(self._address, read_seconds=seconds) for seconds in (READ_SECONDS, None)]
        self._control, self._calls = (self._client(opened) for opened in self._open)

    async def _disconnect(self) -> None:
        opened, self._open = self._open, []
        for each in opened:
            await each.aclose()

    def _client(self, opened: HTTPTransport) -> GatewayServiceClient:
        return GatewayServiceClient(
            self._address.url,
            http_client=Client(opened),
            send_compression=None,
            read_max_bytes=MAX_MESSAGE_BYTES,
        )

    async def _call(
        self,
        method: str,
        call: Callable[..., Awaitable[Answer]],
        *,
        seconds: float | None,
        stream: bool = False,
    ) -> Answer:
        headers = await self._sessions.headers(method, stream=stream)
        try:
            return await answered(call(headers=headers), seconds=seconds)
        except HeadframeError as error:
            self._note(error)
            raise

    async def _stream(self, method: str, call: Callable[..., AsyncIterator[Answer]]) -> AsyncIterator[Answer]:
        headers = await self._sessions.headers(method, stream=True)
        try:
            async with aclosing(call(headers=headers)) as answers:  # type: ignore[type-var]  # a generator
                async for answer in answers:
                    yield answer
        except ConnectError as error:
            refusal = from_rpc(error)
            self._note(refusal)
            raise refusal from error

    def _note(self, refusal: HeadframeError) -> None:
        if refusal.code is Code.NOT_SIGNED_IN:
            self._sessions.rejected()


async def _patiently(
    chunks: AsyncIterator[gateway_pb2.ArtifactChunk], patience: asyncio.Timeout
) -> AsyncIterator[gateway_pb2.ArtifactChunk]:
    """The chunks; each one that is asked for shows that the other side still reads."""
    async for chunk in chunks:
        if not patience.expired():
            patience.reschedule(asyncio.get_running_loop().time() + CHUNK_SECONDS)
        yield chunk
