"""The HTTP client against servers that misbehave on the wire."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from headframe.driver import (
    MAX_ANSWER_BYTES,
    DeviceError,
    InvalidArgumentError,
    OutcomeUnknownError,
    ProtocolError,
    UnreachableError,
)
from headframe.drivers.http import HttpTransport
from headframe.drivers.http.endpoint import Endpoint, endpoint
from headframe.drivers.http.image import checked_image
from tests.drivers.http.scripted import always, answer, scripted

BROKEN: dict[str, bytes] = {
    "closed without a word": b"",
    "not HTTP": b"\x00\xff garbage\r\n\r\n",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "half a body": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
    "half a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{",
    "an endless head": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000,
    "a length that is none": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    "announced too large": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{",
    "too large without a length": b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * (MAX_ANSWER_BYTES + 1),
}


@asynccontextmanager
async def transport(*, keeps_alive: bool = True) -> AsyncIterator[HttpTransport]:
    made = HttpTransport(keeps_alive=keeps_alive)
    try:
        yield made
    finally:
        await made.close()


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_answer_to_a_read_is_a_protocol_error(data: bytes) -> None:
    async with scripted(always(data, closes=True)) as server, transport() as client:
        with pytest.raises(ProtocolError):
            await client.read(server.endpoint, "/")


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_answer_to_a_write_is_of_unknown_outcome(data: bytes) -> None:
    async with scripted(always(data, closes=True)) as server, transport() as client:
        with pytest.raises(OutcomeUnknownError):
            await client.write(server.endpoint, "POST", "/", body={"a": 1})


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_answer_to_a_login_is_a_protocol_error(data: bytes) -> None:
    async with scripted(always(data, closes=True)) as server, transport() as client:
        with pytest.raises(ProtocolError):
            await client.write(server.endpoint, "POST", "/", is_harmless=True)


async def test_a_closed_port_is_unreachable_for_reads_and_writes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    where = Endpoint("127.0.0.1", port)
    async with transport() as client:
        for act in (client.read(where, "/"), client.write(where, "POST", "/")):
            with pytest.raises(UnreachableError, match="Connection refused"):
                await act


async def test_plain_text_where_tls_is_spoken_is_a_protocol_error() -> None:
    async with scripted(always(b"no TLS here", closes=True)) as server, transport() as client:
        where = Endpoint("127.0.0.1", server.endpoint.port, is_tls=True)
        for act in (client.read(where, "/"), client.write(where, "POST", "/")):
            with pytest.raises(DeviceError) as caught:
                await act
            assert isinstance(caught.value, ProtocolError | UnreachableError)


async def test_redirects_are_handed_back() -> None:
    data = answer(b"", "302 Found", "Location: http://127.0.0.1:1/\r\n")
    async with scripted(always(data)) as server, transport() as client:
        assert (await client.read(server.endpoint, "/")).status == 302
        assert (await client.write(server.endpoint, "POST", "/")).status == 302
        assert len(server.requests) == 2


async def test_compression_is_neither_asked_for_nor_undone() -> None:
    data = answer(b"\x1f\x8bbomb", headers="Content-Encoding: gzip\r\n")
    async with scripted(always(data)) as server, transport() as client:
        found = await client.read(server.endpoint, "/")
        assert found.body == b"\x1f\x8bbomb"
        assert b"accept-encoding: identity" in server.requests[0].lower()
        with pytest.raises(ProtocolError):
            found.json()


async def test_cookies_are_forgotten() -> None:
    data = answer(b"{}", headers="Set-Cookie: a=b\r\n")
    async with scripted(always(data)) as server, transport() as client:
        await client.read(server.endpoint, "/")
        await client.read(server.endpoint, "/")
        assert b"cookie" not in server.requests[1].lower()


@pytest.mark.parametrize(("keeps_alive", "connections"), [(True, 1), (False, 3)])
async def test_reads_share_a_connection_where_they_may(*, keeps_alive: bool, connections: int) -> None:
    async with scripted(always(answer(b"{}"))) as server, transport(keeps_alive=keeps_alive) as client:
        for _ in range(3):
            assert (await client.read(server.endpoint, "/")).object() == {}
        assert server.connections == connections


async def test_writes_never_use_a_connection_that_was_kept() -> None:
    async with scripted(always(answer(b"{}"))) as server, transport() as client:
        await client.read(server.endpoint, "/")
        await client.write(server.endpoint, "POST", "/")
        await client.write(server.endpoint, "POST", "/")
        assert server.connections == 3


async def test_a_kept_connection_that_the_device_closed_is_replaced() -> None:
    async def once(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"{}"))
        await writer.drain()
        writer.close()

    async with scripted(once) as server, transport() as client:
        for _ in range(3):
            assert (await client.read(server.endpoint, "/")).status == 200
        assert server.connections == 3


async def test_a_cancelled_read_leaves_no_connection_behind() -> None:
    asked = asyncio.Event()
    gone = asyncio.Event()

    async def hang(_request: bytes, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await writer.drain()

    async with scripted(hang) as server, transport() as client:
        reading = asyncio.create_task(client.read(server.endpoint, "/"))
        async with asyncio.timeout(10):
            await asked.wait()
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
        connector = client._reading.connector if client._reading else None
        assert connector is not None
        assert not connector._acquired
        gone.set()


async def test_the_token_goes_out_and_nothing_else_that_tells_on_us() -> None:
    async with scripted(always(answer(b"{}"))) as server, transport() as client:
        await client.read(server.endpoint, "/", token="abc")
        await client.write(server.endpoint, "PUT", "/", body={"x": 1}, token="abc")
        for request in server.requests:
            assert b"Authorization: Bearer abc" in request
            assert b"user-agent" not in request.lower()
        with pytest.raises(ProtocolError):
            await client.read(server.endpoint, "/", token="a\r\nX: y")


async def test_an_upload_says_its_length_and_sends_every_byte() -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b"abc"
        yield b"defg"

    async with scripted(always(answer(b"done"))) as server, transport() as client:
        found = await client.upload(
            server.endpoint, "POST", "/", parts(), size_bytes=7, content_type="application/octet-stream"
        )
        assert found.text() == "done"
        assert server.requests[0].endswith(b"\r\n\r\nabcdefg")
        assert b"chunked" not in server.requests[0].lower()


@pytest.mark.parametrize(
    ("size", "sha256"), [(6, b""), (8, b""), (7, b"x" * 32)], ids=["too long", "too short", "another one"]
)
async def test_an_image_that_is_not_the_one_announced_never_goes_out_whole(size: int, sha256: bytes) -> None:
    async def rest() -> AsyncIterator[bytes]:
        yield b"def"
        yield b"g"

    sent = bytearray()

    async def send() -> None:
        async for chunk in checked_image(b"abc", rest(), size_bytes=size, sha256=sha256):
            sent.extend(chunk)

    with pytest.raises(InvalidArgumentError):
        await send()
    assert len(sent) < 7


@pytest.mark.parametrize(
    "make",
    [
        lambda: endpoint("miner.example", 80),
        lambda: endpoint("127.0.0.1/x", 80),
        lambda: endpoint("127.0.0.1", 0),
        lambda: endpoint("127.0.0.1", 65_536),
    ],
)
def test_only_ip_literals_and_real_ports(make: Callable[[], Endpoint]) -> None:
    with pytest.raises(InvalidArgumentError):
        make()


def test_ipv6_addresses_are_bracketed() -> None:
    assert str(endpoint("fd00::1", 80, is_tls=True).url("/a?b=c")) == "https://[fd00::1]:80/a?b=c"
