"""Batches afterwards: look at them, retry what failed, cancel what was not sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from headframe.core.commands.payloads import CommandPayload
from headframe.core.commands.plans import NO_CAPABILITIES, refusal
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.core.fleet import DeviceRow
from headframe.kit.clock import Clock
from headframe.server.services.commands.dispatch import Dispatcher
from headframe.server.services.commands.drafts import BatchDraft, check_stagger
from headframe.server.services.commands.specs import has_secrets, permission_for
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.live import LiveFeed
from headframe.server.services.org_settings import SettingsService
from headframe.server.services.ports import Ids
from headframe.server.services.principals import Principal
from headframe.server.stores.ports import CommandStore, DeviceStore
from headframe.server.stores.ports.commands import CommandQuery

LOST = frozenset({Code.CHANGED_ON_SITE, Code.SAFETY_HOLD})
"""Outcomes of commands that are conflicts."""

PAGE = 2_000
"""Commands read per store call when a whole batch is walked."""
RETRYABLE = frozenset(
    {
        CommandState.FAILED,
        CommandState.REJECTED,
        CommandState.EXPIRED,
        CommandState.SUPERSEDED,
        CommandState.OUTCOME_UNKNOWN,
    }
)
"""Outcomes that a retry may choose from."""


@dataclass(frozen=True, slots=True)
class Retried:
    """A new batch, and how many of the chosen commands could not be repeated and are recorded as such."""

    batch: BatchRecord
    refused: int


class BatchService:
    """Batches of one organisation."""

    def __init__(  # noqa: PLR0917 - wired once, by name
        self,
        commands: CommandStore,
        devices: DeviceStore,
        settings: SettingsService,
        dispatcher: Dispatcher,
        journal: ActivityJournal,
        live: LiveFeed,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._commands = commands
        self._devices = devices
        self._settings = settings
        self._dispatcher = dispatcher
        self._journal = journal
        self._live = live
        self._clock = clock
        self._ids = ids

    async def batch(self, principal: Principal, batch_id: str) -> BatchRecord:
        """One batch; NOT_FOUND."""
        batch = await self._commands.batch(principal.org_id, batch_id)
        if batch is None:
            raise HeadframeError(Code.NOT_FOUND, "There is no such batch.")
        return batch

    async def retry(
        self,
        principal: Principal,
        batch_id: str,
        states: frozenset[CommandState],
        *,
        stagger_seconds: float = 0.0,
        idempotency_key: str = "",
    ) -> Retried:
        """A new batch for the devices whose command ended in one of `states`.

        Each device is judged anew. A repeated request finds what the first one made. INVALID_REQUEST when
        there is nothing to retry.
        """
        old = await self.batch(principal, batch_id)
        principal.require(permission_for(old.kind))
        batch = BatchDraft(
            ids=self._ids,
            org_id=principal.org_id,
            kind=old.kind,
            actor=principal.actor,
            title=old.title,
            selector=f"retry of {batch_id}: {', '.join(sorted(states))}",
            now_ms=self._clock.now_ms(),
            stagger_seconds=stagger_seconds,
            idempotency_key=idempotency_key,
            retry_of=batch_id,
        )
        if known := await self._dispatcher.known(batch):
            return Retried(known, known.counts.get(CommandState.REJECTED, 0))
        chosen = await self._in_states(principal.org_id, batch_id, states & RETRYABLE)
        if not chosen:
            raise HeadframeError(Code.INVALID_REQUEST, "No command of the batch ended so.")
        check_stagger(len(chosen), stagger_seconds)
        refused = await self._repeat(batch, chosen)
        if not batch.commands:
            raise HeadframeError(Code.NOT_FOUND, "The miners of this batch are gone.")
        kept, _ = await self._dispatcher.dispatch(principal, batch)
        return Retried(kept, refused)

    async def cancel(self, principal: Principal, batch_id: str) -> int:
        """Withdraw what was not sent yet; how many commands that were."""
        batch = await self.batch(principal, batch_id)
        principal.require(permission_for(batch.kind))
        cancelled = await self._commands.cancel_queued(
            principal.org_id, batch_id, now_ms=self._clock.now_ms()
        )
        self._live.batches_changed(principal.org_id, (batch_id,))
        await self._journal.record(
            principal,
            "batch.cancelled",
            f"cancelled {cancelled} commands: {batch.title}",
            batch_id=batch_id,
            details={"cancelled": cancelled},
        )
        return cancelled

    async def _in_states(
        self, org_id: int, batch_id: str, states: frozenset[CommandState]
    ) -> Sequence[CommandRecord]:
        found: list[CommandRecord] = []
        total = 1 if states else 0
        while len(found) < total:
            query = CommandQuery(
                limit=PAGE, offset=len(found), batch_id=batch_id, states=tuple(sorted(states))
            )
            page, total = await self._commands.commands(org_id, query)
            if not page:
                break
            found.extend(page)
        return found

    async def _repeat(self, batch: BatchDraft, chosen: Sequence[CommandRecord]) -> int:
        ids = [record.device_id for record in chosen if record.device_id is not None]
        moment = await self._settings.moment(batch.org_id)
        rows = {row.id: row for row in await self._devices.rows(batch.org_id, ids, moment)}
        capabilities = await self._devices.capabilities(batch.org_id, ids)
        refused = 0
        for record in chosen:
            row = rows.get(record.device_id) if record.device_id is not None else None
            if row is None:
                continue
            problem = refusal(row, record.payload, capabilities.get(row.id, NO_CAPABILITIES))
            problem = problem or _unreadable_there(row, record.node_id, record.payload) or _undecided(record)
            if problem:
                refused += batch.add_rejected(row, record.payload, problem)
            elif row.node_id is not None:
                batch.add(row.node_id, row.id, record.payload)
        return refused


def _undecided(record: CommandRecord) -> Problem | None:
    """What lost to a change on site is not repeated with many others: a person decides it, one by one."""
    lost = record.problem is not None and record.problem.code in LOST
    return Problem(Code.CONFLICT_OPEN, "it lost to a change on site; decide that conflict") if lost else None


def _unreadable_there(row: DeviceRow, sealed_to: int, payload: CommandPayload) -> Problem | None:
    if row.node_id == sealed_to or not has_secrets(payload):
        return None
    return Problem(
        Code.CONFLICT, "its password was sealed for another node; issue the command anew with the password"
    )
