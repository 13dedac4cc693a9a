"""One request and its answer over cgminer's TCP API: connect, write, read until the peer is done."""

import asyncio
import functools
import ipaddress
import os
from typing import cast

from headframe.driver import (
    MAX_ANSWER_BYTES,
    DeviceTimeoutError,
    InvalidArgumentError,
    ProtocolError,
    UnreachableError,
)

REQUEST_TIMEOUT_SECONDS = 10.0
"""The longest one request may take, connecting included; the caller's own deadline is usually shorter."""

LITERALS_REMEMBERED = 65_536
"""Addresses that need no second look; parsing one costs as much as a tenth of a poll's own work."""

_WHITESPACE = b" \t\r\n"


class Exchange(asyncio.Protocol):
    """Writes one request on connecting and collects the answer.

    An answer ends with a NUL byte or with the end of the connection. Firmware that does neither, but sends
    one JSON object (`whole_object`), is done when braces balance: counting them costs nothing, and a brace
    inside a string only makes us wait for one of the other two ends.
    """

    def __init__(self, request: bytes, *, whole_object: bool, limit: int) -> None:
        self.connected = False
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._request = request
        self._whole_object = whole_object
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0
        self._depth = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the request at once."""
        self.connected = True
        # A cast and no check: uvloop's transports do not derive from asyncio's.
        cast("asyncio.WriteTransport", transport).write(self._request)

    def data_received(self, data: bytes) -> None:
        """Collect, and stop at the first sign of an end or of too much."""
        if self.answer.done():
            return
        self._size += len(data)
        if self._size > self._limit:
            self._parts.clear()
            self.answer.set_exception(ProtocolError(f"the answer is larger than {self._limit} bytes"))
            return
        self._parts.append(data)
        if data.endswith(b"\0") or (self._whole_object and self._balanced(data)):
            self.answer.set_result(b"".join(self._parts))

    def _balanced(self, data: bytes) -> bool:
        self._depth += data.count(b"{") - data.count(b"}")
        return self._depth == 0 and data.rstrip(_WHITESPACE).endswith(b"}")

    def connection_lost(self, exc: Exception | None) -> None:
        """The peer closed: that is how most firmware ends an answer."""
        if self.answer.done():
            return
        if exc is not None:
            self.answer.set_exception(
                ProtocolError("the connection was reset before the answer was complete")
            )
        elif not self._parts:
            self.answer.set_exception(ProtocolError("the device closed the connection without an answer"))
        else:
            self.answer.set_result(b"".join(self._parts))


@functools.lru_cache(maxsize=LITERALS_REMEMBERED)
def check_literal(address: str) -> None:
    """Refuse anything but an IP literal: a driver never resolves names.

    Raises:
        InvalidArgumentError: it is not one.
    """
    try:
        ipaddress.ip_address(address)
    except ValueError as error:
        raise InvalidArgumentError("the address is not an IP literal") from error


def reason(error: OSError) -> str:
    """Why a connection failed, in the system's words and without the library's."""
    return os.strerror(error.errno) if error.errno else "refused"


async def exchange(
    address: str,
    port: int,
    request: bytes,
    *,
    whole_object: bool = False,
    timeout_seconds: float = REQUEST_TIMEOUT_SECONDS,
    limit: int = MAX_ANSWER_BYTES,
) -> bytes:
    """Send `request` and return the raw answer, its trailing NUL included.

    Raises:
        UnreachableError: no connection, so that nothing was sent.
        DeviceTimeoutError: connected and sent, but the answer did not end in time.
        ProtocolError: no answer, one cut by a reset, or one larger than `limit`.
    """
    check_literal(address)
    loop = asyncio.get_running_loop()
    protocol = Exchange(request, whole_object=whole_object, limit=limit)
    transport: asyncio.Transport | None = None
    try:
        async with asyncio.timeout(timeout_seconds):
            transport, _ = await loop.create_connection(lambda: protocol, address, port)
            return await protocol.answer
    except TimeoutError as error:
        if protocol.connected:
            raise DeviceTimeoutError(f"no complete answer within {timeout_seconds:g} s") from error
        raise UnreachableError(f"no connection to port {port} within {timeout_seconds:g} s") from error
    except OSError as error:
        raise UnreachableError(f"no connection to port {port}: {reason(error)}") from error
    finally:
        protocol.answer.cancel()
        if transport is not None:
            transport.abort()
