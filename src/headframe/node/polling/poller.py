"""The poll loop: due devices go to their plugin in batches, answers come back one by one.

A batch stays open until its slowest device has answered, but delays no other: each turn starts batches of
its own, and a device in flight is not due. What bounds the work: `max_in_flight` devices a driver.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog

from headframe.core.errors import HeadframeError
from headframe.kit.clock import Clock
from headframe.node.inventory import Inventory
from headframe.node.polling.answers import Answers
from headframe.node.polling.ports import UNMEASURED, PollMeter, Readers
from headframe.node.polling.schedule import Due, Intervals, Schedule, Wait
from headframe.node.targets import Targets
from headframe.wire.gen.driver.v1 import driver_pb2

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PollingConfig:
    """How often, how many at once, how long to wait."""

    intervals: Intervals = field(default_factory=Intervals)
    turn_seconds: float = 0.1
    batch_devices: int = 128
    max_in_flight: int = 2_048
    device_timeout_ms: int = 4_000
    full_timeout_ms: int = 12_000


class Poller:
    """Polls all owned devices for ever. Wired with `Inventory.watch`."""

    def __init__(
        self,
        *,
        config: PollingConfig,
        inventory: Inventory,
        readers: Readers,
        targets: Targets,
        answers: Answers,
        clock: Clock,
        meter: PollMeter = UNMEASURED,
    ) -> None:
        self._config = config
        self._meter = meter
        self._inventory = inventory
        self._readers = readers
        self._targets = targets
        self._answers = answers
        self._clock = clock
        self._schedule = Schedule(config.intervals)
        self._in_flight: dict[str, int] = {}
        self._pollable: set[int] = set()

    def inventory_changed(self, changed: Iterable[int], removed: Iterable[int]) -> None:
        """Start with new devices, stop with those no longer owned."""
        now = self._clock.elapsed()
        for device_id in removed:
            self._schedule.remove(device_id)
            self._answers.forget(device_id)
        for device_id in changed:
            self._schedule.add(device_id, now)
            self._schedule.soon(device_id, now, full=True)

    def tell_again(self) -> None:
        """Read every device in full as after a start, and tell all that is found."""
        self._answers.tell_again()
        self.inventory_changed(self._inventory.ids(), ())

    def poll_soon(self, device_id: int, *, full: bool = False) -> None:
        """Read a device at the next turn, because it was just told something."""
        self._schedule.soon(device_id, self._clock.elapsed(), full=full)

    def in_flight(self, driver: str) -> int:
        """Polls of a driver that wait for their device."""
        return self._in_flight.get(driver, 0)

    async def run(self) -> None:
        """Poll until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._start_batches(group)
                await asyncio.sleep(self._config.turn_seconds)

    def _start_batches(self, group: asyncio.TaskGroup) -> None:
        room = self._config.max_in_flight - sum(self._in_flight.values())
        by_driver: dict[tuple[str, bool], list[int]] = {}
        for due in self._schedule.take_due(self._clock.elapsed(), max(0, room)):
            device = self._inventory.get(due.device_id)
            if device is None:
                self._schedule.remove(due.device_id)
                continue
            by_driver.setdefault((device.driver, due.full), []).append(due.device_id)
        size = self._config.batch_devices
        for (driver, full), ids in by_driver.items():
            for start in range(0, len(ids), size):
                batch = ids[start : start + size]
                self._in_flight[driver] = self._in_flight.get(driver, 0) + len(batch)
                group.create_task(self._poll(driver, [Due(i, full=full) for i in batch], full=full))

    async def _poll(self, driver: str, batch: list[Due], *, full: bool) -> None:
        waiting = {due.device_id for due in batch}
        try:
            await self._read(driver, waiting, full=full)
        except HeadframeError as error:
            log.warning("poll_batch_failed", driver=driver, devices=len(waiting), code=error.code)
            self._meter.failed(driver, error.code, len(waiting))
        finally:
            self._in_flight[driver] -= len(batch)
            now = self._clock.elapsed()
            for device_id in waiting:  # the plugin died under them: nobody's failure but its own
                self._schedule.failed(device_id, now, Wait.RETRY)

    async def _read(self, driver: str, waiting: set[int], *, full: bool) -> None:
        reader = self._readers.reader(driver)
        if reader is None:
            return
        config = self._config
        results = reader.poll(
            self._targets_of(waiting),
            depth=driver_pb2.POLL_DEPTH_FULL if full else driver_pb2.POLL_DEPTH_FAST,
            device_timeout_ms=config.full_timeout_ms if full else config.device_timeout_ms,
            max_concurrency=config.batch_devices,
        )
        async for result in results:
            device_id = int(result.device_key)
            if device_id in waiting:
                self._meter.polled(driver, full=full, seconds=result.duration_ms / 1000)
                waiting.remove(device_id)
                self._take(device_id, result, full=full)

    def _take(self, device_id: int, result: driver_pb2.PollResult, *, full: bool) -> None:
        now = self._clock.elapsed()
        if device_id not in self._schedule:
            return
        wait = self._answers.take(device_id, result)
        if wait is None:
            self._schedule.succeeded(device_id, now, full=full)
            if self._answers.wants_full(device_id, result) and not full:
                self._schedule.soon(device_id, now, full=True)
        else:
            failures = self._schedule.failed(device_id, now, wait)
            self._answers.failed(device_id, result, failures)

    def _targets_of(self, device_ids: Iterable[int]) -> list[driver_pb2.Target]:
        return [self._targets.of(i)[1] for i in device_ids if self._inventory.get(i)]
