"""What stands between a node and its server, told apart before any key is sent.

ALPN alone proves nothing: a proxy may speak HTTP/2 in front and HTTP/1.1 behind, and then a stream in both
directions hangs. So a stream is tried, with three rounds of ping-pong: whoever buffers, or speaks another
version behind, does not get through them.
"""

import asyncio
import secrets
import ssl
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from urllib.parse import urlsplit

from connectrpc.errors import ConnectError
from pyqwest import Client

from headframe.core.errors import Code, HeadframeError
from headframe.node.control.connect_link import CONNECT_SECONDS, ServerAddress, transport
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.gateway.v1.gateway_connect import EnrollmentServiceClient
from headframe.wire.rpc_errors import from_rpc

ROUNDS = 3
NONCE_BYTES = 16
PING_PONG_SECONDS = 4.0
HTTP_2 = "h2"
NO_CLIENT_CERTIFICATE = (
    "the server takes only nodes that show a certificate by an authority of its choice: give such a"
    " --client-certificate, with its --client-key"
)
CERTIFICATE_REQUIRED = "TLSV13_ALERT_CERTIFICATE_REQUIRED"


@dataclass(frozen=True, slots=True)
class ProtocolRange:
    """Protocol versions that the server speaks."""

    low: int
    high: int


async def check_way(address: ServerAddress) -> ProtocolRange:
    """Try the way to the server.

    Raises:
        HeadframeError: TLS_INTERCEPTED, ALPN_STRIPPED or BUFFERING_PROXY for what stands on it,
            NODE_NOT_CONNECTED where nothing answers, or a client certificate is asked for that this node does
            not show; INVALID_REQUEST for an address that is none.
    """
    host, port = _host_and_port(address.url)
    await _check_tls(address, host, port)
    try:
        return await _check_stream(address)
    except HeadframeError as error:
        if error.code is Code.BUFFERING_PROXY and await _wants_certificate(address, host, port):
            raise HeadframeError(Code.NODE_NOT_CONNECTED, NO_CLIENT_CERTIFICATE) from error
        raise


def _host_and_port(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.path.strip("/") or parts.username:
        raise HeadframeError(Code.INVALID_REQUEST, f"{url} is no address like https://headframe.example")
    return parts.hostname, parts.port or 443


async def _check_tls(address: ServerAddress, host: str, port: int) -> None:
    context = _context(address)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            _, writer = await asyncio.open_connection(host, port, ssl=context)
    except ssl.SSLCertVerificationError as error:
        raise HeadframeError(
            Code.TLS_INTERCEPTED, f"{host} shows a certificate that this node does not trust: {error.reason}"
        ) from error
    except (TimeoutError, OSError) as error:
        raise HeadframeError(
            Code.NODE_NOT_CONNECTED, f"no answer from {host} port {port}: {error or 'timed out'}"
        ) from error
    chosen = writer.get_extra_info("ssl_object").selected_alpn_protocol()
    writer.transport.abort()
    if chosen != HTTP_2:
        raise HeadframeError(Code.ALPN_STRIPPED, f"{host} offers {chosen or 'no protocol'}, not HTTP/2")


async def _wants_certificate(address: ServerAddress, host: str, port: int) -> bool:
    """Whether the server ends the line to who shows none. TLS 1.3 tells so with the first bytes it sends."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection(host, port, ssl=_context(address))
            try:
                await reader.read(1)
            finally:
                writer.transport.abort()
    except ssl.SSLError as error:
        return error.reason == CERTIFICATE_REQUIRED
    except (TimeoutError, OSError):
        return False
    return False


def _context(address: ServerAddress) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=address.ca_pem.decode() if address.ca_pem else None)
    context.set_alpn_protocols([HTTP_2, "http/1.1"])
    return context


async def _check_stream(address: ServerAddress) -> ProtocolRange:
    opened = transport(address, read_seconds=PING_PONG_SECONDS)
    client = EnrollmentServiceClient(address.url, http_client=Client(opened), send_compression=None)
    try:
        async with asyncio.timeout(PING_PONG_SECONDS):
            return await _answered(_ping_pong(client))
    except TimeoutError as error:
        raise _buffered() from error
    finally:
        await opened.aclose()


async def _answered(rounds: Awaitable[ProtocolRange]) -> ProtocolRange:
    try:
        return await rounds
    except ConnectError as error:
        refused = from_rpc(error)
        raise (_buffered() if refused.code is Code.NODE_NOT_CONNECTED else refused) from error


async def _ping_pong(client: EnrollmentServiceClient) -> ProtocolRange:
    """Each ping waits for the pong before: whoever holds messages back never sees the second."""
    nonces = [secrets.token_bytes(NONCE_BYTES) for _ in range(ROUNDS)]
    turn = asyncio.Semaphore(1)

    async def pings() -> AsyncIterator[gateway_pb2.PreflightPing]:
        for number, nonce in enumerate(nonces, 1):
            await turn.acquire()
            yield gateway_pb2.PreflightPing(round=number, nonce=nonce)

    answered = 0
    async for pong in client.preflight(pings()):
        if pong.nonce != nonces[answered]:
            raise _buffered()
        answered += 1
        if answered == ROUNDS:
            return ProtocolRange(pong.min_protocol_version, pong.max_protocol_version)
        turn.release()
    raise _buffered()


def _buffered() -> HeadframeError:
    return HeadframeError(
        Code.BUFFERING_PROXY,
        "a stream in both directions does not get through: a proxy holds it back, or speaks HTTP/1.1 behind",
    )
