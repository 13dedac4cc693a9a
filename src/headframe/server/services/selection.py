"""Selectors, resolved by the server at the moment of the act."""

from collections.abc import Sequence

from headframe.core.errors import Code, HeadframeError
from headframe.core.filters.parser import parse
from headframe.core.fleet import DeviceRow
from headframe.core.selection import Selection, Selector
from headframe.server.services.org_settings import SettingsService
from headframe.server.stores.ports import DeviceStore
from headframe.server.stores.ports.devices import DeviceQuery

ROWS_AT_ONCE = 5_000
"""Rows read per store call: keeps a big selection from being one huge statement."""


class SelectionService:
    """Resolves selectors within one organisation."""

    def __init__(self, devices: DeviceStore, settings: SettingsService) -> None:
        self._devices = devices
        self._settings = settings

    async def query(self, org_id: int, selector: Selector) -> DeviceQuery:
        """The query that a filter selector stands for."""
        return DeviceQuery(
            moment=await self._settings.moment(org_id),
            filter=parse(selector.filter_text) if selector.filter_text else None,
            sort="id",
            exclude=selector.exclude,
        )

    async def ids(self, org_id: int, selector: Selector) -> Sequence[int]:
        """Ids meant, each once, in a stable order."""
        if selector.ids is not None:
            return tuple(dict.fromkeys(selector.ids))
        return await self._devices.ids(org_id, await self.query(org_id, selector))

    async def known_ids(self, org_id: int, selector: Selector) -> Sequence[int]:
        """Ids meant that exist; INVALID_REQUEST when the selector means none."""
        return [row.id for row in (await self.resolve(org_id, selector)).rows]

    async def resolve(self, org_id: int, selector: Selector) -> Selection:
        """Rows meant. INVALID_REQUEST when the selector means none."""
        ids = await self.ids(org_id, selector)
        if not ids:
            raise HeadframeError(Code.INVALID_REQUEST, "No miner is selected.")
        moment = await self._settings.moment(org_id)
        rows: list[DeviceRow] = []
        for start in range(0, len(ids), ROWS_AT_ONCE):
            rows.extend(await self._devices.rows(org_id, ids[start : start + ROWS_AT_ONCE], moment))
        known = {row.id for row in rows}
        return Selection(rows, tuple(device_id for device_id in ids if device_id not in known))
