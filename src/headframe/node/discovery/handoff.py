"""A bounded queue from one thread to one asyncio consumer: a slow consumer slows the thread."""

import asyncio
import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")

_RECHECK_SECONDS = 0.5


class Handoff(Generic[T]):
    """Built inside the consumer's loop. The thread puts and ends; the consumer iterates and closes."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._loop = asyncio.get_running_loop()
        self._items: deque[T] = deque()
        self._ready = asyncio.Event()
        self._changed = threading.Condition()
        self._ended = False
        self._closed = False
        self._error: BaseException | None = None

    def put(self, item: T) -> bool:
        """From the thread: wait for room, then add. False when the consumer has closed."""
        with self._changed:
            while len(self._items) >= self._capacity and not self._closed:
                self._changed.wait(_RECHECK_SECONDS)
            if self._closed:
                return False
            self._items.append(item)
        self._wake()
        return True

    def end(self, error: BaseException | None = None) -> None:
        """From the thread, as its last word: nothing more comes. `error` is raised at the consumer."""
        with self._changed:
            self._ended, self._error = True, error
        self._wake()

    def close(self) -> None:
        """From the consumer: take nothing more; a waiting `put` returns False."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    async def ended(self) -> None:
        """From the consumer, after `close`: wait until the thread has said its last word."""
        while not self._ended:
            self._ready.clear()
            if not self._ended:
                await self._ready.wait()

    def __aiter__(self) -> "Handoff[T]":
        return self

    async def __anext__(self) -> T:
        while True:
            self._ready.clear()
            with self._changed:
                if self._items:
                    self._changed.notify_all()
                    return self._items.popleft()
                if self._ended:
                    break
            await self._ready.wait()
        if self._error is not None:
            raise self._error
        raise StopAsyncIteration

    def _wake(self) -> None:
        self._loop.call_soon_threadsafe(self._ready.set)
