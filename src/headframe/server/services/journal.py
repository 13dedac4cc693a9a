"""The activity log's writer: each act of a person or key leaves one entry."""

from collections.abc import Mapping

from headframe.core.activity import Activity
from headframe.kit.clock import Clock
from headframe.server.services.live import LiveFeed
from headframe.server.services.principals import Principal
from headframe.server.stores.ports import ActivityStore

MAX_SUMMARY_CHARS = 400


class ActivityJournal:
    """Writes entries and tells the live feed. `details` are ids and figures, never secrets."""

    def __init__(self, store: ActivityStore, clock: Clock, live: LiveFeed) -> None:
        self._store = store
        self._clock = clock
        self._live = live

    async def record(
        self,
        principal: Principal,
        verb: str,
        summary: str,
        *,
        device_id: int | None = None,
        node_id: int | None = None,
        batch_id: str | None = None,
        details: Mapping[str, str | int | float | bool | None] | None = None,
    ) -> None:
        """Keep one entry. `verb` is a dotted name in the past tense: "site.added"."""
        entry = self.entry(
            principal,
            verb,
            summary,
            device_id=device_id,
            node_id=node_id,
            batch_id=batch_id,
            details=details,
        )
        await self._store.append([entry])
        self._live.activity_added(principal.org_id)

    def entry(
        self,
        principal: Principal,
        verb: str,
        summary: str,
        *,
        device_id: int | None = None,
        node_id: int | None = None,
        batch_id: str | None = None,
        details: Mapping[str, str | int | float | bool | None] | None = None,
    ) -> Activity:
        """An entry for whoever keeps it together with what it tells of, and tells the live feed."""
        now = self._clock.now_ms()
        return Activity(
            id=0,
            org_id=principal.org_id,
            at_ms=now,
            received_at_ms=now,
            actor=principal.actor,
            verb=verb,
            summary=summary[:MAX_SUMMARY_CHARS],
            device_id=device_id,
            node_id=node_id,
            batch_id=batch_id,
            details=details or {},
        )
