"""The fleet in a few numbers, as the store sums it up for whoever scrapes."""

from headframe.core.fleet import FleetSummary
from headframe.core.status import DeviceStatus
from headframe.kit.monitoring.meters import Scrape
from headframe.server.metrics import names
from headframe.server.services.org_settings import SettingsService
from headframe.server.stores.ports import DeviceStore
from headframe.server.stores.ports.devices import DeviceQuery


class FleetSource:
    """The numbers of one organisation. Nothing is told before they were read, or when they cannot be."""

    def __init__(self, org_id: int, devices: DeviceStore, settings: SettingsService) -> None:
        self._org_id = org_id
        self._devices = devices
        self._settings = settings
        self._summary: FleetSummary | None = None

    async def read(self) -> None:
        """Sum up the fleet. HeadframeError where the store fails."""
        self._summary = None
        moment = await self._settings.moment(self._org_id)
        self._summary = await self._devices.summary(self._org_id, DeviceQuery(moment))

    def tell(self, scrape: Scrape) -> None:
        """What was read. A status that no miner has is told as well: an alert must see it go back to 0."""
        summary = self._summary
        if summary is None:
            return
        for status in DeviceStatus:
            scrape.tell(names.DEVICES, summary.by_status.get(status, 0), status.value)
        scrape.tell(names.DEVICES_REPORTING, summary.reporting)
        scrape.tell(names.HASHRATE_HS, summary.hashrate_hs)
        scrape.tell(names.EXPECTED_HASHRATE_HS, summary.expected_hashrate_hs)
        scrape.tell(names.POWER_WATTS, summary.power_watts)
