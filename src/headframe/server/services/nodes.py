"""Naming nodes and assigning them to sites."""

from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.live import LiveFeed
from headframe.server.services.principals import Principal
from headframe.server.stores.ports import NodeStore, PlaceStore


class NodeService:
    """Nodes as admins keep them."""

    def __init__(
        self, nodes: NodeStore, places: PlaceStore, journal: ActivityJournal, live: LiveFeed
    ) -> None:
        self._nodes = nodes
        self._places = places
        self._journal = journal
        self._live = live

    async def node(self, org_id: int, node_id: int) -> Node:
        """One node; NOT_FOUND."""
        node = await self._nodes.node(org_id, node_id)
        if node is None:
            raise HeadframeError(Code.NOT_FOUND, f"There is no node {node_id}.")
        return node

    async def change(self, principal: Principal, node_id: int, *, name: str, site_id: int | None) -> Node:
        """Rename a node, or assign it to a site of the same organisation."""
        await self.node(principal.org_id, node_id)
        if site_id is not None:
            sites = await self._places.sites(principal.org_id)
            if all(site.id != site_id for site in sites):
                raise HeadframeError(Code.NOT_FOUND, f"There is no site {site_id}.")
        node = await self._nodes.update_node(principal.org_id, node_id, name=name, site_id=site_id)
        self._live.nodes_changed(principal.org_id, (node_id,))
        await self._journal.record(
            principal,
            "node.changed",
            f"changed the node {name}",
            node_id=node_id,
            details={"site_id": site_id},
        )
        return node
