"""Moving devices from one node to another, as people ask for it; `Handover` carries it out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from headframe.core.commands.plans import Plan, none_can
from headframe.core.commands.titles import miners
from headframe.core.devices import Credentials
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.core.selection import Selector
from headframe.core.transfers import Transfer, check_nodes
from headframe.kit.clock import Clock
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.live import LiveFeed
from headframe.server.services.nodes import NodeService
from headframe.server.services.pair_payloads import PairPayloads
from headframe.server.services.ports import CommandRouter
from headframe.server.services.principals import Principal
from headframe.server.services.selection import SelectionService
from headframe.server.services.transfers.plan import transfer_plan
from headframe.server.stores.ports import TransferStore


@dataclass(frozen=True, slots=True)
class TransferRequest:
    """Which devices of which node go where, and the logins that the new owner tries on them in order."""

    selector: Selector
    from_node_id: int
    to_node_id: int
    credentials: tuple[Credentials, ...] = field(default=(), repr=False)
    try_defaults: bool = True
    expected_count: int | None = None


@dataclass(frozen=True, slots=True)
class TransferPreview:
    """What would move, and whether either node is in contact."""

    plan: Plan
    source_connected: bool
    target_connected: bool


@dataclass(frozen=True, slots=True)
class TransferStarted:
    """How many devices leave now, how many stay, and whether their owner can be asked to let go."""

    started: int
    left_out: int
    source_connected: bool


class TransferService:
    """Begins, lists and cancels transfers, and takes an operator's word that a host is off."""

    def __init__(  # noqa: PLR0917 - wired once, by name
        self,
        selections: SelectionService,
        nodes: NodeService,
        transfers: TransferStore,
        payloads: PairPayloads,
        router: CommandRouter,
        live: LiveFeed,
        journal: ActivityJournal,
        clock: Clock,
    ) -> None:
        self._selections = selections
        self._nodes = nodes
        self._transfers = transfers
        self._payloads = payloads
        self._router = router
        self._live = live
        self._journal = journal
        self._clock = clock

    async def under_way(self, org_id: int) -> Sequence[Transfer]:
        """All that have not ended."""
        return await self._transfers.transfers(org_id)

    async def preview(
        self, principal: Principal, selector: Selector, *, from_node_id: int, to_node_id: int
    ) -> TransferPreview:
        """What `begin` would do now. Changes nothing."""
        source, target, plan = await self._plan(principal, selector, from_node_id, to_node_id)
        connected = self._router.is_connected
        return TransferPreview(plan, connected(source.id), connected(target.id))

    async def begin(self, principal: Principal, request: TransferRequest) -> TransferStarted:
        """Ask the present owner to let devices go; the new one gets them when it has, and logs in to them.

        Raises:
            HeadframeError: NOT_FOUND; CONFLICT for another number of devices than expected;
                NODE_NOT_CONNECTED while the new owner is out of contact; why none of them can move.
        """
        source, target, plan = await self._plan(
            principal, request.selector, request.from_node_id, request.to_node_id
        )
        if request.expected_count not in (None, plan.count):
            raise HeadframeError(
                Code.CONFLICT, f"The selection has {plan.count} miners now, not {request.expected_count}."
            )
        if not plan.accepted:
            raise none_can(plan)
        if not self._router.is_connected(target.id):
            raise HeadframeError(
                Code.NODE_NOT_CONNECTED,
                f"{target.name} is out of contact: it could not log in to the miners.",
            )
        login = await self._payloads.made(
            principal.org_id, [target], request.credentials, try_defaults=request.try_defaults
        )
        now_ms, actor = self._clock.now_ms(), principal.actor
        wanted = [
            Transfer(
                row.id, principal.org_id, source.id, target.id, actor, now_ms, login(target.id, row.driver)
            )
            for row in plan.accepted
        ]
        begun = await self._transfers.begin(principal.org_id, wanted)
        self._tell(principal.org_id, begun, source.id, target.id)
        await self._journal.record(
            principal,
            "device.transfer_begun",
            f"began to move {miners(len(begun))} from {source.name} to {target.name}",
            node_id=source.id,
            device_id=begun[0] if len(begun) == 1 else None,
            details={"devices": len(begun), "to_node_id": target.id},
        )
        return TransferStarted(len(begun), plan.count - len(begun), self._router.is_connected(source.id))

    async def cancel(self, principal: Principal, node_id: int) -> int:
        """Leave what has not gone over yet with its owner; how many."""
        source = await self._nodes.node(principal.org_id, node_id)
        leaving = await self._transfers.transfers(principal.org_id, from_node_id=node_id)
        kept = await self._transfers.cancel(principal.org_id, [each.device_id for each in leaving])
        self._tell(principal.org_id, kept, *{each.to_node_id for each in leaving}, node_id)
        if kept:
            await self._journal.record(
                principal,
                "device.transfer_cancelled",
                f"left {miners(len(kept))} with {source.name}",
                node_id=node_id,
                details={"devices": len(kept)},
            )
        return len(kept)

    async def vouch_off(self, principal: Principal, node_id: int, *, reason: str) -> int:
        """Take an operator's word that a node's host is off, for what waits for it to let go; how many.

        Raises:
            HeadframeError: NOT_FOUND; CONFLICT for a node that is in contact, or that nothing leaves.
        """
        source = await self._nodes.node(principal.org_id, node_id)
        if self._router.is_connected(node_id):
            raise HeadframeError(
                Code.CONFLICT, f"{source.name} is in contact, so its host is on: it lets go by itself."
            )
        leaving = await self._transfers.vouch_off(principal.org_id, node_id, at_ms=self._clock.now_ms())
        if not leaving:
            raise HeadframeError(Code.CONFLICT, f"No miner is leaving {source.name}.")
        self._live.nodes_changed(principal.org_id, (node_id,))
        await self._journal.record(
            principal,
            "node.host_vouched_off",
            f"vouched that the host of {source.name} is off, to move {miners(len(leaving))}: {reason}",
            node_id=node_id,
            details={"devices": len(leaving), "reason": reason},
        )
        return len(leaving)

    async def _plan(
        self, principal: Principal, selector: Selector, from_node_id: int, to_node_id: int
    ) -> tuple[Node, Node, Plan]:
        check_nodes(from_node_id, to_node_id, principal.actor)
        source = await self._nodes.node(principal.org_id, from_node_id)
        target = await self._nodes.node(principal.org_id, to_node_id)
        selection = await self._selections.resolve(principal.org_id, selector)
        return source, target, transfer_plan(selection, source, target)

    def _tell(self, org_id: int, device_ids: Sequence[int], *node_ids: int) -> None:
        self._live.devices_changed(org_id, device_ids)
        self._live.nodes_changed(org_id, node_ids)
        for node_id in node_ids:
            self._router.wake(node_id)
