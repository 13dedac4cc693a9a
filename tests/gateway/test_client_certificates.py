"""Mutual TLS for nodes: refused in the handshake without a certificate, and never let in by one alone."""

import ssl
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import SystemClock
from headframe.kit.development_ca import server_certificate
from headframe.kit.files import UnsafeFileError, ensure_private_dir
from headframe.node.control.connect_link import ConnectLink, ServerAddress
from headframe.node.control.enrollment_calls import EnrollmentCalls
from headframe.node.control.handshake import Handshake
from headframe.node.control.server_clock import ServerClock
from headframe.node.enrollment.client_certificate import ClientCertificate
from headframe.node.enrollment.enrolled import Enrolled, Installation
from headframe.server.app import running_server
from headframe.server.config import Listen, NodeAccess, ServerConfig
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.gateway.enrolling import Host, open_door
from tests.gateway.stack import Stack, served_gateway
from tests.support.client_certificates import ClientFiles, client_files
from tests.support.programs import free_port

pytestmark = [pytest.mark.anyio]


def shown(files: ClientFiles) -> ClientCertificate:
    return ClientCertificate.read(files.certificate, files.key)


def address(stack: Stack, files: ClientFiles) -> ServerAddress:
    client = shown(files)
    return replace(stack.address, client_certificate=client.certificate_pem, client_key=client.key_pem)


async def test_a_node_without_a_certificate_is_refused_in_the_handshake(tmp_path: Path) -> None:
    good, stranger = client_files(tmp_path / "good"), client_files(tmp_path / "stranger")
    async with served_gateway(tmp_path, client_authority=good.authority) as stack:
        for without in (stack.address, address(stack, stranger)):
            link = await stack.link(without)
            with pytest.raises(HeadframeError) as refused:
                await link.heartbeat(gateway_pb2.HeartbeatRequest())
            assert refused.value.code is Code.NODE_NOT_CONNECTED
        assert not stack.session.asked


async def test_a_node_with_one_gets_in_and_still_proves_who_it_is(tmp_path: Path) -> None:
    good = client_files(tmp_path / "good")
    async with served_gateway(tmp_path, client_authority=good.authority) as stack:
        link = await stack.link(address(stack, good))
        await link.heartbeat(gateway_pb2.HeartbeatRequest())
        assert stack.session.asked == [("Heartbeat", None)]
        stack.session.token = "another-session-token"
        with pytest.raises(HeadframeError) as refused:
            await link.heartbeat(gateway_pb2.HeartbeatRequest())
    assert refused.value.code is Code.NOT_SIGNED_IN


async def test_an_enrollment_shows_the_certificate_and_keeps_where_it_is(tmp_path: Path) -> None:
    good = client_files(tmp_path / "good")
    async with open_door(tmp_path / "server", client_authority=good.authority) as door:
        host = Host(door, tmp_path / "node", client=shown(good))
        await host.enrolled()
        installation = Installation.load(host.state_dir)
        assert installation.enrolled.client == shown(good)
        at = installation.enrolled.address
        async with (
            EnrollmentCalls(at) as calls,
            ConnectLink(at, Handshake(installation, calls, ServerClock(SystemClock()))) as link,
        ):
            await link.heartbeat(gateway_pb2.HeartbeatRequest())


@pytest.mark.parametrize("with_another", [False, True])
async def test_an_enrollment_without_it_is_told_what_is_missing(
    tmp_path: Path, *, with_another: bool
) -> None:
    good, stranger = client_files(tmp_path / "good"), client_files(tmp_path / "stranger")
    async with open_door(tmp_path / "server", client_authority=good.authority) as door:
        host = Host(door, tmp_path / "node", client=shown(stranger) if with_another else None)
        with pytest.raises(HeadframeError) as refused:
            await host.flow(await door.code()).run()
        assert refused.value.code is Code.NODE_NOT_CONNECTED
        assert "--client-certificate" in refused.value.message
        assert not await door.pending()


async def test_people_need_no_certificate_on_an_address_of_their_own(tmp_path: Path) -> None:
    good, state_dir = client_files(tmp_path / "good"), tmp_path / "server"
    ensure_private_dir(state_dir)
    files = server_certificate(state_dir / "tls", ["localhost", "127.0.0.1"])
    listen = Listen("127.0.0.1", free_port(), files.certificate, files.key, files.authority)
    own = replace(listen, port=free_port(), client_authority=good.authority)
    config = ServerConfig(
        state_dir, "memory:", "server", "test", listen=listen, nodes=NodeAccess(own.url, listen=own)
    )
    people = ssl.create_default_context(cafile=files.authority)
    path = "/headframe.gateway.v1.GatewayService/Heartbeat"
    async with running_server(config, SystemClock()), httpx.AsyncClient(verify=people) as client:
        assert (await client.get(f"{listen.url}/api/v1/bootstrap")).status_code == 200
        assert (await client.post(f"{listen.url}{path}")).status_code in (404, 405)
        with pytest.raises((httpx.TransportError, ssl.SSLError)):
            await client.post(f"{own.url}{path}")
        node = ssl.create_default_context(cafile=files.authority)
        node.load_cert_chain(good.certificate, good.key)
        async with httpx.AsyncClient(verify=node) as enrolled:
            assert (await enrolled.post(f"{own.url}{path}")).status_code == 426
            assert (await enrolled.get(f"{own.url}/api/v1/bootstrap")).status_code == 404


def test_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    one, other = client_files(tmp_path / "one"), client_files(tmp_path / "other")
    with pytest.raises(ValueError, match="is not of the key"):
        ClientCertificate.read(one.certificate, other.key)
    with pytest.raises(ValueError, match="are not PEM"):
        ClientCertificate.read(one.key, one.key)
    with pytest.raises(ValueError, match="give both"):
        ClientCertificate.of(one.certificate, None)
    one.key.chmod(0o644)
    with pytest.raises(UnsafeFileError):
        ClientCertificate.read(one.certificate, one.key)


def test_a_certificate_that_is_gone_later_is_named(tmp_path: Path) -> None:
    files, state_dir = client_files(tmp_path / "client"), tmp_path / "node"
    ensure_private_dir(state_dir)
    Enrolled("https://mine.example", "1", "7", "hall-1", client=shown(files)).keep(state_dir)
    assert Enrolled.load(state_dir).client == shown(files)
    files.certificate.unlink()
    with pytest.raises(HeadframeError, match=r"client\.pem is missing") as missing:
        Enrolled.load(state_dir)
    assert missing.value.code is Code.STORAGE_UNAVAILABLE
