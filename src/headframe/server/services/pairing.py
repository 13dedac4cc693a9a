"""Pairing: making a node the owner of devices and giving it credentials for them, and the way back.

This is the operator-confirmed act that writes ownership; discovery never does. Credentials are sealed to
the node within the request that brings them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from headframe.core.commands.payloads import CommandPayload, Pair, Unpair
from headframe.core.commands.plans import LEAVING, Plan, Refused, make_plan, none_can
from headframe.core.commands.records import BatchRecord
from headframe.core.commands.titles import miners, title_of
from headframe.core.devices import Credentials
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.core.fleet import DeviceRow, Node
from headframe.core.selection import Selector
from headframe.kit.clock import Clock
from headframe.server.services.commands.dispatch import Dispatcher
from headframe.server.services.commands.drafts import BatchDraft
from headframe.server.services.commands.issue import add_refused
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.live import LiveFeed
from headframe.server.services.pair_payloads import PairPayloads
from headframe.server.services.ports import CommandRouter, Ids
from headframe.server.services.principals import Principal
from headframe.server.services.selection import SelectionService
from headframe.server.stores.ports import DeviceStore

_NO_NODE = Problem(Code.INVALID_REQUEST, "no node has seen it; name the node that is to own it")
_UNKNOWN_NODE = Problem(Code.NOT_FOUND, "its node does not exist any more")
_TAKEN = Problem(Code.CONFLICT, "another node became its owner meanwhile")


@dataclass(frozen=True, slots=True)
class PairRequest:
    """Which devices, by which node (None: the one that saw each), tried with which logins in order."""

    selector: Selector
    node_id: int | None = None
    credentials: tuple[Credentials, ...] = field(default=(), repr=False)
    try_defaults: bool = True
    expected_count: int | None = None
    idempotency_key: str = ""


@dataclass(frozen=True, slots=True)
class PairingStarted:
    """The batch to watch, how many devices changed owner, and how many got no command."""

    batch: BatchRecord
    claimed: int
    left_out: int


class PairingService:
    """Pairs and unpairs selections."""

    def __init__(  # noqa: PLR0917 - wired once, by name
        self,
        selections: SelectionService,
        devices: DeviceStore,
        dispatcher: Dispatcher,
        router: CommandRouter,
        payloads: PairPayloads,
        live: LiveFeed,
        journal: ActivityJournal,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._selections = selections
        self._devices = devices
        self._dispatcher = dispatcher
        self._router = router
        self._payloads = payloads
        self._live = live
        self._journal = journal
        self._clock = clock
        self._ids = ids

    async def pair(self, principal: Principal, request: PairRequest) -> PairingStarted:
        """Claim what is unowned and ask the owners to try the logins. Owned devices keep their owner.

        Pairing statuses are the nodes' to report: what a device is while its command waits stays as it was.
        """
        selection = await self._selections.resolve(principal.org_id, request.selector)
        _check_count(selection.count, request.expected_count)
        nodes = await self._dispatcher.nodes(principal.org_id)
        if request.node_id is not None and request.node_id not in nodes:
            raise HeadframeError(Code.NOT_FOUND, f"There is no node {request.node_id}.")
        assigned, refused = _assign(selection.rows, request.node_id, nodes)
        refused.extend(
            Refused(gone, Problem(Code.NOT_FOUND, "there is no such miner")) for gone in selection.missing
        )
        payloads = await self._payloads.made(
            principal.org_id,
            [nodes[node_id] for node_id in assigned],
            request.credentials,
            try_defaults=request.try_defaults,
        )
        claimed = await self._claim(principal, assigned, refused)
        batch = self._draft(principal, Pair(), request.selector, request.idempotency_key)
        for node_id, rows in assigned.items():
            for row in rows:
                batch.add(node_id, row.id, payloads(node_id, row.driver))
        plan = Plan([row for rows in assigned.values() for row in rows], refused)
        recorded = add_refused(batch, plan, Pair())
        if not batch.commands:
            raise none_can(plan)
        kept, _ = await self._dispatcher.dispatch(principal, batch)
        self._tell_ownership(principal.org_id, plan.accepted)
        return PairingStarted(kept, claimed, len(refused) - recorded)

    async def unpair(
        self,
        principal: Principal,
        selector: Selector,
        *,
        expected_count: int | None,
        idempotency_key: str = "",
    ) -> PairingStarted:
        """Ask the owners to forget credentials. Ownership ends when a node has reported success."""
        selection = await self._selections.resolve(principal.org_id, selector)
        _check_count(selection.count, expected_count)
        plan = make_plan(selection, Unpair(), {})
        batch = self._draft(principal, Unpair(), selector, idempotency_key)
        for row in plan.accepted:
            if row.node_id is not None:
                batch.add(row.node_id, row.id, Unpair())
        recorded = add_refused(batch, plan, Unpair())
        if not batch.commands:
            raise none_can(plan)
        kept, _ = await self._dispatcher.dispatch(principal, batch)
        return PairingStarted(kept, 0, len(plan.refused) - recorded)

    async def release(self, principal: Principal, selector: Selector, *, expected_count: int | None) -> int:
        """End ownership at once, without the node: for a node that is lost for good. How many."""
        selection = await self._selections.resolve(principal.org_id, selector)
        _check_count(selection.count, expected_count)
        owned = [row for row in selection.rows if row.node_id is not None]
        await self._devices.release(principal.org_id, [row.id for row in owned])
        self._tell_ownership(principal.org_id, owned)
        await self._journal.record(
            principal,
            "device.released",
            f"ended the ownership of {miners(len(owned))} without their node",
            device_id=owned[0].id if len(owned) == 1 else None,
            details={"devices": len(owned)},
        )
        return len(owned)

    async def _claim(
        self, principal: Principal, assigned: dict[int, list[DeviceRow]], refused: list[Refused]
    ) -> int:
        claimed_in_all = 0
        for node_id, rows in assigned.items():
            unowned = [row.id for row in rows if row.node_id is None]
            if not unowned:
                continue
            claimed = set(await self._devices.claim(principal.org_id, node_id, unowned))
            claimed_in_all += len(claimed)
            lost = {row.id for row in rows if row.node_id is None} - claimed
            refused.extend(Refused(row.id, _TAKEN, row) for row in rows if row.id in lost)
            assigned[node_id] = [row for row in rows if row.id not in lost]
            self._router.wake(node_id)
            await self._journal.record(
                principal,
                "device.claimed",
                f"made a node the owner of {miners(len(claimed))}",
                node_id=node_id,
                details={"devices": len(claimed)},
            )
        return claimed_in_all

    def _tell_ownership(self, org_id: int, rows: Sequence[DeviceRow]) -> None:
        self._live.devices_changed(org_id, [row.id for row in rows])
        for node_id in {row.node_id for row in rows if row.node_id is not None}:
            self._router.wake(node_id)

    def _draft(
        self, principal: Principal, payload: CommandPayload, selector: Selector, idempotency_key: str
    ) -> BatchDraft:
        return BatchDraft(
            ids=self._ids,
            org_id=principal.org_id,
            kind=payload.kind,
            actor=principal.actor,
            title=title_of(payload),
            selector=selector.describe(),
            now_ms=self._clock.now_ms(),
            idempotency_key=idempotency_key,
        )


def _assign(
    rows: Sequence[DeviceRow], node_id: int | None, nodes: Mapping[int, Node]
) -> tuple[dict[int, list[DeviceRow]], list[Refused]]:
    assigned: dict[int, list[DeviceRow]] = {}
    refused: list[Refused] = []
    for row in rows:
        owner = row.node_id or node_id or row.seen_by_node_id
        if owner is None:
            refused.append(Refused(row.id, _NO_NODE, row))
        elif row.moving_to_node_id is not None:
            refused.append(Refused(row.id, LEAVING, row))
        elif owner not in nodes:
            refused.append(Refused(row.id, _UNKNOWN_NODE, row))
        else:
            assigned.setdefault(owner, []).append(row)
    return assigned, refused


def _check_count(count: int, expected: int | None) -> None:
    if expected is not None and count != expected:
        raise HeadframeError(Code.CONFLICT, f"The selection has {count} miners now, not {expected}.")
