"""A process that runs until it is told to stop."""

import asyncio
import resource
import signal
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import uvloop

Result = TypeVar("Result")


def raise_file_limit() -> None:
    """Use as many file descriptors as the machine allows: thousands of miners are as many sockets."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def run_until_stopped(main: Callable[[Callable[[], Awaitable[None]]], Coroutine[Any, Any, Result]]) -> Result:
    """Run `main(stopped)` on uvloop; `await stopped()` returns at SIGINT or SIGTERM.

    A second signal cancels `main`, in case stopping hangs.
    """

    async def wrapped() -> Result:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        task = asyncio.current_task()

        def on_signal() -> None:
            if stop.is_set() and task:
                task.cancel()
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, on_signal)

        async def stopped() -> None:
            await stop.wait()

        return await main(stopped)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(wrapped())
