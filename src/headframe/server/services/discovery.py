"""Discovery: asking a node to scan, and asking it to stop."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from headframe.core.commands.payloads import Discover
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.core.targets import TargetPolicy, parse_targets
from headframe.kit.clock import Clock
from headframe.server.services.commands.dispatch import Dispatcher
from headframe.server.services.commands.drafts import BatchDraft
from headframe.server.services.discovery_desk import Discovery, DiscoveryDesk
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.ports import CommandRouter, Ids
from headframe.server.services.principals import Principal
from headframe.server.stores.ports import CommandStore, NodeStore

MAX_SHOWN_TARGETS = 3


@dataclass(frozen=True, slots=True)
class DiscoveryRequest:
    """What to scan and with which drivers (none: all). `node_id` None: the only connected node."""

    targets: tuple[str, ...]
    drivers: tuple[str, ...] = ()
    node_id: int | None = None


class DiscoveryService:
    """Starts and cancels discoveries.

    Targets are judged here by the widest policy, so that a person learns of a mistake at once; the node
    judges them again by its own networks, which decide.
    """

    def __init__(  # noqa: PLR0917 - wired once, by name
        self,
        nodes: NodeStore,
        commands: CommandStore,
        desk: DiscoveryDesk,
        dispatcher: Dispatcher,
        router: CommandRouter,
        journal: ActivityJournal,
        clock: Clock,
        ids: Ids,
        policy: TargetPolicy,
    ) -> None:
        self._nodes = nodes
        self._commands = commands
        self._desk = desk
        self._dispatcher = dispatcher
        self._router = router
        self._journal = journal
        self._clock = clock
        self._ids = ids
        self._policy = policy

    async def start(self, principal: Principal, request: DiscoveryRequest) -> Discovery:
        """Queue a scan. NODE_NOT_CONNECTED when its node is away: a scan is only useful while one watches."""
        targets = parse_targets(request.targets, self._policy)
        node = await self._node(principal.org_id, request.node_id)
        batch = BatchDraft(
            ids=self._ids,
            org_id=principal.org_id,
            kind=Discover.kind,
            actor=principal.actor,
            title=f"Discover miners at {_shown(request.targets)}",
            selector=f"node {node.name}",
            now_ms=self._clock.now_ms(),
        )
        command = batch.add(node.id, None, Discover(request.targets, request.drivers))
        discovery = Discovery(
            id=command.id,
            org_id=principal.org_id,
            node_id=node.id,
            batch_id=batch.batch_id,
            targets=request.targets,
            started_at_ms=batch.now_ms,
            addresses_total=len(targets),
        )
        self._desk.open(discovery)
        await self._dispatcher.dispatch(principal, batch)
        return discovery

    async def cancel(self, principal: Principal, discovery_id: str) -> Discovery:
        """Stop a scan: at once while it is still queued, else as soon as the node hears of it."""
        discovery = self._desk.request_cancel(principal.org_id, discovery_id)
        if discovery is None:
            raise HeadframeError(Code.NOT_FOUND, "There is no such discovery.")
        if not discovery.state.is_final:
            withdrawn = await self._commands.cancel_queued(
                principal.org_id, discovery.batch_id, now_ms=self._clock.now_ms()
            )
            if withdrawn:
                self._desk.finished(discovery_id)
            else:
                self._router.wake(discovery.node_id)
            await self._journal.record(
                principal,
                "discovery.cancelled",
                f"cancelled the discovery of {_shown(discovery.targets)}",
                node_id=discovery.node_id,
                batch_id=discovery.batch_id,
            )
        return self._desk.get(principal.org_id, discovery_id) or replace(discovery)

    async def _node(self, org_id: int, node_id: int | None) -> Node:
        if node_id is not None:
            node = await self._nodes.node(org_id, node_id)
            if node is None:
                raise HeadframeError(Code.NOT_FOUND, f"There is no node {node_id}.")
            return self._connected(node)
        present = [node for node in await self._nodes.nodes(org_id) if self._router.is_connected(node.id)]
        if len(present) > 1:
            raise HeadframeError(Code.INVALID_REQUEST, "Several nodes are connected: name one by node_id.")
        if not present:
            raise HeadframeError(Code.NODE_NOT_CONNECTED, "No node is connected.")
        return present[0]

    def _connected(self, node: Node) -> Node:
        if not self._router.is_connected(node.id):
            raise HeadframeError(Code.NODE_NOT_CONNECTED, f"The node {node.name!r} is out of contact.")
        return node


def _shown(targets: Sequence[str]) -> str:
    more = f" and {len(targets) - MAX_SHOWN_TARGETS} more" if len(targets) > MAX_SHOWN_TARGETS else ""
    return ", ".join(targets[:MAX_SHOWN_TARGETS]) + more
