"""Reads back what a command changed, for a bounded time."""

import asyncio
from collections.abc import Awaitable, Callable

from headframe.driver import DeviceError, OutcomeUnknownError, WrongDeviceError

Check = Callable[[], Awaitable[str]]
"""Reads the device and returns what it found: text for people where the effect is there, else empty."""


async def until(check: Check, *, what: str, limit_seconds: float, interval_seconds: float) -> str:
    """Repeat `check` until it finds the effect, and return its text. A miner that restarts is waited for.

    Raises:
        WrongDeviceError: another device answers now.
        OutcomeUnknownError: the effect was not seen in time.
    """
    last = "the setting did not change"
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit_seconds
    while True:
        try:
            async with asyncio.timeout_at(deadline):
                found = await check()
            if found:
                return found
        except WrongDeviceError:
            raise
        except DeviceError as error:
            last = error.message
        except TimeoutError:
            pass
        if loop.time() + interval_seconds >= deadline:
            raise OutcomeUnknownError(f"{what} was accepted, but could not be read back: {last}")
        await asyncio.sleep(interval_seconds)
