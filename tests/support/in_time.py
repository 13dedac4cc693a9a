"""Waiting within an event loop for something that holds, with a deadline."""

import asyncio
from collections.abc import Callable

DEADLINE_SECONDS = 10.0
TURN_SECONDS = 0.005


async def in_time(holds: Callable[[], bool]) -> None:
    """Until it holds; TimeoutError past the deadline."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not holds():  # noqa: ASYNC110 - a condition, not an event of ours
            await asyncio.sleep(TURN_SECONDS)
