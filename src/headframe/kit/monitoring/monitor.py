"""What one process tells of itself, made by whoever owns the process and handed to its parts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from headframe.kit.clock import Clock
from headframe.kit.monitoring.health import Health
from headframe.kit.monitoring.listening import MonitorListen
from headframe.kit.monitoring.meters import Meters
from headframe.kit.monitoring.process import LoopLag, measure_process
from headframe.kit.monitoring.serving import served


@dataclass(frozen=True, slots=True)
class Monitor:
    """Metrics, health, and how late the event loop is."""

    meters: Meters
    health: Health
    lag: LoopLag


@contextlib.asynccontextmanager
async def monitoring(
    listen: MonitorListen | None, *parts: str, version: str, mode: str, clock: Clock
) -> AsyncIterator[Monitor]:
    """A monitor for as long as the block, served where `listen` says; it is there before the parts are.

    Raises:
        HeadframeError: INVALID_REQUEST where it cannot be served.
    """
    meters = Meters()
    monitor = Monitor(meters, Health(clock, *parts), LoopLag(meters))
    measure_process(meters, version=version, mode=mode)
    watching = asyncio.create_task(monitor.lag.run())
    try:
        async with contextlib.AsyncExitStack() as stack:
            if listen:
                await stack.enter_async_context(served(listen, meters, monitor.health))
            yield monitor
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
