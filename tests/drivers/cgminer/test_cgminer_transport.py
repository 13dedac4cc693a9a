"""Faults of the transport, from a server that does exactly what each test says."""

import asyncio

import pytest

from headframe.driver import (
    MAX_ANSWER_BYTES,
    DeviceTimeoutError,
    InvalidArgumentError,
    ProtocolError,
    UnreachableError,
)
from headframe.drivers.cgminer.transport import exchange
from tests.drivers.cgminer.scripted_server import HOST, Script, serving


def sends(*chunks: bytes, then_waits: bool = False) -> Script:
    """A script that reads a request, sends chunks one by one, and hangs up or waits for the peer to."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(0)
        if then_waits:
            await reader.read()

    return script


async def test_an_answer_ends_with_the_connection() -> None:
    async with serving(sends(b'{"a":', b"1}")) as port:
        assert await exchange(HOST, port, b"{}") == b'{"a":1}'


async def test_an_answer_ends_with_a_nul_though_the_connection_stays() -> None:
    async with serving(sends(b'{"a":', b"1}\0", then_waits=True)) as port:
        assert await exchange(HOST, port, b"{}") == b'{"a":1}\0'


async def test_an_object_ends_with_its_brace_where_the_firmware_never_hangs_up() -> None:
    async with serving(sends(b'{"a":{"b":1}', b"}\n", then_waits=True)) as port:
        assert await exchange(HOST, port, b"{}", whole_object=True) == b'{"a":{"b":1}}\n'


async def test_silence_is_a_timeout() -> None:
    async with serving(sends(then_waits=True)) as port:
        with pytest.raises(DeviceTimeoutError):
            await exchange(HOST, port, b"{}", timeout_seconds=0.05)


async def test_hanging_up_without_an_answer_is_a_protocol_error() -> None:
    async with serving(sends()) as port:
        with pytest.raises(ProtocolError):
            await exchange(HOST, port, b"{}")


async def test_more_than_the_cap_is_refused_and_not_kept() -> None:
    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        chunk = b"x" * 65_536
        for _ in range(25 * MAX_ANSWER_BYTES // len(chunk)):
            writer.write(chunk)
            await writer.drain()

    async with serving(flood) as port:
        with pytest.raises(ProtocolError, match="larger than"):
            await exchange(HOST, port, b"{}")


async def test_nothing_that_listens_is_unreachable() -> None:
    async with serving(sends()) as port:
        pass
    with pytest.raises(UnreachableError, match="Connection refused"):
        await exchange(HOST, port, b"{}")


async def test_names_are_never_resolved() -> None:
    with pytest.raises(InvalidArgumentError):
        await exchange("localhost", 4028, b"{}")


async def test_a_cancelled_exchange_leaves_no_connection() -> None:
    connected, gone = asyncio.Event(), asyncio.Event()

    async def script(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        connected.set()
        await reader.read()
        gone.set()

    async with serving(script) as port, asyncio.timeout(5):
        task = asyncio.create_task(exchange(HOST, port, b""))
        await connected.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await gone.wait()
