"""Waiting for a device to show the effect of a write, never longer than said."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from headframe.driver import DeviceTimeoutError, ProtocolError, UnreachableError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Waits:
    """How long a driver waits to see what it told a device; a command may end sooner."""

    settle_seconds: float = 20.0
    """For a setting to read back, or mining to start or stop."""

    down_seconds: float = 25.0
    """For a device to go down after it was told to restart."""

    reboot_seconds: float = 180.0
    """For a device to come back with new firmware."""

    firmware_seconds: float = 600.0
    """For an uploaded image to be installed."""

    step_seconds: float = 0.5
    """Between two looks."""


async def until(
    look: Callable[[], Awaitable[T]],
    is_shown: Callable[[T], bool],
    *,
    within_seconds: float,
    step_seconds: float,
) -> T | None:
    """Look until `is_shown` holds, and return what was seen then; None when the time is over.

    A device that does not answer, or answers half, is looked at again: it may be restarting. Any other
    failure is raised, above all another device at the address.
    """
    clock = asyncio.get_running_loop()
    end = clock.time() + within_seconds
    while True:
        try:
            async with asyncio.timeout_at(end):
                seen = await look()
        except (UnreachableError, DeviceTimeoutError, ProtocolError, TimeoutError):
            seen = None
        if seen is not None and is_shown(seen):
            return seen
        if clock.time() + step_seconds >= end:
            return None
        await asyncio.sleep(step_seconds)
