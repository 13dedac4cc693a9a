"""What one socket watches of the device list, and which rows it has been told already."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from headframe.api.devices import DeviceBody
from headframe.api.live import DevicesMessage, Follow
from headframe.core.fleet import DeviceRow
from headframe.server.operator.live.windows import SharedWindows
from headframe.server.services.org_settings import SettingsService
from headframe.server.stores.ports import DeviceStore

MAX_RESUMED = 20_000
"""Changes looked through when a client resumes; more, and all rows are sent."""
NEWEST = 2**62
"""Above every change counter: asking after it tells the present one."""


@dataclass(slots=True)
class DeviceWatch:
    """Either ids or a window; `told` holds the rows as the client knows them.

    `behind`: the last reading was shared with others and is older than the newest change.
    """

    org_id: int
    follow: Follow
    devices: DeviceStore
    settings: SettingsService
    windows: SharedWindows
    told: dict[int, DeviceRow] = field(default_factory=dict)
    order: Sequence[int] | None = None
    total: int = -1
    behind: bool = False

    async def check(self) -> None:
        """INVALID_FILTER or INVALID_SORT where the window cannot be read."""
        await self._read()

    async def resume(self, token: int) -> None:
        """Take rows that have not changed since `token` as told."""
        changed, _ = await self.devices.changed_since(self.org_id, token, limit=MAX_RESUMED)
        if len(changed) < MAX_RESUMED:
            rows, _ = await self._read()
            stale = set(changed)
            self.told = {row.id: row for row in rows if row.id not in stale}

    async def news(self) -> DevicesMessage | None:
        """What the client does not know yet; None when that is nothing."""
        resume = await newest_change(self.devices, self.org_id)
        rows, total = await self._read()
        changed = [row for row in rows if self.told.get(row.id) != row]
        order = [row.id for row in rows]
        if not changed and order == self.order and total == self.total:
            return None
        self.told = {row.id: row for row in rows}
        self.order, self.total = order, total
        return DevicesMessage(
            window=self.follow.window,
            now_ms=(await self.settings.moment(self.org_id)).now_ms,
            resume=resume,
            total=total,
            ids=order,
            devices=[DeviceBody.of(row) for row in changed],
        )

    async def _read(self) -> tuple[Sequence[DeviceRow], int]:
        if self.follow.window is not None:
            reading = await self.windows.read(self.org_id, self.follow.window)
            self.behind = self.windows.is_behind(self.org_id, reading)
            return reading.rows, reading.total
        ids = tuple(dict.fromkeys(self.follow.ids or ()))
        rows = await self.devices.rows(self.org_id, ids, await self.settings.moment(self.org_id))
        return rows, len(rows)


async def newest_change(devices: DeviceStore, org_id: int) -> int:
    """The present change counter."""
    _, counter = await devices.changed_since(org_id, NEWEST, limit=1)
    return 0 if counter >= NEWEST else counter
