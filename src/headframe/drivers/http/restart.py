"""Seeing that a device restarted, rather than believing that it will."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from headframe.driver import DeviceTimeoutError, OutcomeUnknownError, ProtocolError, UnreachableError
from headframe.drivers.http.waiting import until

WENT_DOWN = "it went down"
STARTED_ANEW = "it started anew"

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
        return _is_shorter(uptime, uptime_before_seconds, since_asked) or (was_gone and uptime <= since_asked)

    return await until(watch, is_new_run, within_seconds=within_seconds, step_seconds=step_seconds)


async def until_going(
    look: Callable[[], Awaitable[float | None]],
    uptime_before_seconds: float,
    *,
    within_seconds: float,
    step_seconds: float,
) -> str:
    """See a device go down, or come back already, after a restart that was asked for just now.

    It may take minutes to come back, which is longer than a command lasts; the next polls tell.

    Raises:
        OutcomeUnknownError: it goes on as before.
    """
    clock = asyncio.get_running_loop()
    asked_at = clock.time()

    async def watch() -> str:
        try:
            uptime = await look()
        except (UnreachableError, DeviceTimeoutError, ProtocolError):
            return WENT_DOWN
        since_asked = clock.time() - asked_at
        is_new = uptime is not None and _is_shorter(uptime, uptime_before_seconds, since_asked)
        return STARTED_ANEW if is_new else ""

    seen = await until(watch, bool, within_seconds=within_seconds, step_seconds=step_seconds)
    if not seen:
        raise OutcomeUnknownError("the restart was accepted, but the device goes on as before")
    return seen


def _is_shorter(uptime: float, before: float, since_asked: float) -> bool:
    return uptime < before or uptime < before + since_asked - SLACK_SECONDS
