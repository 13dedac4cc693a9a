"""A node tells what stands on the way to its server, before it sends a key."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from connectrpc.request import RequestContext
from starlette.applications import Starlette
from starlette.routing import Mount

from headframe.core.errors import Code, HeadframeError
from headframe.kit.development_ca import ServerCertificate, server_certificate
from headframe.kit.web.serving import serving
from headframe.node.control.connect_link import ServerAddress
from headframe.node.control.preflight import ProtocolRange, check_way
from headframe.server.config import Listen
from headframe.server.gateway.preflight import preflight
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.gateway.v1.gateway_connect import EnrollmentService, EnrollmentServiceASGIApplication
from tests.support.programs import free_port

pytestmark = [pytest.mark.anyio]
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class OnlyPreflight(EnrollmentService):
    """A server that answers pings, and nothing else."""

    def preflight(
        self,
        request: AsyncIterator[gateway_pb2.PreflightPing],
        ctx: RequestContext[gateway_pb2.PreflightPing, gateway_pb2.PreflightPong],  # noqa: ARG002 - generated
        /,
    ) -> AsyncIterator[gateway_pb2.PreflightPong]:
        return preflight(request)


@pytest.fixture
def files(tmp_path: Path) -> ServerCertificate:
    return server_certificate(tmp_path / "tls", ["127.0.0.1"])


async def refusal(url: str, files: ServerCertificate) -> HeadframeError:
    with pytest.raises(HeadframeError) as caught:
        await check_way(ServerAddress(url, files.authority.read_bytes()))
    return caught.value


@asynccontextmanager
async def something_else(files: ServerCertificate, protocols: list[str], serve: Serve) -> AsyncIterator[str]:
    """A TLS server that is no Headframe."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)
    context.set_alpn_protocols(protocols)
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    await asyncio.sleep(0)  # let the loop close what it aborted


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes everything and says nothing, as a proxy does that waits for the end of a body."""
    try:
        with suppress(ConnectionError, asyncio.CancelledError):
            while await reader.read(65_536):
                pass
    finally:
        writer.transport.abort()


async def test_a_clear_way_tells_the_protocols(files: ServerCertificate) -> None:
    listen = Listen("127.0.0.1", free_port(), files.certificate, files.key)
    application = EnrollmentServiceASGIApplication(OnlyPreflight())
    app = Starlette(routes=[Mount("/headframe.gateway.v1.EnrollmentService", application)])
    async with serving(app, listen):
        found = await check_way(ServerAddress(listen.url, files.authority.read_bytes()))
    assert found == ProtocolRange(1, 1)


async def test_attack_16_a_proxy_that_strips_http_2(files: ServerCertificate) -> None:
    async with something_else(files, ["http/1.1"], silent) as url:
        assert (await refusal(url, files)).code is Code.ALPN_STRIPPED


async def test_attack_16_a_proxy_that_holds_messages_back(files: ServerCertificate) -> None:
    async with something_else(files, ["h2"], silent) as url:
        assert (await refusal(url, files)).code is Code.BUFFERING_PROXY


async def test_attack_16_somebody_who_opens_the_encryption(files: ServerCertificate, tmp_path: Path) -> None:
    other = server_certificate(tmp_path / "other", ["127.0.0.1"])
    async with something_else(other, ["h2"], silent) as url:
        assert (await refusal(url, files)).code is Code.TLS_INTERCEPTED


async def test_nobody_is_there(files: ServerCertificate) -> None:
    assert (await refusal("https://127.0.0.1:1", files)).code is Code.NODE_NOT_CONNECTED


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1", "127.0.0.1", "https://", "https://a:b@c", "https://c/path"]
)
async def test_what_is_no_address(files: ServerCertificate, url: str) -> None:
    assert (await refusal(url, files)).code is Code.INVALID_REQUEST
