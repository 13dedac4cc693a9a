"""The HTTP families: one aiohttp server for all addresses; the miner is found by local address."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from headframe.minersim.faults import FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.net.encode import encode_json
from headframe.minersim.net.mishap import FILLER_CHUNK_BYTES, Mishap, draw_mishap, garbage

HttpHandler = Callable[[SimMiner, web.BaseRequest], Awaitable[web.Response]]
KEEPALIVE_SECONDS = 15.0


def json_response(miner: SimMiner, tree: Any, status: int = 200) -> web.Response:
    """A JSON answer of this miner."""
    return web.Response(body=encode_json(miner, tree), status=status, content_type="application/json")


class HttpFront:
    """Routes each connection to the miner that owns its local address, through the fault menu."""

    def __init__(self) -> None:
        self._sites: dict[tuple[str, int], tuple[SimMiner, HttpHandler]] = {}
        self.server = web.Server(
            self._handle,
            access_log=None,
            handler_cancellation=True,
            keepalive_timeout=KEEPALIVE_SECONDS,
        )

    def add(self, address: str, port: int, miner: SimMiner, handler: HttpHandler) -> None:
        """Serve `miner` at this address and port."""
        self._sites[address, port] = (miner, handler)

    def drop_connections(self, address: str) -> None:
        """Reset every connection to this address, as a reboot does."""
        for connection in list(self.server.connections):
            transport = connection.transport
            if transport is not None and transport.get_extra_info("sockname")[0] == address:
                transport.abort()

    async def close(self) -> None:
        """Drop all connections."""
        await self.server.shutdown(timeout=0.5)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        transport = request.transport
        if transport is None:
            return web.Response(status=503)
        miner, handler = self._sites[transport.get_extra_info("sockname")[:2]]
        if miner.is_down:
            transport.abort()
            return web.Response(status=503)
        miner.requests_answered += 1
        mishap = draw_mishap(miner.faults)
        if mishap is None:
            return await handler(miner, request)
        return await self._suffer(mishap, miner, request, handler)

    async def _suffer(
        self, mishap: Mishap, miner: SimMiner, request: web.BaseRequest, handler: HttpHandler
    ) -> web.StreamResponse:
        if mishap.kind is FaultKind.HANG:
            await asyncio.Event().wait()
        if mishap.delay_seconds:
            await asyncio.sleep(mishap.delay_seconds)
        if mishap.kind is FaultKind.HUGE_ANSWER:
            return await _send_filler(request, mishap.size_bytes)
        response = await handler(miner, request)
        if mishap.kind is not None and request.transport is not None:
            whole = _raw(response)
            is_noise = mishap.kind is FaultKind.GARBAGE
            request.transport.write(garbage(miner.seed) if is_noise else whole[: len(whole) // 2])
            request.transport.close()
            if mishap.kind is FaultKind.REBOOT_MID_ANSWER:
                miner.reboot()
        return response


def _raw(response: web.Response) -> bytes:
    body = response.body if isinstance(response.body, bytes) else b""
    head = (
        f"HTTP/1.1 {response.status} {response.reason}\r\n"
        f"Content-Type: {response.content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _send_filler(request: web.BaseRequest, size_bytes: int) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    chunk = b"A" * FILLER_CHUNK_BYTES
    for start in range(0, size_bytes, FILLER_CHUNK_BYTES):
        await response.write(chunk[: size_bytes - start])
    await response.write_eof()
    return response
