"""Streams that a driver gives, contained: bounded ahead, ended in time, whatever the driver does."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import TypeVar

from headframe.driver.guard import Abandoned, contained

T = TypeVar("T")

AHEAD_ITEMS = 4
"""Items that a driver may give before they are taken."""


async def pumped(
    stream: Callable[[], AsyncIterator[T]], seconds: float | None, abandoned: Abandoned
) -> AsyncGenerator[T, None]:
    """The items of `stream()`, which runs from start to end in one task of its own.

    Raises what the stream raises, RuntimeError where that would end the event loop or was a
    cancellation that nobody asked for, and TimeoutError after `seconds` even where the stream ignores it.
    """
    ready: asyncio.Queue[T] = asyncio.Queue(AHEAD_ITEMS)

    async def pump() -> None:
        async for item in stream():
            await ready.put(item)

    loop = asyncio.get_running_loop()
    end = None if seconds is None else loop.time() + seconds
    task = loop.create_task(contained(pump()))
    try:
        while not (task.done() and ready.empty()):
            taking = loop.create_task(ready.get())
            left = None if end is None else max(end - loop.time(), 0.0)
            done, _ = await asyncio.wait((taking, task), timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if taking in done:
                yield taking.result()
            else:
                taking.cancel()
            if not done:
                raise TimeoutError
        if task.cancelled():
            raise RuntimeError("CancelledError")
        task.result()
    finally:
        abandoned.cancel(task)
