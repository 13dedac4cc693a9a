"""Items become numbered batches; batches wait until the server has acknowledged them.

Memory is bounded by `waiting_batches`: past it the oldest batch is let go and its items are counted.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Message = TypeVar("Message")


@dataclass(frozen=True, slots=True)
class OutboxConfig:
    """When a batch is closed, how many wait, how many are sent without an answer."""

    batch_items: int = 2_000
    flush_seconds: float = 0.5
    waiting_batches: int = 1_024
    in_flight_batches: int = 8


class Outbox(Generic[Item, Message]):
    """A queue of batches. `encode(items, sequence)` makes a batch's message when it is closed."""

    def __init__(self, encode: Callable[[Sequence[Item], int], Message], config: OutboxConfig) -> None:
        self._encode = encode
        self._config = config
        self._pending: list[Item] = []
        self._waiting: deque[tuple[int, int, Message]] = deque()  # sequence, items, message
        self._last_sequence = 0
        self._changed = asyncio.Event()
        self._acknowledged = asyncio.Event()
        self._closing = False
        self._seal_at = 0.0
        self.dropped_items = 0

    def put(self, item: Item) -> None:
        """Add an item; never blocks."""
        if not self._pending:
            self._seal_at = time.monotonic() + self._config.flush_seconds
            self._changed.set()
        self._pending.append(item)
        if len(self._pending) >= self._config.batch_items:
            self._seal()
            self._changed.set()

    def resume_after(self, sequence: int) -> None:
        """The server has all up to here: forget those, and number on from there at least."""
        self.acknowledge(sequence)
        self._last_sequence = max(self._last_sequence, sequence)

    def acknowledge(self, sequence: int) -> None:
        """Stored up to and including `sequence`."""
        while self._waiting and self._waiting[0][0] <= sequence:
            self._waiting.popleft()
        self._changed.set()
        self._acknowledged.set()

    def close(self) -> None:
        """Nothing more comes; streams end once all that waits has been sent."""
        self._closing = True
        self._changed.set()

    @property
    def waiting_items(self) -> int:
        """Items that the server has not acknowledged."""
        return len(self._pending) + sum(items for _, items, _ in self._waiting)

    async def sent(self) -> None:
        """Until the server has everything that was put in before this call.

        Closes no batch early: callers by the hundred would make as many batches.
        """
        last = self._last_sequence + bool(self._pending)
        while self._last_sequence < last or (self._waiting and self._waiting[0][0] <= last):
            self._acknowledged.clear()
            await self._acknowledged.wait()

    async def stream(self) -> AsyncIterator[Message]:
        """Everything unacknowledged in order, then what comes, until closed and sent."""
        sent = 0
        while True:
            self._changed.clear()
            self._seal_if_due()
            for sequence, message in self._sendable(sent):
                sent = sequence
                yield message
            if self._closing and (not self._waiting or self._waiting[-1][0] <= sent):
                return
            await self._wait()

    def _sendable(self, sent: int) -> list[tuple[int, Message]]:
        window = list(self._waiting)[: self._config.in_flight_batches]
        return [(sequence, message) for sequence, _, message in window if sequence > sent]

    async def _wait(self) -> None:
        """Until something changed, or a batch is due."""
        seconds = max(0.0, self._seal_at - time.monotonic()) if self._pending else None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    def _seal_if_due(self) -> None:
        if self._pending and (self._closing or time.monotonic() >= self._seal_at):
            self._seal()

    def _seal(self) -> None:
        if not self._pending:
            return
        items, self._pending = self._pending, []
        self._last_sequence += 1
        message = self._encode(items, self._last_sequence)
        self._waiting.append((self._last_sequence, len(items), message))
        while len(self._waiting) > self._config.waiting_batches:
            self.dropped_items += self._waiting.popleft()[1]
