"""Names of devices, and forgetting those that nobody owns."""

from headframe.core.selection import Selector
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.live import LiveFeed
from headframe.server.services.principals import Principal
from headframe.server.services.selection import SelectionService
from headframe.server.stores.ports import DeviceStore


class DeviceUpkeep:
    """Names of devices, and forgetting those that nobody owns."""

    def __init__(
        self, devices: DeviceStore, selections: SelectionService, journal: ActivityJournal, live: LiveFeed
    ) -> None:
        self._devices = devices
        self._selections = selections
        self._journal = journal
        self._live = live

    async def rename(self, principal: Principal, device_id: int, name: str) -> None:
        """Name a device; empty returns to the default."""
        await self._devices.rename(principal.org_id, device_id, name)
        self._live.devices_changed(principal.org_id, (device_id,))
        await self._journal.record(
            principal, "device.renamed", f"named a miner {name!r}", device_id=device_id
        )

    async def forget(self, principal: Principal, selector: Selector) -> int:
        """Remove unowned devices; how many. CONFLICT when one is owned."""
        ids = await self._selections.ids(principal.org_id, selector)
        forgotten = await self._devices.forget(principal.org_id, ids)
        self._live.devices_changed(principal.org_id, ids)
        await self._journal.record(
            principal, "device.forgotten", f"forgot {forgotten} miners", details={"devices": forgotten}
        )
        return forgotten
