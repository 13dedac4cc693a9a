"""The base of the TCP families: collect a request, answer it, close; with the fault menu."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, cast

from headframe.minersim.faults import FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.net.mishap import FILLER_CHUNK_BYTES, Mishap, draw_mishap, garbage

MAX_REQUEST_BYTES = 64 * 1024
Spawn = Callable[[Coroutine[Any, Any, None]], None]


class TcpSession(asyncio.Protocol):
    """One connection to one miner.

    A subclass implements `on_bytes`, which looks at `self.buffer`, and calls `answer`.
    """

    def __init__(self, miner: SimMiner, sessions: set["TcpSession"], spawn: Spawn) -> None:
        self.miner = miner
        self.buffer = b""
        self._sessions = sessions
        self._spawn = spawn
        self._transport: asyncio.Transport | None = None
        self._writable: asyncio.Event | None = None
        self._answering = False

    def on_bytes(self, *, ended: bool) -> None:
        """Look for a whole request in `self.buffer`; `ended` when no more will come."""
        raise NotImplementedError

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection, unless the miner is rebooting."""
        self._transport = cast("asyncio.Transport", transport)
        self._sessions.add(self)
        if self.miner.is_down:
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection; why it went does not matter to a miner."""
        del exc
        self._sessions.discard(self)
        self._transport = None
        if self._writable is not None:
            self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Collect, bounded."""
        self.buffer += data
        if len(self.buffer) > MAX_REQUEST_BYTES:
            self.abort()
            return
        self.on_bytes(ended=False)

    def eof_received(self) -> bool:
        """The client will send no more: answer what there is, then close."""
        if self.buffer:
            self.on_bytes(ended=True)
        return self._answering

    def pause_writing(self) -> None:
        """The client reads too slowly."""
        self._writable = self._writable or asyncio.Event()
        self._writable.clear()

    def resume_writing(self) -> None:
        """The client has caught up."""
        if self._writable is not None:
            self._writable.set()

    def abort(self) -> None:
        """Reset the connection."""
        if self._transport is not None:
            self._transport.abort()

    def answer(self, body: bytes, *, close: bool = True) -> None:
        """Send `body`, or what the fault menu makes of it."""
        self.miner.requests_answered += 1
        mishap = draw_mishap(self.miner.faults)
        if mishap is None:
            self._send(body, close=close)
        elif mishap.kind is not FaultKind.HANG:
            self._answering = True
            self._spawn(self._suffer(mishap, body, close=close))

    def _send(self, body: bytes, *, close: bool) -> None:
        if self._transport is not None:
            self._transport.write(body)
            if close:
                self._transport.close()

    async def _suffer(self, mishap: Mishap, body: bytes, *, close: bool) -> None:
        if mishap.delay_seconds:
            await asyncio.sleep(mishap.delay_seconds)
        match mishap.kind:
            case FaultKind.GARBAGE:
                self._send(garbage(self.miner.seed), close=True)
            case FaultKind.HALF_ANSWER:
                self._send(body[: len(body) // 2], close=True)
            case FaultKind.REBOOT_MID_ANSWER:
                self._send(body[: len(body) // 2], close=False)
                self.miner.reboot()
            case FaultKind.HUGE_ANSWER:
                await self._send_filler(mishap.size_bytes)
            case _:
                self._send(body, close=close)

    async def _send_filler(self, size_bytes: int) -> None:
        self._send(b'{"STATUS":"', close=False)
        chunk = b"A" * FILLER_CHUNK_BYTES
        for start in range(0, size_bytes, FILLER_CHUNK_BYTES):
            if self._transport is None:
                return
            self._transport.write(chunk[: size_bytes - start])
            if self._writable is not None:
                await self._writable.wait()
        self._send(b'"}', close=True)
