"""Whether a server is ready: its store answers. It serves nothing before the store is migrated."""

from headframe.server.stores.ports import SettingStore

ASKED = "readiness"


class Readiness:
    """The checks of one server."""

    def __init__(self, org_id: int, settings: SettingStore) -> None:
        self._org_id = org_id
        self._settings = settings

    async def store(self) -> str:
        """The store, by a look at one row. HeadframeError where it fails."""
        await self._settings.setting(self._org_id, ASKED)
        return ""
