"""Seeing that a device restarted, rather than believing that it will."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from headframe.driver import DeviceTimeoutError, ProtocolError, UnreachableError
from headframe.drivers.http.waiting import until

SLACK_SECONDS = 2.0
"""Uptimes are whole seconds, and a device answers a moment after it measured."""

T = TypeVar("T")


async def until_restarted(
    look: Callable[[], Awaitable[T]],
    uptime_of: Callable[[T], float | None],
    uptime_before_seconds: float,
    *,
    within_seconds: float,
    step_seconds: float,
) -> T | None:
    """The first answer of a new run, after a restart that was asked for just now; None if none came.

    A run is new if its uptime is less than before, or less than it would be had it gone on, or if the device
    was gone meanwhile and has not been up for longer than that.
    """
    clock = asyncio.get_running_loop()
    asked_at = clock.time()
    was_gone = False

    async def watch() -> T:
        nonlocal was_gone
        try:
            return await look()
        except (UnreachableError, DeviceTimeoutError, ProtocolError):
            was_gone = True
            raise

    def is_new_run(answer: T) -> bool:
        uptime = uptime_of(answer)
        if uptime is None:
            return False
        since_asked = clock.time() - asked_at
        if uptime < uptime_before_seconds or uptime < uptime_before_seconds + since_asked - SLACK_SECONDS:
            return True
        return was_gone and uptime <= since_asked

    return await until(watch, is_new_run, within_seconds=within_seconds, step_seconds=step_seconds)
