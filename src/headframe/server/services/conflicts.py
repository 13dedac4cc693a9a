"""Conflicts, as people see and decide them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from headframe.core.access import Permission
from headframe.core.commands.payloads import CommandPayload, Uncurtail
from headframe.core.commands.records import BatchRecord, CommandRecord
from headframe.core.commands.titles import title_of
from headframe.core.errors import Code, HeadframeError
from headframe.core.reconcile.conflicts import Choice, Conflict, Decision, resolved
from headframe.kit.clock import Clock
from headframe.server.services.commands.dispatch import Dispatcher
from headframe.server.services.commands.drafts import BatchDraft
from headframe.server.services.commands.specs import permission_for
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.live import LiveFeed
from headframe.server.services.ports import Ids
from headframe.server.services.principals import Principal
from headframe.server.stores.ports import CommandStore, DeviceStore, ReconciliationStore
from headframe.server.stores.ports.reconciliation import ConflictQuery


@dataclass(frozen=True, slots=True)
class Decided:
    """A conflict with its decision, and what was issued for it; None where nothing was to be done."""

    conflict: Conflict
    batch: BatchRecord | None


class ConflictService:
    """What a command lost to something on site stays OPEN until a person has decided."""

    def __init__(
        self,
        *,
        reconciliation: ReconciliationStore,
        commands: CommandStore,
        devices: DeviceStore,
        dispatcher: Dispatcher,
        journal: ActivityJournal,
        live: LiveFeed,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._reconciliation = reconciliation
        self._commands = commands
        self._devices = devices
        self._dispatcher = dispatcher
        self._journal = journal
        self._live = live
        self._clock = clock
        self._ids = ids

    async def window(self, org_id: int, query: ConflictQuery) -> tuple[Sequence[Conflict], int]:
        """A window of conflicts, newest first, and how many there are."""
        return await self._reconciliation.conflicts(org_id, query)

    async def decide(self, principal: Principal, conflict_id: str, choice: Choice) -> Decided:
        """Decide a conflict: leave the miner as it is, or issue the command once more, knowing what happened.

        Raises:
            HeadframeError: NOT_FOUND, CONFLICT once it was decided, NOT_PERMITTED, DEVICE_NOT_OWNED.
        """
        conflict = await self._reconciliation.conflict(principal.org_id, conflict_id)
        if conflict is None:
            raise HeadframeError(Code.NOT_FOUND, "There is no such conflict.")
        principal.require(permission_for(conflict.lost.kind))
        decision = Decision(choice, principal.actor, self._clock.now_ms())
        resolved(conflict, decision)
        draft = await self._draft(principal, conflict) if choice is Choice.APPLY else None
        decided = await self._reconciliation.resolve(principal.org_id, conflict_id, decision)
        await self._tell(principal, decided)
        batch = (await self._dispatcher.dispatch(principal, draft))[0] if draft else None
        return Decided(decided, batch)

    async def _tell(self, principal: Principal, conflict: Conflict) -> None:
        done = {Choice.KEEP: "left as it is", Choice.APPLY: "issued again"}
        assert conflict.decision is not None  # noqa: S101 - it was decided just now
        await self._journal.record(
            principal,
            "conflict.decided",
            f"{conflict.lost.kind} of {conflict.lost.actor.display_name}: {done[conflict.decision.choice]}",
            device_id=conflict.device_id,
            details={"conflict_id": conflict.id, "choice": conflict.decision.choice.value},
        )
        self._live.devices_changed(principal.org_id, (conflict.device_id,))

    async def _draft(self, principal: Principal, conflict: Conflict) -> BatchDraft:
        """The command that lost, once more, for the miner's owner now and in the name of who decides."""
        record = await self._lost(principal, conflict)
        owners = await self._devices.owners(principal.org_id, [conflict.device_id])
        node_id = owners.get(conflict.device_id)
        if node_id is None:
            raise HeadframeError(Code.DEVICE_NOT_OWNED, "No node owns this miner any more.")
        payload = _knowing(principal, record.payload, conflict)
        draft = BatchDraft(
            ids=self._ids,
            org_id=principal.org_id,
            kind=record.kind,
            actor=principal.actor,
            title=title_of(payload),
            selector=f"conflict {conflict.id}",
            now_ms=self._clock.now_ms(),
            idempotency_key=f"conflict:{conflict.id}",
            retry_of=record.batch_id,
        )
        draft.add(node_id, conflict.device_id, payload)
        return draft

    async def _lost(self, principal: Principal, conflict: Conflict) -> CommandRecord:
        record = await self._commands.command(principal.org_id, conflict.id)
        if record is None:
            raise HeadframeError(Code.NOT_FOUND, "The command that lost is gone; issue it anew.")
        return record


def _knowing(principal: Principal, payload: CommandPayload, conflict: Conflict) -> CommandPayload:
    """The payload of one who knows what the command lost to."""
    if conflict.outcome is not Code.SAFETY_HOLD or not isinstance(payload, Uncurtail):
        return payload
    principal.require(Permission.HOLD_FOR_SAFETY)
    return replace(payload, for_safety=True)
