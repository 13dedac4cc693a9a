"""The activity log's writer: each act of a person or key leaves one entry, and so does what must be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from headframe.core.activity import Activity
from headframe.core.actors import Actor, ActorType
from headframe.kit.clock import Clock
from headframe.server.services.live import LiveFeed
from headframe.server.stores.ports import ActivityStore

MAX_SUMMARY_CHARS = 400


class Author(Protocol):
    """Whose act an entry tells of; a `Principal` is one."""

    @property
    def org_id(self) -> int:
        """The organisation."""
        ...

    @property
    def actor(self) -> Actor:
        """Who."""
        ...


_SERVER = Actor(ActorType.SYSTEM, "server", "server")


@dataclass(frozen=True, slots=True)
class ServerAuthor:
    """The server itself, where it noticed something."""

    org_id: int
    actor: Actor = _SERVER


class ActivityJournal:
    """Writes entries and tells the live feed. `details` are ids and figures, never secrets."""

    def __init__(self, store: ActivityStore, clock: Clock, live: LiveFeed) -> None:
        self._store = store
        self._clock = clock
        self._live = live

    async def record(
        self,
        author: Author,
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
            author,
            verb,
            summary,
            device_id=device_id,
            node_id=node_id,
            batch_id=batch_id,
            details=details,
        )
        await self._store.append([entry])
        self._live.activity_added(author.org_id)

    def entry(
        self,
        author: Author,
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
            org_id=author.org_id,
            at_ms=now,
            received_at_ms=now,
            actor=author.actor,
            verb=verb,
            summary=summary[:MAX_SUMMARY_CHARS],
            device_id=device_id,
            node_id=node_id,
            batch_id=batch_id,
            details=details or {},
        )
