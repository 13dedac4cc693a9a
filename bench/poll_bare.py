"""The least that a poll can cost in Python: one connection, the same requests, json.loads, nothing more."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

HEADER_BYTES = 4


class Ask(asyncio.Protocol):
    """Sends requests one after another over one connection; `is_whole` tells when an answer has ended."""

    def __init__(self, requests: list[bytes], is_whole: Callable[[bytes], bool]) -> None:
        self.done: asyncio.Future[list[bytes]] = asyncio.get_running_loop().create_future()
        self._requests = requests[::-1]
        self._is_whole = is_whole
        self._answers: list[bytes] = []
        self._buffer = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask the first question."""
        self._transport = transport
        self._transport.write(self._requests.pop())

    def data_received(self, data: bytes) -> None:
        """Ask the next question, or be done."""
        self._buffer += data
        if self._is_whole(self._buffer):
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """What was not answered by now never is."""
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("closed early"))

    def _next(self) -> None:
        self._answers.append(self._buffer)
        self._buffer = b""
        if self._requests:
            self._transport.write(self._requests.pop())
        else:
            self.done.set_result(self._answers)


async def ask(
    address: str, port: int, requests: list[bytes], is_whole: Callable[[bytes], bool]
) -> list[bytes]:
    """The raw answers to requests over one connection."""
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_connection(lambda: Ask(requests, is_whole), address, port)
    try:
        return await protocol.done
    finally:
        transport.abort()


def framed(message: dict[str, Any]) -> bytes:
    """A WhatsMiner v3 message."""
    body = json.dumps(message, separators=(",", ":")).encode()
    return len(body).to_bytes(HEADER_BYTES, "little") + body


def ends_with_nul(data: bytes) -> bool:
    """Antminer's end of an answer."""
    return data.endswith(b"\0")


def is_one_object(data: bytes) -> bool:
    """A btminer sends nothing, or a NUL, behind its object."""
    return data.rstrip(b"\0\r\n ").endswith(b"}") and data.count(b"{") == data.count(b"}")


def is_one_frame(data: bytes) -> bool:
    """Length first, then as many bytes."""
    return len(data) >= HEADER_BYTES and len(data) >= HEADER_BYTES + int.from_bytes(
        data[:HEADER_BYTES], "little"
    )


def is_one_response(data: bytes) -> bool:
    """HTTP with a Content-Length."""
    head, found, body = data.partition(b"\r\n\r\n")
    if not found:
        return False
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    return len(body) >= int(length)


async def antminer(address: str, ports: dict[str, int]) -> None:
    """Stats, summary and pools in one request."""
    request = b'{"command":"stats+summary+pools"}'
    answers = await ask(address, ports["api"], [request], ends_with_nul)
    assert "stats" in json.loads(answers[0].rstrip(b"\0"))


async def whatsminer_v2(address: str, ports: dict[str, int]) -> None:
    """Summary, devs and pools in one request."""
    answers = await ask(address, ports["api"], [b'{"command":"summary+devs+pools"}'], is_one_object)
    assert "summary" in json.loads(answers[0].rstrip(b"\0"))


async def whatsminer_v3(address: str, ports: dict[str, int]) -> None:
    """The device's and the miner's state, over one connection."""
    status = {"cmd": "get.miner.status", "param": "pools+summary+edevs"}
    requests = [framed({"cmd": "get.device.info"}), framed(status)]
    for answer in await ask(address, ports["api_v3"], requests, is_one_frame):
        assert json.loads(answer[HEADER_BYTES:])["code"] == 0


async def axeos(address: str, ports: dict[str, int]) -> None:
    """One GET on a connection of its own."""
    head = f"GET /api/system/info HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    answers = await ask(address, ports["web"], [head.encode()], is_one_response)
    assert "macAddr" in json.loads(answers[0].partition(b"\r\n\r\n")[2])


READS = {
    "antminer": antminer,
    "whatsminer-v2": whatsminer_v2,
    "whatsminer-v3": whatsminer_v3,
    "axeos": axeos,
}
