"""Windows of the device list, read once for all who watch the same."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import anyio

from headframe.api.live import WindowInput
from headframe.api.parameters import filter_of
from headframe.core.fleet import DeviceRow
from headframe.kit.clock import Clock
from headframe.server.services.live import LiveFeed
from headframe.server.services.org_settings import SettingsService
from headframe.server.stores.ports import DeviceStore
from headframe.server.stores.ports.devices import DeviceQuery

MAX_WINDOWS = 500
"""Windows kept; the one unused for longest goes first."""
FRESH_SECONDS = 4.0
"""Statuses grow old without a change, so no reading is used for longer."""
SHARED_SECONDS = 0.4
"""A busy fleet changes all the time: so long, watchers share a reading although there is a newer version."""


@dataclass(frozen=True, slots=True)
class WindowReading:
    """One reading: the rows in order, and how many match in all."""

    rows: Sequence[DeviceRow]
    total: int
    version: int
    read_at: float


class SharedWindows:
    """Reads windows: at most once a version of the fleet, and only so often while it keeps changing."""

    def __init__(self, devices: DeviceStore, settings: SettingsService, live: LiveFeed, clock: Clock) -> None:
        self._devices = devices
        self._settings = settings
        self._live = live
        self._clock = clock
        self._readings: OrderedDict[tuple[int, WindowInput], WindowReading] = OrderedDict()
        self._locks: dict[tuple[int, WindowInput], anyio.Lock] = {}

    async def read(self, org_id: int, window: WindowInput) -> WindowReading:
        """The window as it is now. INVALID_FILTER or INVALID_SORT for what cannot be read."""
        key = (org_id, window)
        async with self._locks.setdefault(key, anyio.Lock()):
            reading = self._readings.get(key)
            if reading is None or not self._is_fresh(org_id, reading):
                reading = await self._read(org_id, window)
                self._keep(key, reading)
            return reading

    def _is_fresh(self, org_id: int, reading: WindowReading) -> bool:
        age = self._clock.elapsed() - reading.read_at
        return age < (SHARED_SECONDS if self.is_behind(org_id, reading) else FRESH_SECONDS)

    def is_behind(self, org_id: int, reading: WindowReading) -> bool:
        """Whether something changed since: a watcher that was given it must ask again soon."""
        return reading.version != self._live.devices_version(org_id)

    async def _read(self, org_id: int, window: WindowInput) -> WindowReading:
        version, now = self._live.devices_version(org_id), self._clock.elapsed()
        moment = await self._settings.moment(org_id)
        query = DeviceQuery(moment, filter_of(window.filter), window.sort, window.descending)
        rows, total = await self._devices.window(org_id, query, offset=window.offset, limit=window.limit)
        return WindowReading(rows, total, version, now)

    def _keep(self, key: tuple[int, WindowInput], reading: WindowReading) -> None:
        self._readings[key] = reading
        self._readings.move_to_end(key)
        while len(self._readings) > MAX_WINDOWS:
            old, _ = self._readings.popitem(last=False)
            self._locks.pop(old, None)
