"""Finished results on their way into messages."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from headframe.driver.limits import GROUP_BYTES, GROUP_RESULTS, GROUP_WAIT_SECONDS

_CONTINUED = 0x80
_RESULTS_TAG = b"\x0a"  # field 1, length-delimited: PollResponse.results


class Outbox:
    """Groups serialised PollResults into serialised PollResponses.

    A group leaves when it is full, when its first result has waited GROUP_WAIT_SECONDS, or when it is
    the last. Results are framed by hand, because adding a built message to a repeated field copies it.
    """

    def __init__(self, expected: int) -> None:
        self._missing = expected
        self._results: deque[bytes] = deque()
        self._size = 0
        self._due = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        if not expected:
            self._due.set()

    def put(self, result: bytes) -> None:
        """Add one serialised PollResult."""
        self._results.append(result)
        self._size += len(result)
        self._missing -= 1
        if not self._missing or len(self._results) >= GROUP_RESULTS or self._size >= GROUP_BYTES:
            self._due.set()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GROUP_WAIT_SECONDS, self._due.set)

    async def groups(self) -> AsyncIterator[bytes]:
        """Messages, until `expected` results have left."""
        while self._missing or self._results:
            await self._due.wait()
            yield self._take()

    def _take(self) -> bytes:
        parts: list[bytes] = []
        size = 0
        while self._results and size < GROUP_BYTES:
            result = self._results.popleft()
            size += len(result)
            parts += (_RESULTS_TAG, varint(len(result)), result)
        self._size -= size
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._results and self._missing:
            self._due.clear()
        return b"".join(parts)


def varint(value: int) -> bytes:
    """A length as protobuf writes it: seven bits a byte, the lowest first."""
    out = bytearray()
    while value >= _CONTINUED:
        out.append(value % _CONTINUED | _CONTINUED)
        value >>= 7
    out.append(value)
    return bytes(out)
