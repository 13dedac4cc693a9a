"""The live feed: what changed, told within one server process.

Publishers (gateway, router, use-cases) name what changed, by id, and never wait. Each subscriber keeps a
set of ids a topic, so a hundred changes of one miner are one entry, and memory is bounded by
`MAX_PENDING` ids a topic: past that the subscriber is told that anything may have changed.
"""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import anyio

from headframe.core.topics import Topic

MAX_PENDING = 20_000
"""Ids a subscriber keeps per topic before it is told to read everything again."""
MAX_SUBSCRIBERS = 2_000
"""Subscribers of one process; the next is refused."""


Key = int | str


@dataclass(slots=True)
class TopicChanges:
    """Ids that changed since they were last taken. `everything`: too many to name."""

    ids: set[Key] = field(default_factory=set)
    everything: bool = False

    def add(self, ids: Iterable[Key]) -> None:
        """Note changed ids, or give up naming them at the bound."""
        if self.everything:
            return
        self.ids.update(ids)
        if len(self.ids) > MAX_PENDING:
            self.ids.clear()
            self.everything = True

    def __bool__(self) -> bool:
        return self.everything or bool(self.ids)


class Subscription:
    """One follower's pending changes. Used by one task."""

    def __init__(self, org_id: int) -> None:
        self.org_id = org_id
        self._pending: dict[Topic, TopicChanges] = {}
        self._wanted: frozenset[Topic] = frozenset()
        self._event = anyio.Event()

    def want(self, topics: Iterable[Topic]) -> None:
        """Follow these topics, and no others, from now on."""
        self._wanted = frozenset(topics)
        self._pending = {topic: changes for topic, changes in self._pending.items() if topic in self._wanted}

    def offer(self, topic: Topic, ids: Iterable[Key]) -> None:
        """Note changes; called by the feed."""
        if topic in self._wanted:
            self._pending.setdefault(topic, TopicChanges()).add(ids)
            self._event.set()

    async def wait(self, *, timeout_seconds: float = math.inf) -> bool:
        """Until something is pending, or the time is over; whether something is."""
        with anyio.move_on_after(timeout_seconds):
            while not self._pending:
                await self._event.wait()
                if not self._pending:  # woken for a topic that is no longer wanted
                    self._event = anyio.Event()
        return bool(self._pending)

    def take(self) -> dict[Topic, TopicChanges]:
        """All that is pending; afterwards nothing is."""
        pending, self._pending = self._pending, {}
        self._event = anyio.Event()
        return pending


class LiveFeed:
    """Fans changes out to the subscribers of the organisation that they belong to."""

    def __init__(self) -> None:
        self._subscribers: dict[int, set[Subscription]] = {}
        self._device_versions: dict[int, int] = {}

    @contextmanager
    def subscribe(self, org_id: int) -> Iterator[Subscription | None]:
        """A subscription for as long as the block runs; None when there are too many already."""
        if self.subscribers >= MAX_SUBSCRIBERS:
            yield None
            return
        subscription = Subscription(org_id)
        self._subscribers.setdefault(org_id, set()).add(subscription)
        try:
            yield subscription
        finally:
            followers = self._subscribers[org_id]
            followers.discard(subscription)
            if not followers:
                del self._subscribers[org_id]

    @property
    def subscribers(self) -> int:
        """How many follow, of all organisations."""
        return sum(len(followers) for followers in self._subscribers.values())

    def devices_version(self, org_id: int) -> int:
        """Grows with each change of devices: what was read at the same version is still true."""
        return self._device_versions.get(org_id, 0)

    def devices_changed(self, org_id: int, device_ids: Iterable[int]) -> None:
        """Rows of these devices are new: a report, contact, pairing, place, name or ownership."""
        self._device_versions[org_id] = self.devices_version(org_id) + 1
        self._tell(org_id, Topic.DEVICES, device_ids)

    def batches_changed(self, org_id: int, batch_ids: Iterable[str]) -> None:
        """Commands of these batches moved on."""
        self._tell(org_id, Topic.BATCHES, batch_ids)

    def discoveries_changed(self, org_id: int, discovery_ids: Iterable[str]) -> None:
        """These discoveries progressed, found something, or ended."""
        self._tell(org_id, Topic.DISCOVERIES, discovery_ids)

    def nodes_changed(self, org_id: int, node_ids: Iterable[int]) -> None:
        """These nodes came, went, or reported another state; none named: others ask to be let in."""
        self._tell(org_id, Topic.NODES, node_ids)

    def activity_added(self, org_id: int) -> None:
        """The activity log has new entries."""
        self._tell(org_id, Topic.ACTIVITY, (0,))

    def _tell(self, org_id: int, topic: Topic, ids: Iterable[Key]) -> None:
        followers = self._subscribers.get(org_id)
        if not followers:
            return
        named = tuple(ids)
        for subscription in followers:
            subscription.offer(topic, named)
