"""Nodes, their contact and their growing counters."""

from collections.abc import Sequence
from typing import Protocol

from headframe.core.fleet import Node, PluginStatus, SpoolStatus


class NodeStore(Protocol):
    """Fleet nodes of one organisation."""

    async def ensure_node(self, org_id: int, *, name: str, encryption_public_key: bytes, now_ms: int) -> Node:
        """The node of that name, made where absent; its key is replaced by the one given."""
        ...

    async def add_node(self, org_id: int, *, name: str, encryption_public_key: bytes, now_ms: int) -> Node:
        """A new node. ALREADY_EXISTS for a name in use."""
        ...

    async def node(self, org_id: int, node_id: int) -> Node | None:
        """One node."""
        ...

    async def nodes(self, org_id: int) -> Sequence[Node]:
        """All nodes, by name."""
        ...

    async def update_node(self, org_id: int, node_id: int, *, name: str, site_id: int | None) -> Node:
        """Rename, or assign to a site."""
        ...

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
        """Note a heartbeat; what is None stays as it was. Never moves last contact backwards."""
        ...

    async def lose_contact(self, org_id: int, node_id: int) -> None:
        """Note that the node's stream ended: its last contact becomes None; when it was heard last stays."""
        ...

    async def allocate_sequences(self, org_id: int, node_id: int, *, count: int, at_least: int) -> int:
        """First of `count` sequences, all above any given before and not below `at_least`. Durable."""
        ...

    async def allocate_epoch(self, org_id: int, node_id: int, *, at_least: int) -> int:
        """A lease epoch above any given before and not below `at_least`. Durable."""
        ...
