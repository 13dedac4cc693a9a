"""Items become batches, batches go through the spool, and leave it when the server has them.

`put` never waits. What it is given stands in memory until its batch is closed, for `flush_seconds` at the
most; from then on it is on disk. While the disk takes nothing, closed batches wait in memory, bounded by
`unwritten_batches`, and past that the oldest is let go and counted.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar

import structlog

from headframe.core.errors import HeadframeError
from headframe.node.spool.records import Batch, Loss, Stream
from headframe.node.spool.spool import Spool

log = structlog.get_logger(__name__)

MAX_FRESH = 64
"""Batches that are kept in memory as well, to be sent without reading them back."""
RETRY_SECONDS = 5.0
"""Between two tries to write to a disk that takes nothing."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Message = TypeVar("Message")
Taken_contra = TypeVar("Taken_contra", contravariant=True)
Made_co = TypeVar("Made_co", covariant=True)


@dataclass(frozen=True, slots=True)
class OutboxConfig:
    """When a batch is closed, how many are sent without an answer, how many may wait for the disk."""

    batch_items: int = 2_000
    flush_seconds: float = 0.5
    in_flight_batches: int = 8
    unwritten_batches: int = 1_024


class Form(Protocol[Taken_contra, Made_co]):
    """How items become a batch, and a batch becomes a message."""

    def batch(self, items: Sequence[Taken_contra]) -> Batch:
        """A batch of these items, in their order; its id is 0."""
        ...

    def message(self, body: bytes, sequence: int) -> Made_co:
        """The message to send."""
        ...


