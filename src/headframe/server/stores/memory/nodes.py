# ruff: noqa: D102 - what each method promises is written at its port
"""Nodes in a dictionary."""

from collections.abc import Sequence
from dataclasses import replace

from headframe.core.fleet import Node, PluginStatus, SpoolStatus
from headframe.core.sequence import first_sequence, next_epoch
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.memory.state import MemoryState
from headframe.server.stores.rules.contact import contact_since, newer
from headframe.server.stores.rules.lookups import found, name_key, taken


class MemoryNodes(Failing):
    """NodeStore."""

    def __init__(self, state: MemoryState) -> None:
        super().__init__()
        self._state = state

    async def ensure_node(self, org_id: int, *, name: str, encryption_public_key: bytes, now_ms: int) -> Node:
        node = self._by_name(org_id, name)
        if node is None:
            node = Node(next(self._state.ids), org_id, name, None, "", encryption_public_key, now_ms, None)
        return self._keep(replace(node, encryption_public_key=encryption_public_key))

    async def add_node(self, org_id: int, *, name: str, encryption_public_key: bytes, now_ms: int) -> Node:
        if self._by_name(org_id, name):
            raise taken("node", name)
        key = encryption_public_key
        return self._keep(Node(next(self._state.ids), org_id, name, None, "", key, now_ms, None))

    async def node(self, org_id: int, node_id: int) -> Node | None:
        node = self._state.nodes.get(node_id)
        if node is None or node.org_id != org_id:
            return None
        return replace(node, devices_owned=self._owned(node_id))

    async def nodes(self, org_id: int) -> Sequence[Node]:
        mine = (node for node in self._state.nodes.values() if node.org_id == org_id)
        ordered = sorted(mine, key=lambda node: (name_key(node.name), node.id))
        return [replace(node, devices_owned=self._owned(node.id)) for node in ordered]

    async def update_node(self, org_id: int, node_id: int, *, name: str, site_id: int | None) -> Node:
        node = await self._existing(org_id, node_id)
        other = self._by_name(org_id, name)
        if other is not None and other.id != node_id:
            raise taken("node", name)
        if site_id is not None:
            found(self._state.site(org_id, site_id), "site", site_id)
        return self._keep(replace(node, name=name, site_id=site_id))

    async def record_contact(
        self,
        org_id: int,
        node_id: int,
        *,
        at_ms: int,
        software_version: str | None = None,
        plugins: Sequence[PluginStatus] | None = None,
        spool: SpoolStatus | None = None,
        newest_sample_ms: int | None = None,
    ) -> None:
        node = await self._existing(org_id, node_id)
        since = self._state.contact_since_ms
        since[node_id] = contact_since(since.get(node_id), node.last_contact_ms, at_ms)
        self._keep(
            replace(
                node,
                last_contact_ms=max(at_ms, node.last_contact_ms or at_ms),
                software_version=node.software_version if software_version is None else software_version,
                plugins=node.plugins if plugins is None else tuple(plugins),
                last_heard_ms=max(at_ms, node.last_heard_ms or at_ms),
                spool=node.spool if spool is None else spool,
                newest_sample_ms=newer(node.newest_sample_ms, newest_sample_ms),
            )
        )

    async def lose_contact(self, org_id: int, node_id: int) -> None:
        self._keep(replace(await self._existing(org_id, node_id), last_contact_ms=None))

    async def allocate_sequences(self, org_id: int, node_id: int, *, count: int, at_least: int) -> int:
        node = await self._existing(org_id, node_id)
        first = first_sequence(stored=node.last_sequence, node_reported=0, unix_us=at_least)
        self._keep(replace(node, last_sequence=first + count - 1))
        return first

    async def allocate_epoch(self, org_id: int, node_id: int, *, at_least: int) -> int:
        node = await self._existing(org_id, node_id)
        epoch = next_epoch(stored=node.lease_epoch, node_minimum=0, unix_ms=at_least)
        self._keep(replace(node, lease_epoch=epoch))
        return epoch

    async def _existing(self, org_id: int, node_id: int) -> Node:
        return found(await self.node(org_id, node_id), "node", node_id)

    def _by_name(self, org_id: int, name: str) -> Node | None:
        nodes = (node for node in self._state.nodes.values() if node.org_id == org_id)
        return next((node for node in nodes if name_key(node.name) == name_key(name)), None)

    def _keep(self, node: Node) -> Node:
        self._state.nodes[node.id] = node
        return replace(node, devices_owned=self._owned(node.id))

    def _owned(self, node_id: int) -> int:
        return sum(1 for device in self._state.devices.values() if device.node_id == node_id)
