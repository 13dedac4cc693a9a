"""Sees a reboot happen: the miner falls silent, or its clock starts anew."""

import asyncio
from collections.abc import Awaitable, Callable

from headframe.driver import DeviceError, Executed, OutcomeUnknownError, WrongDeviceError


async def seen(
    uptime: Callable[[], Awaitable[int | None]],
    *,
    before: int | None,
    limit_seconds: float,
    interval_seconds: float,
) -> Executed:
    """Wait until the miner stops answering or reports a shorter uptime than `before`.

    `uptime` reads the miner; None stands for one that tells no uptime. Running out of time in the middle
    of a reading proves nothing, so that only the reading's own failure counts as silence.

    Raises:
        WrongDeviceError: another device answers now.
        OutcomeUnknownError: it goes on as if nothing had been said.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit_seconds
    while loop.time() < deadline:
        try:
            async with asyncio.timeout_at(deadline):
                now = await uptime()
        except WrongDeviceError:
            raise
        except DeviceError:
            return Executed(verified=True, detail="it went down")
        except TimeoutError:
            break
        if now is not None and before is not None and now < before:
            return Executed(verified=True, detail=f"it started anew {now} s ago")
        await asyncio.sleep(interval_seconds)
    raise OutcomeUnknownError("the reboot was accepted, but the miner goes on as before")
