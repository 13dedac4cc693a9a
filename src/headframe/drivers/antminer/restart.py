"""Sees a reboot happen: the web server falls silent. It tells no time of its own to compare."""

import asyncio
from collections.abc import Awaitable, Callable

from headframe.driver import DeviceError, Executed, OutcomeUnknownError, WrongDeviceError


async def seen(
    alive: Callable[[], Awaitable[None]], *, limit_seconds: float, interval_seconds: float
) -> Executed:
    """Wait until the miner stops answering.

    Raises:
        WrongDeviceError: another device answers now.
        OutcomeUnknownError: it goes on as if nothing had been said.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit_seconds
    while loop.time() < deadline:
        try:
            async with asyncio.timeout_at(deadline):
                await alive()
        except WrongDeviceError:
            raise
        except (DeviceError, TimeoutError):
            return Executed(verified=True, detail="it went down")
        await asyncio.sleep(interval_seconds)
    raise OutcomeUnknownError("the reboot was accepted, but the miner goes on as before")
