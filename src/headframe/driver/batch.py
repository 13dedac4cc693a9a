"""One Poll: a batch of devices read side by side, each of which yields exactly one result."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence

from headframe.driver.contract import Driver
from headframe.driver.guard import Abandoned, bounded, read_device, read_failure
from headframe.driver.lane import Lane
from headframe.driver.limits import MAX_RESULT_BYTES
from headframe.driver.outbox import Outbox
from headframe.wire.gen.driver.v1 import driver_pb2


class Reading:
    """One device's read in progress."""

    __slots__ = ("settled", "started", "target", "task", "timer")

    def __init__(self, target: driver_pb2.Target) -> None:
        self.target = target
        self.task: asyncio.Task[None] | None = None
        self.started = time.monotonic()
        self.settled = False
        self.timer: asyncio.TimerHandle | None = None


class Batch:
    """Reads `targets` with at most `limit` at once, within the plugin's `lane`.

    A device that takes longer than `device_seconds` is cancelled and reported as TIMEOUT without
    waiting for the driver to notice; so is, after `batch_seconds`, every device that is not done.
    """

    def __init__(
        self,
        driver: Driver,
        targets: Sequence[driver_pb2.Target],
        depth: driver_pb2.PollDepth,
        *,
        lane: Lane,
        abandoned: Abandoned,
        limit: int,
        device_seconds: float,
        batch_seconds: float | None = None,
    ) -> None:
        self._driver = driver
        self._depth = depth
        self._lane = lane
        self._abandoned = abandoned
        self._limit = limit
        self._device_seconds = device_seconds
        self._batch_seconds = batch_seconds
        self._waiting = deque(targets)
        self._running: set[Reading] = set()
        self._outbox = Outbox(expected=len(targets))
        self._loop = asyncio.get_running_loop()

    def wants_to_start(self) -> bool:
        """Whether the lane may start another device of this batch."""
        return bool(self._waiting) and len(self._running) < self._limit

    def start_one(self) -> None:
        """Start the next device. Called by the lane, which counts it until `release`."""
        target = self._waiting.popleft()
        reading = Reading(target)
        self._running.add(reading)
        reading.task = self._loop.create_task(self._read(reading))
        reading.timer = self._loop.call_later(
            self._device_seconds, self._expire, reading, "no answer in time"
        )

    async def groups(self) -> AsyncIterator[bytes]:
        """Serialised PollResponses, until every device has had its result."""
        deadline = None
        if self._batch_seconds is not None:
            deadline = self._loop.call_later(self._batch_seconds, self._end)
        self._lane.join(self)
        try:
            async for group in self._outbox.groups():
                yield group
        finally:
            self._lane.leave(self)
            if deadline is not None:
                deadline.cancel()
            self._abort()

    async def _read(self, reading: Reading) -> None:
        """Read and settle in one turn, so that a driver may reuse its result object for the next device."""
        try:
            result = await read_device(self._driver, reading.target, self._depth)
        except asyncio.CancelledError as error:  # ours, after settling it, or the driver's own
            result = driver_pb2.PollResult(error=read_failure(error))
        self._settle(reading, result)

    def _expire(self, reading: Reading, reason: str) -> None:
        self._settle(reading, timed_out(reason))
        self._abandoned.cancel(reading.task)

    def _settle(self, reading: Reading, result: driver_pb2.PollResult) -> None:
        if reading.settled:
            return
        reading.settled = True
        if reading.timer is not None:
            reading.timer.cancel()
        self._running.discard(reading)
        self._outbox.put(encoded(result, reading.target, time.monotonic() - reading.started))
        self._lane.release()

    def _end(self) -> None:
        """The caller's deadline is near: account for every device that is not done."""
        while self._waiting:
            result = timed_out("not reached before the batch's deadline")
            self._outbox.put(encoded(result, self._waiting.popleft(), 0.0))
        for reading in tuple(self._running):
            self._expire(reading, "no answer before the batch's deadline")

    def _abort(self) -> None:
        """The caller has gone, or all is done: leave nothing running."""
        self._waiting.clear()
        for reading in tuple(self._running):
            reading.settled = True
            if reading.timer is not None:
                reading.timer.cancel()
            self._abandoned.cancel(reading.task)
            self._lane.release()
        self._running.clear()


def timed_out(reason: str) -> driver_pb2.PollResult:
    """The result of a device that did not answer in time."""
    return driver_pb2.PollResult(
        error=driver_pb2.DriverError(kind=driver_pb2.ERROR_KIND_TIMEOUT, message=reason)
    )


def encoded(result: driver_pb2.PollResult, target: driver_pb2.Target, seconds: float) -> bytes:
    """The result as it travels, with the fields that are the SDK's to fill in."""
    if result.HasField("error"):
        bounded(result.error)
    result.device_key = target.device_key
    result.duration_ms = int(seconds * 1000)
    result.at_ms = time.time_ns() // 1_000_000
    data = result.SerializeToString()
    if len(data) <= MAX_RESULT_BYTES:
        return data
    too_large = driver_pb2.DriverError(
        kind=driver_pb2.ERROR_KIND_PROTOCOL, message=f"a result of {len(data)} bytes is too large to pass on"
    )
    return driver_pb2.PollResult(
        device_key=target.device_key,
        duration_ms=result.duration_ms,
        at_ms=result.at_ms,
        error=too_large,
    ).SerializeToString()
