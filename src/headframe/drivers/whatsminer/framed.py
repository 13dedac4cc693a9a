"""API 3's framing: each message is JSON behind its length in 4 bytes, little-endian; many per connection."""

import asyncio
import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, cast

from headframe.driver import MAX_ANSWER_BYTES, DeviceTimeoutError, ProtocolError, UnreachableError
from headframe.drivers.cgminer.answers import Answer, parse
from headframe.drivers.cgminer.transport import check_literal, reason

HEADER_BYTES = 4


class FrameReader(asyncio.Protocol):
    """Collects what arrives and hands out frames, or raw bytes behind a frame.

    One reader waits at a time. The buffer is bounded by what the waiting reader asked for plus one
    read of the socket, because reading pauses while nobody waits.
    """

    def __init__(self) -> None:
        self.sent = False
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._waiter: asyncio.Future[None] | None = None
        self._ended: Exception | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to write to."""
        # A cast and no check: uvloop's transports do not derive from asyncio's.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Collect and wake the reader."""
        self._buffer += data
        if len(self._buffer) > MAX_ANSWER_BYTES + HEADER_BYTES and self._waiter is None and self._transport:
            self._transport.pause_reading()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Remember that no more will come."""
        self._ended = exc or EOFError()
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def write(self, data: bytes) -> None:
        """Queue bytes to be sent."""
        self.sent = True
        if self._transport is not None:
            self._transport.write(data)

    @property
    def unsent_bytes(self) -> int:
        """What the socket has not taken yet."""
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    @property
    def is_open(self) -> bool:
        """Whether the peer may still answer."""
        return self._ended is None

    def close(self) -> None:
        """Drop the connection."""
        if self._transport is not None:
            self._transport.abort()

    async def more(self) -> None:
        """Wait for more bytes.

        Raises:
            ProtocolError: the peer closed.
        """
        if self._transport is not None and not self._transport.is_reading() and self._ended is None:
            self._transport.resume_reading()
        if self._ended is not None:
            raise ProtocolError(
                "the device closed the connection in the middle of an answer"
            ) from self._ended
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    async def exactly(self, size: int) -> bytes:
        """The next `size` bytes."""
        while len(self._buffer) < size:
            await self.more()
        found = bytes(self._buffer[:size])
        del self._buffer[:size]
        return found

    async def some(self, limit: int) -> bytes:
        """Whatever is there, at least one and at most `limit` bytes."""
        if not self._buffer:
            await self.more()
        return await self.exactly(min(limit, len(self._buffer)))

    async def frame(self) -> Answer:
        """The next message; heartbeats (frames of length 0) are skipped."""
        while True:
            size = int.from_bytes(await self.exactly(HEADER_BYTES), "little")
            if size > MAX_ANSWER_BYTES:
                raise ProtocolError(f"the answer is larger than {MAX_ANSWER_BYTES} bytes")
            if size:
                return parse(await self.exactly(size))


def encode(message: Mapping[str, Any]) -> bytes:
    """A message as it goes out."""
    body = json.dumps(message, separators=(",", ":")).encode()
    return len(body).to_bytes(HEADER_BYTES, "little") + body


class Conversation:
    """One connection to port 4433 for as long as its `async with` block, reopened if the device closes it.

    `asked` tells whether any request went out, which is what makes a lost answer to a write unclear.
    """

    def __init__(self, address: str, port: int, *, timeout_seconds: float) -> None:
        check_literal(address)
        self._address = address
        self._port = port
        self._timeout_seconds = timeout_seconds
        self._reader: FrameReader | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Drop the connection, if there is one."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    async def read(self, message: Mapping[str, Any]) -> Answer:
        """Ask a question that may be asked twice: firmware may hang up between two of them.

        Raises:
            DeviceError: as `ask`.
        """
        used_before = self._reader is not None
        try:
            return await self.ask(message)
        except ProtocolError:
            if not used_before or (self._reader is not None and self._reader.is_open):
                raise
            return await self.ask(message)

    async def ask(self, message: Mapping[str, Any], *, timeout_seconds: float | None = None) -> Answer:
        """Send one message and return the one that answers it.

        Raises:
            UnreachableError: no connection, so that nothing was sent.
            DeviceTimeoutError: no answer in time.
            ProtocolError: no sense in it, or too much of it.
        """
        limit = self._timeout_seconds if timeout_seconds is None else timeout_seconds
        reader = await self.connect()
        try:
            async with asyncio.timeout(limit):
                reader.write(encode(message))
                return await reader.frame()
        except TimeoutError as error:
            raise DeviceTimeoutError(f"no complete answer within {limit:g} s") from error

    async def connect(self) -> FrameReader:
        """The open connection, made anew where there is none.

        Raises:
            UnreachableError: nothing listens.
        """
        if self._reader is not None and self._reader.is_open:
            return self._reader
        self.close()
        try:
            async with asyncio.timeout(self._timeout_seconds):
                _, self._reader = await asyncio.get_running_loop().create_connection(
                    FrameReader, self._address, self._port
                )
        except TimeoutError as error:
            limit = self._timeout_seconds
            raise UnreachableError(f"no connection to port {self._port} within {limit:g} s") from error
        except OSError as error:
            raise UnreachableError(f"no connection to port {self._port}: {reason(error)}") from error
        return self._reader