class Outbox(Generic[Item, Message]):
    """One stream of uploads. `newest_first`: fresh batches overtake those of an outage.

    `run` writes what is closed; without it nothing leaves. `on_loss` is told what found no room.
    """

    def __init__(
        self,
        stream: Stream,
        form: Form[Item, Message],
        spool: Spool,
        config: OutboxConfig,
        *,
        newest_first: bool,
        on_loss: Callable[[Loss], None],
    ) -> None:
        self._stream = stream
        self._form = form
        self._spool = spool
        spool.tell_losses(stream, self._lost)
        self._config = config
        self._newest_first = newest_first
        self._on_loss = on_loss
        self._pending: list[Item] = []
        self._seal_at = 0.0
        self._closed: deque[tuple[int, Batch]] = deque()
        self._last_closed = 0
        self._fresh: deque[Batch] = deque(maxlen=MAX_FRESH)
        self._in_flight: deque[tuple[int, int]] = deque()  # number, batch id
        self._heard_at = 0.0
        self._sent = asyncio.Event()
        self._open: dict[int, int] = {}  # how many-eth of this process by batch id
        self._unwritten: set[int] = set()
        self._changed = asyncio.Event()
        self._written = asyncio.Event()
        self._acknowledged = asyncio.Event()
        self._streams = 0
        self._closing = False
        self.dropped_items = 0

    @property
    def name(self) -> str:
        """Of the stream."""
        return self._stream.value

    @property
    def unwritten_batches(self) -> int:
        """Closed batches that are not on disk yet."""
        return len(self._closed)

    def put(self, item: Item) -> None:
        """Add an item; never blocks."""
        if not self._pending:
            self._seal_at = time.monotonic() + self._config.flush_seconds
            self._changed.set()
        self._pending.append(item)
        if len(self._pending) >= self._config.batch_items:
            self._close_batch()

    def close(self) -> None:
        """Nothing more comes; the stream ends once all has been sent."""
        self._closing = True
        self._changed.set()
        self._written.set()

    async def run(self) -> None:
        """Write closed batches to the spool until cancelled."""
        while True:
            await self._until_due()
            if self._pending and (self._closing or time.monotonic() >= self._seal_at):
                self._close_batch()
            while self._closed:
                await self._write(*self._closed[0])

    async def resume_after(self, sequence: int) -> bool:
        """The server has all up to here: forget those, and number on from there at least.

        Whether it has less than it once acknowledged: its database was restored from a backup. Waits while
        the disk takes nothing: without it no number may be given.
        """
        is_less = await self._patiently(lambda: self._spool.seen_back(self._stream, sequence))
        await self._patiently(lambda: self._spool.acknowledge(self._stream, sequence))
        self._answered_up_to(sequence)
        return is_less

    async def acknowledge(self, sequence: int) -> None:
        """Stored up to and including `sequence`. What a full disk keeps is let go with a later one."""
        try:
            await self._spool.acknowledge(self._stream, sequence)
        except HeadframeError as error:
            self._warn(error)
        self._answered_up_to(sequence)

    def _answered_up_to(self, sequence: int) -> None:
        while self._in_flight and self._in_flight[0][0] <= sequence:
            self._open.pop(self._in_flight.popleft()[1], None)
        self._heard_at = time.monotonic()
        self._written.set()
        self._acknowledged.set()

    async def unanswered(self, seconds: float) -> None:
        """Until something was sent and nothing acknowledged for so long."""
        while True:
            while not self._in_flight:
                self._sent.clear()
                await self._sent.wait()
            left = self._heard_at + seconds - time.monotonic()
            if left <= 0:
                return
            await asyncio.sleep(left)

    async def sent(self) -> None:
        """Until the server has everything that was put in before this call, or it was lost.

        Closes no batch early: callers by the hundred would make as many batches.
        """
        last = self._last_closed + bool(self._pending)
        while self._last_closed < last or any(
            number <= last for number in (*self._unwritten, *self._open.values())
        ):
            self._acknowledged.clear()
            await self._acknowledged.wait()

    async def stream(self) -> AsyncIterator[Message]:
        """What was sent and not acknowledged, by its numbers; then what waits and what comes.

        One stream at a time: where a transport has not let go of an older one yet, that ends by itself, and
        numbers nothing more that nobody would get.
        """
        self._streams += 1
        mine = self._streams
        self._in_flight.clear()
        for again in await self._patiently(lambda: self._spool.sent(self._stream)):
            assert again.sequence is not None  # noqa: S101 - that is what `sent` gives
            await self._room()
            if mine != self._streams:
                return
            self._note_sent(again.sequence, again.id)
            yield self._form.message(again.body, again.sequence)
        backlog: deque[Batch] = deque()
        while True:
            await self._room()
            self._written.clear()
            batch = await self._next(backlog)
            if mine != self._streams or (batch is None and self._is_all_sent()):
                return
            if batch is None:
                await self._written.wait()
                continue
            sequence = await self._patiently(partial(self._spool.number, self._stream, batch.id))
            if mine != self._streams:
                return  # the newer one has it among those that were sent
            if sequence is not None:
                self._note_sent(sequence, batch.id)
                yield self._form.message(batch.body, sequence)

    def _note_sent(self, sequence: int, batch_id: int) -> None:
        if not self._in_flight:
            self._heard_at = time.monotonic()
            self._sent.set()
        self._in_flight.append((sequence, batch_id))

    def _is_all_sent(self) -> bool:
        return self._closing and not (self._pending or self._closed)

    async def _next(self, backlog: deque[Batch]) -> Batch | None:
        if self._newest_first and self._fresh:
            return self._fresh.popleft()
        if not backlog:
            self._fresh.clear()  # they are in the spool, in their order
            backlog.extend(await self._spool.oldest(self._stream, limit=self._config.in_flight_batches))
        return backlog.popleft() if backlog else None

    async def _room(self) -> None:
        """Until fewer batches than allowed are sent without an answer."""
        while len(self._in_flight) >= self._config.in_flight_batches:
            self._acknowledged.clear()
            await self._acknowledged.wait()

    async def _until_due(self) -> None:
        """Until a batch is closed, or has to be."""
        while not self._closed:
            self._changed.clear()
            if self._pending and (self._closing or time.monotonic() >= self._seal_at):
                return
            seconds = max(0.0, self._seal_at - time.monotonic()) if self._pending else None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._changed.wait()

    def _close_batch(self) -> None:
        items, self._pending = self._pending, []
        self._last_closed += 1
        self._closed.append((self._last_closed, self._form.batch(items)))
        self._unwritten.add(self._last_closed)
        if len(self._closed) > self._config.unwritten_batches:
            number, batch = self._closed.popleft()
            self._unwritten.discard(number)
            self._lost(Loss(self._stream, batch.items, batch.first_ms, batch.last_ms))
        self._changed.set()

    async def _write(self, number: int, batch: Batch) -> None:
        try:
            kept = await self._spool.put(self._stream, batch)
        except HeadframeError as error:
            self._warn(error)
            await asyncio.sleep(RETRY_SECONDS)
            return
        if self._closed and self._closed[0][0] == number:
            self._closed.popleft()
        self._unwritten.discard(number)
        self._open[kept.id] = number
        self._fresh.append(kept)
        self._written.set()

    async def _patiently(self, work: Callable[[], Awaitable[Answer]]) -> Answer:
        """Ask the spool until it can: a disk that takes nothing holds up uploads, and nothing else."""
        while True:
            try:
                return await work()
            except HeadframeError as error:
                self._warn(error)
                await asyncio.sleep(RETRY_SECONDS)

    def _warn(self, error: HeadframeError) -> None:
        log.warning("spool_takes_nothing", stream=self._stream.value, code=error.code, why=error.message)

    def _lost(self, loss: Loss) -> None:
        self.dropped_items += loss.items
        for batch_id in loss.batch_ids:
            self._open.pop(batch_id, None)
        self._acknowledged.set()
        self._on_loss(loss)
