"""Lanes: bounded queues of work that do not wait for one another.

Within a lane the commands of one device run one after another, in the order they came; those of different
devices run side by side up to the lane's concurrency. A full lane says so at once.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass
from typing import TypeAlias

from headframe.core.errors import Code, HeadframeError

Work: TypeAlias = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class LaneConfig:
    """How many devices at once, and how much may wait."""

    concurrency: int
    waiting: int


class Lane:
    """One lane. `submit` never blocks; work runs in the task group given."""

    def __init__(self, name: str, config: LaneConfig, group: asyncio.TaskGroup) -> None:
        self._name = name
        self._config = config
        self._group = group
        self._slots = asyncio.Semaphore(config.concurrency)
        self._queues: dict[int, deque[Work]] = {}
        self._device_ended: asyncio.Event | None = None
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """Work that has not begun."""
        return self._waiting

    async def ended(self, devices: Container[int]) -> None:
        """Until there is no work for any device but these."""
        while any(device_id not in devices for device_id in self._queues):
            self._device_ended = self._device_ended or asyncio.Event()
            await self._device_ended.wait()

    def submit(self, device_id: int, work: Work) -> None:
        """Queue work behind the device's earlier work. Raises HeadframeError BUSY when full."""
        if self._waiting >= self._config.waiting:
            raise HeadframeError(
                Code.BUSY, f"{self._waiting} {self._name} wait on this node; repeat it in a moment"
            )
        self._waiting += 1
        queue = self._queues.get(device_id)
        if queue is not None:
            queue.append(work)
            return
        self._queues[device_id] = deque([work])
        self._group.create_task(self._run(device_id))

    async def _run(self, device_id: int) -> None:
        queue = self._queues[device_id]
        while queue:
            async with self._slots:
                self._waiting -= 1
                await queue.popleft()()
        del self._queues[device_id]
        if self._device_ended is not None:
            self._device_ended.set()
            self._device_ended = None
