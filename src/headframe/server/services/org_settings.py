"""Settings of an organisation: retention, and when silence means loss."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

from headframe.kit.clock import Clock
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.principals import Principal
from headframe.server.stores.ports import SettingStore
from headframe.server.stores.ports.devices import Moment
from headframe.server.stores.ports.telemetry import Retention

DOCUMENT = "organisation"
CACHE_SECONDS = 5.0
"""How long another replica's change may go unseen."""
MAX_CACHED_ORGS = 10_000


@dataclass(frozen=True, slots=True)
class OrgSettings:
    """What an admin may set. Defaults hold for whatever was never set."""

    retention: Retention = field(default_factory=Retention)
    offline_after_seconds: int = 60
    node_lost_after_seconds: int = 45


class SettingsService:
    """Reads settings through a short-lived cache, and writes them."""

    def __init__(self, store: SettingStore, clock: Clock, journal: ActivityJournal) -> None:
        self._store = store
        self._clock = clock
        self._journal = journal
        self._cached: dict[int, tuple[float, OrgSettings]] = {}

    async def read(self, org_id: int) -> OrgSettings:
        """The present settings."""
        now = self._clock.elapsed()
        cached = self._cached.get(org_id)
        if cached and now - cached[0] < CACHE_SECONDS:
            return cached[1]
        settings = _from_document(await self._store.setting(org_id, DOCUMENT) or {})
        if len(self._cached) >= MAX_CACHED_ORGS:
            self._cached.clear()
        self._cached[org_id] = (now, settings)
        return settings

    async def write(self, principal: Principal, settings: OrgSettings) -> OrgSettings:
        """Replace the settings."""
        document = asdict(settings)
        await self._store.put_setting(principal.org_id, DOCUMENT, document)
        self._cached[principal.org_id] = (self._clock.elapsed(), settings)
        flat = {**document.pop("retention"), **document}
        await self._journal.record(principal, "settings.changed", "changed the settings", details=flat)
        return settings

    async def moment(self, org_id: int) -> Moment:
        """Now, with the bounds that statuses are judged by."""
        settings = await self.read(org_id)
        return Moment(
            now_ms=self._clock.now_ms(),
            offline_after_ms=settings.offline_after_seconds * 1000,
            node_lost_after_ms=settings.node_lost_after_seconds * 1000,
        )


def _from_document(document: Mapping[str, object]) -> OrgSettings:
    """Settings from a stored document: unknown names are left out, missing ones take the default."""
    retention = document.get("retention")
    return OrgSettings(
        retention=Retention(**_integers(retention if isinstance(retention, Mapping) else {}, Retention)),
        **_integers(document, OrgSettings),
    )


def _integers(document: Mapping[str, object], shape: type[OrgSettings] | type[Retention]) -> dict[str, int]:
    names = {entry.name for entry in fields(shape)}
    return {name: value for name, value in document.items() if name in names and isinstance(value, int)}
