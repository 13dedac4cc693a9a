"""Preview and issue of commands to a selection of devices."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import anyio.to_thread

from headframe.core.commands.payloads import CommandPayload
from headframe.core.commands.plans import Issued, Plan, Preview, Refusals, make_plan, none_can
from headframe.core.commands.titles import title_of
from headframe.core.errors import Code, HeadframeError
from headframe.core.selection import Selector
from headframe.kit.clock import Clock
from headframe.server.services.commands.dispatch import Dispatcher
from headframe.server.services.commands.drafts import BatchDraft, add_accepted, check_stagger, payload_by_node
from headframe.server.services.commands.images import check_image
from headframe.server.services.commands.specs import CommandSpec, draft, is_secret, require_for, sealed
from headframe.server.services.ports import CommandRouter, Ids, Sealer
from headframe.server.services.principals import Principal
from headframe.server.services.selection import SelectionService
from headframe.server.stores.ports import ArtifactStore, DeviceStore

T = TypeVar("T")

MANY = 500
"""Devices judged in a few milliseconds: about as long as a thread takes to get its turn."""


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """One act. `expected_count` is how many miners the caller saw selected, where it wants that checked."""

    selector: Selector
    spec: CommandSpec
    stagger_seconds: float = 0.0
    expected_count: int | None = None
    refusals: Refusals = Refusals.RECORD
    idempotency_key: str = ""


class IssueService:
    """From a selector and a command to durable rows, whatever their number."""

    def __init__(  # noqa: PLR0917 - wired once, by name
        self,
        selections: SelectionService,
        devices: DeviceStore,
        artifacts: ArtifactStore,
        dispatcher: Dispatcher,
        router: CommandRouter,
        sealer: Sealer,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._selections = selections
        self._devices = devices
        self._artifacts = artifacts
        self._dispatcher = dispatcher
        self._router = router
        self._sealer = sealer
        self._clock = clock
        self._ids = ids

    async def preview(self, principal: Principal, selector: Selector, spec: CommandSpec) -> Preview:
        """What `issue` would do to miners now; a firmware image may come later. Changes nothing."""
        payload = draft(spec)
        plan = await self._plan(principal, selector, payload)
        per_node = Counter(row.node_id for row in plan.accepted if row.node_id is not None)
        waiting = sum(count for node, count in per_node.items() if not self._router.is_connected(node))
        return Preview(plan, title_of(payload), waiting)

    async def issue(self, principal: Principal, request: IssueRequest) -> Issued:
        """Make the commands durable and wake their nodes.

        A repeated request finds what the first one made, however the selection looks by now. CONFLICT when
        the selection has another size than `expected_count`. When no device can carry the command out and
        refusals are left out, the commonest reason is raised and nothing is kept.
        """
        payload = draft(request.spec)
        require_for(principal, payload)
        batch = self._draft(principal, request, payload)
        if known := await self._dispatcher.known(batch):
            return Issued(known, replayed=True, left_out=0)
        plan = await self._plan(principal, request.selector, payload)
        if request.expected_count is not None and plan.count != request.expected_count:
            raise HeadframeError(
                Code.CONFLICT, f"The selection has {plan.count} miners now, not {request.expected_count}."
            )
        check_stagger(len(plan.accepted), request.stagger_seconds)
        await check_image(self._artifacts, principal.org_id, payload)
        await self._add_accepted(batch, plan, request.spec)
        recorded = add_refused(batch, plan, payload) if request.refusals is Refusals.RECORD else 0
        if not batch.commands:
            raise none_can(plan)
        kept, replayed = await self._dispatcher.dispatch(principal, batch)
        return Issued(kept, replayed, 0 if replayed else len(plan.refused) - recorded)

    def _draft(self, principal: Principal, request: IssueRequest, payload: CommandPayload) -> BatchDraft:
        return BatchDraft(
            ids=self._ids,
            org_id=principal.org_id,
            kind=payload.kind,
            actor=principal.actor,
            title=title_of(payload),
            selector=request.selector.describe(),
            now_ms=self._clock.now_ms(),
            stagger_seconds=request.stagger_seconds,
            idempotency_key=request.idempotency_key,
        )

    async def _plan(self, principal: Principal, selector: Selector, payload: CommandPayload) -> Plan:
        require_for(principal, payload)
        selection = await self._selections.resolve(principal.org_id, selector)
        ids = [row.id for row in selection.rows]
        capabilities = await self._devices.capabilities(principal.org_id, ids)
        return await _aside(len(ids), make_plan, selection, payload, capabilities)

    async def _add_accepted(self, batch: BatchDraft, plan: Plan, spec: CommandSpec) -> None:
        nodes = await self._dispatcher.nodes(batch.org_id) if is_secret(spec) else {}
        payload = draft(spec)
        payloads = payload_by_node(
            plan.accepted,
            lambda node_id: sealed(spec, nodes[node_id], self._sealer) if nodes else payload,
        )
        await _aside(plan.count, add_accepted, batch, plan.accepted, payloads)


async def _aside(devices: int, work: Callable[..., T], *arguments: object) -> T:
    """Work in a thread where it is long: a hundred thousand devices must not hold up the event loop."""
    if devices < MANY:
        return work(*arguments)
    return await anyio.to_thread.run_sync(work, *arguments)


def add_refused(batch: BatchDraft, plan: Plan, payload: CommandPayload) -> int:
    """Record refusals as REJECTED commands; how many could be."""
    return sum(
        batch.add_rejected(entry.row, payload, entry.problem)
        for entry in plan.refused
        if entry.row is not None
    )
