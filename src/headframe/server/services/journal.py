"""The activity log's writer: each act of a person or key leaves one entry, and so does what must be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypedDict, Unpack

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


class About(TypedDict, total=False):
    """What an entry is about. `details` are ids and figures, never secrets."""

    device_id: int | None
    node_id: int | None
    batch_id: str | None
    details: Mapping[str, str | int | float | bool | None]


class ActivityJournal:
    """Writes entries and tells the live feed."""

    def __init__(self, store: ActivityStore, clock: Clock, live: LiveFeed) -> None:
        self._store = store
        self._clock = clock
        self._live = live

    async def record(self, author: Author, verb: str, summary: str, **about: Unpack[About]) -> None:
        """Keep one entry. `verb` is a dotted name in the past tense: "site.added"."""
        await self._store.append([self.entry(author, verb, summary, **about)])
        self._live.activity_added(author.org_id)

    def entry(self, author: Author, verb: str, summary: str, **about: Unpack[About]) -> Activity:
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
            device_id=about.get("device_id"),
            node_id=about.get("node_id"),
            batch_id=about.get("batch_id"),
            details=about.get("details", {}),
        )
