"""Turns pending changes into messages."""

from collections.abc import AsyncIterator, Collection, Mapping

from headframe.api.activity import ActivityBody
from headframe.api.commands import BatchBody
from headframe.api.live import ActivityMessage, BatchesMessage, Refetch
from headframe.core.topics import Topic
from headframe.server.operator.deps import OperatorDeps
from headframe.server.operator.live.messages import DiscoveriesMessage, NodesMessage, ServerMessage
from headframe.server.operator.models.nodes import NodeBody
from headframe.server.operator.models.pairing import DiscoveryBody
from headframe.server.services.live import Key, TopicChanges
from headframe.server.stores.ports.activity import ActivityQuery

MAX_NAMED = 200
"""Batches, discoveries or nodes of one message; more, and the client is told to read again."""
MAX_ENTRIES = 50
"""Activity entries of one message."""


class Reporter:
    """Reads what changed, for one organisation, and remembers the newest activity entry told."""

    def __init__(self, deps: OperatorDeps, org_id: int) -> None:
        self._deps = deps
        self._org_id = org_id
        self._newest_entry = 0

    async def start(self) -> None:
        """Remember the newest entry, so that only later ones are told."""
        newest = await self._deps.stores.activity.page(self._org_id, ActivityQuery(limit=1))
        self._newest_entry = newest[0].id if newest else 0

    async def messages(self, changes: Mapping[Topic, TopicChanges]) -> AsyncIterator[ServerMessage]:
        """Messages for all topics but devices."""
        too_many: list[Topic] = []
        for topic, change in changes.items():
            if topic is Topic.DEVICES:
                continue
            if change.everything or len(change.ids) > MAX_NAMED:
                too_many.append(topic)
                continue
            message = await self._message(topic, change.ids)
            if message is not None:
                yield message
        if too_many:
            yield Refetch(topics=too_many)

    async def _message(self, topic: Topic, ids: Collection[Key]) -> ServerMessage | None:
        if topic is Topic.BATCHES:
            return await self._batches(ids)
        if topic is Topic.DISCOVERIES:
            found = [self._deps.discoveries.get(self._org_id, str(key)) for key in ids]
            return DiscoveriesMessage(discoveries=[DiscoveryBody.of(entry) for entry in found if entry])
        if topic is Topic.NODES:
            return await self._nodes(ids)
        return await self._activity()

    async def _batches(self, ids: Collection[Key]) -> ServerMessage:
        found = [await self._deps.stores.commands.batch(self._org_id, str(key)) for key in ids]
        return BatchesMessage(batches=[BatchBody.of(batch) for batch in found if batch])

    async def _nodes(self, ids: Collection[Key]) -> ServerMessage:
        nodes = await self._deps.stores.nodes.nodes(self._org_id)
        known = await self._deps.stores.identities.identities(self._org_id)
        identities = {each.node_id: each for each in known}
        connected, host = self._deps.router.is_connected, self._deps.hosts.of
        return NodesMessage(
            nodes=[
                NodeBody.of(node, identities.get(node.id), host(node.id), connected=connected(node.id))
                for node in nodes
                if node.id in ids
            ]
        )

    async def _activity(self) -> ServerMessage | None:
        page = await self._deps.stores.activity.page(self._org_id, ActivityQuery(limit=MAX_ENTRIES))
        fresh = [entry for entry in page if entry.id > self._newest_entry]
        if not fresh:
            return None
        self._newest_entry = fresh[0].id
        return ActivityMessage(
            entries=[ActivityBody.of(entry) for entry in fresh], more=len(fresh) == MAX_ENTRIES
        )
