"""Devices that may have got another address are searched for, many in one go and not too often."""

import asyncio
from collections.abc import Callable

import structlog

from headframe.core.devices import Endpoint
from headframe.core.errors import HeadframeError, Problem
from headframe.kit.clock import Clock
from headframe.node.discovery.relocate import MissingDevice, Relocator
from headframe.node.inventory import Inventory, identity_of
from headframe.wire.gen.gateway.v1 import gateway_pb2

log = structlog.get_logger(__name__)

GATHER_SECONDS = 15.0
"""How long missing devices are collected before one search for all: a rack fails together."""

PAUSE_SECONDS = 600.0
"""The least time between two searches for the same device."""


class Relocation:
    """Collects missing devices and tells where they answer now. `tell` sends an event."""

    def __init__(
        self,
        *,
        relocator: Relocator,
        inventory: Inventory,
        clock: Clock,
        tell: Callable[[int, gateway_pb2.Event], None],
    ) -> None:
        self._relocator = relocator
        self._inventory = inventory
        self._clock = clock
        self._tell = tell
        self._missing: set[int] = set()
        self._searched: dict[int, float] = {}

    def missing(self, device_id: int, _problem: Problem) -> None:
        """Search for a device with the next search, unless it was searched for a short while ago."""
        last = self._searched.get(device_id)
        if last is None or self._clock.elapsed() - last >= PAUSE_SECONDS:
            self._missing.add(device_id)

    async def run(self) -> None:
        """Search until cancelled."""
        while True:
            await asyncio.sleep(GATHER_SECONDS)
            if self._missing:
                await self._search()

    async def _search(self) -> None:
        ids, self._missing = self._missing, set()
        now = self._clock.elapsed()
        self._searched.update(dict.fromkeys(ids, now))
        wanted = [device for device in map(self._wanted, ids) if device]
        try:
            found = await self._relocator.locate(wanted)
        except HeadframeError as error:
            log.info("relocation_failed", devices=len(ids), code=error.code)
            return
        for device in wanted:
            endpoint = found.get(device.device_id)
            if endpoint and endpoint != device.endpoint:
                self._tell(device.device_id, _moved(endpoint))

    def _wanted(self, device_id: int) -> MissingDevice | None:
        device = self._inventory.get(device_id)
        if device is None:
            return None
        endpoint = Endpoint(device.address, dict(device.ports))
        return MissingDevice(device_id, device.driver, endpoint, identity_of(device))


def _moved(endpoint: Endpoint) -> gateway_pb2.Event:
    contact = gateway_pb2.DeviceContact(
        reachable=True, address=endpoint.address, ports=dict(endpoint.ports), moved=True
    )
    return gateway_pb2.Event(contact=contact)
