"""What people on site ask for: judged, written down, and handed over for carrying out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from headframe.core.activity import Activity
from headframe.core.commands.kinds import POLICIES, CommandKind
from headframe.core.commands.payloads import CommandPayload
from headframe.core.commands.plans import Issued, Plan, Preview, Refusals, Refused, make_plan, none_can
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.commands.titles import miners, title_of
from headframe.core.errors import Code, FieldProblem, HeadframeError
from headframe.core.selection import Selection, Selector
from headframe.kit.clock import Clock
from headframe.node.local.envelopes import local_admin
from headframe.node.local.lists import DeviceLists, NodeNames
from headframe.node.local.log import LocalLog
from headframe.node.local.log_rows import Act, CommandsAsked
from headframe.node.local.operations import LocalCommands

LOCAL_KINDS = frozenset(
    {
        CommandKind.REBOOT,
        CommandKind.START_MINING,
        CommandKind.STOP_MINING,
        CommandKind.SET_POWER_TARGET,
        CommandKind.CURTAIL,
        CommandKind.UNCURTAIL,
        CommandKind.BLINK_LED,
        CommandKind.SET_COOLING_MODE,
    }
)
"""What can be done on site: nothing that carries a secret or a file."""
RETRYABLE = frozenset(
    {
        CommandState.FAILED,
        CommandState.REJECTED,
        CommandState.EXPIRED,
        CommandState.SUPERSEDED,
        CommandState.OUTCOME_UNKNOWN,
    }
)
MAX_STAGGER_SPAN_SECONDS = 24 * 3600
RETRIED_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Request:
    """One act. `expected_count` is how many miners the person saw selected."""

    selector: Selector
    payload: CommandPayload
    stagger_seconds: float = 0.0
    expected_count: int | None = None
    refusals: Refusals = Refusals.RECORD
    idempotency_key: str = ""


class LocalActs:
    """Preview, issue, retry and cancel, as the server's API has them."""

    def __init__(  # noqa: PLR0917 - wired once
        self,
        lists: DeviceLists,
        local_log: LocalLog,
        commands: LocalCommands,
        names: NodeNames,
        clock: Clock,
        ids: Callable[[], str],
    ) -> None:
        self._lists = lists
        self._log = local_log
        self._commands = commands
        self._names = names
        self._clock = clock
        self._ids = ids

    def preview(self, selector: Selector, payload: CommandPayload) -> Preview:
        """What `issue` would do now."""
        return Preview(self._plan(self._lists.selection(selector), payload), title_of(payload), 0)

    async def issue(self, request: Request) -> Issued:
        """Write an act down and have it carried out.

        A repeated request finds what the first one made. CONFLICT when the selection has another size than
        was seen. When no device can do it and refusals are left out, the commonest reason is raised.
        """
        if known := await self._log.batch_with_key(request.idempotency_key):
            return Issued(_same(known, request), replayed=True, left_out=0)
        plan = self._plan(self._lists.selection(request.selector), request.payload)
        if request.expected_count is not None and plan.count != request.expected_count:
            raise HeadframeError(
                Code.CONFLICT, f"The selection has {plan.count} miners now, not {request.expected_count}."
            )
        recorded = [each for each in plan.refused if each.row] if _records(request) else []
        if not plan.accepted and not recorded:
            raise none_can(plan)
        batch = self._batch(request)
        kept = await self._keep(batch, plan, recorded, request.payload)
        return Issued(kept, replayed=kept.id != batch.id, left_out=len(plan.refused) - len(recorded))

    async def retry(
        self,
        batch_id: str,
        states: frozenset[CommandState],
        *,
        stagger_seconds: float,
        idempotency_key: str,
    ) -> tuple[BatchRecord, int]:
        """A new batch for the devices whose command ended so, and how many were refused this time."""
        old = await self.batch(batch_id)
        asked = CommandsAsked(RETRIED_AT_ONCE, batch_id=batch_id, states=tuple(states & RETRYABLE))
        found, _ = await self._log.commands(asked) if asked.states else ((), 0)
        ids = tuple(command.device_id for command in found if command.device_id is not None)
        if not ids:
            raise HeadframeError(Code.INVALID_REQUEST, "No command of the batch ended so.")
        payload = found[0].payload
        request = Request(Selector(ids), payload, stagger_seconds, idempotency_key=idempotency_key)
        if known := await self._log.batch_with_key(idempotency_key):
            return known, known.counts.get(CommandState.REJECTED, 0)
        plan = self._plan(self._lists.selection(request.selector), payload)
        recorded = [each for each in plan.refused if each.row]
        draft = self._batch(request, selector=f"retry of {batch_id}", retry_of=old.id)
        return await self._keep(draft, plan, recorded, payload), len(recorded)

    async def cancel(self, batch_id: str) -> int:
        """Withdraw what has not begun; how many commands that were."""
        batch = await self.batch(batch_id)
        cancelled = await self._log.cancel(batch_id, now_ms=self._clock.now_ms())
        await self._log.append(
            self._entry("batch.cancelled", f"cancelled {cancelled} commands: {batch.title}", batch_id)
        )
        return cancelled

    async def batch(self, batch_id: str) -> BatchRecord:
        """One batch; NOT_FOUND."""
        batch = await self._log.batch(batch_id)
        if batch is None:
            raise HeadframeError(Code.NOT_FOUND, "There is no such batch.")
        return batch

    async def note(self, verb: str, summary: str) -> None:
        """Keep an entry about the local admin."""
        await self._log.append(self._entry(verb, summary, None))

    def _plan(self, selection: Selection, payload: CommandPayload) -> Plan:
        if payload.kind not in LOCAL_KINDS:
            raise HeadframeError(
                Code.INVALID_REQUEST, f"{payload.kind} is not done on site: it waits for the server."
            )
        ids = [row.id for row in selection.rows]
        return make_plan(selection, payload, self._lists.capabilities(ids))

    def _batch(self, request: Request, *, selector: str = "", retry_of: str | None = None) -> BatchRecord:
        return BatchRecord(
            id=self._ids(),
            org_id=self._names.org_id,
            kind=request.payload.kind,
            actor=local_admin(self._names),
            created_at_ms=self._clock.now_ms(),
            title=title_of(request.payload),
            selector=selector or request.selector.describe(),
            stagger_seconds=request.stagger_seconds,
            idempotency_key=request.idempotency_key,
            retry_of=retry_of,
        )

    async def _keep(
        self, batch: BatchRecord, plan: Plan, recorded: Sequence[Refused], payload: CommandPayload
    ) -> BatchRecord:
        self._check_room(len(plan.accepted), batch.stagger_seconds)
        queued = [
            self._queued(batch, payload, row.id, position) for position, row in enumerate(plan.accepted)
        ]
        refused = [self._refused(batch, payload, each) for each in recorded]
        entry = self._entry(
            f"batch.{batch.kind.lower()}", f"{batch.title}: {miners(len(queued) + len(refused))}", batch.id
        )
        kept = await self._log.add(Act(batch, [*queued, *refused], entry))
        if kept.id == batch.id:
            self._commands.submit(queued)
        return await self.batch(kept.id)

    def _check_room(self, devices: int, stagger_seconds: float) -> None:
        if devices > self._commands.room:
            raise HeadframeError(Code.BUSY, "This node has too many commands without an outcome.")
        if devices * stagger_seconds > MAX_STAGGER_SPAN_SECONDS:
            message = f"{devices} miners, {stagger_seconds:g} s apart, take longer than 24 hours."
            raise HeadframeError(
                Code.INVALID_REQUEST, message, fields=(FieldProblem("/stagger_seconds", message),)
            )

    def _queued(
        self, batch: BatchRecord, payload: CommandPayload, device_id: int, position: int
    ) -> CommandRecord:
        not_before_ms = batch.created_at_ms + round(position * batch.stagger_seconds * 1000)
        expires_at_ms = not_before_ms + POLICIES[payload.kind].ttl_seconds * 1000
        command = self._command(batch, payload, device_id)
        return replace(command, not_before_ms=not_before_ms, expires_at_ms=expires_at_ms)

    def _refused(self, batch: BatchRecord, payload: CommandPayload, refused: Refused) -> CommandRecord:
        command = self._command(batch, payload, refused.device_id)
        return replace(command, state=CommandState.REJECTED, problem=refused.problem)

    def _command(self, batch: BatchRecord, payload: CommandPayload, device_id: int) -> CommandRecord:
        return CommandRecord(
            id=self._ids(),
            org_id=batch.org_id,
            batch_id=batch.id,
            node_id=self._names.node_id,
            device_id=device_id,
            kind=payload.kind,
            payload=payload,
            actor=batch.actor,
            state=CommandState.QUEUED,
            created_at_ms=batch.created_at_ms,
            not_before_ms=batch.created_at_ms,
            expires_at_ms=batch.created_at_ms,
            updated_at_ms=batch.created_at_ms,
        )

    def _entry(self, verb: str, summary: str, batch_id: str | None) -> Activity:
        now_ms = self._clock.now_ms()
        return Activity(
            id=0,
            org_id=self._names.org_id,
            at_ms=now_ms,
            received_at_ms=now_ms,
            actor=local_admin(self._names),
            verb=verb,
            summary=summary,
            batch_id=batch_id,
        )


def _records(request: Request) -> bool:
    return request.refusals is Refusals.RECORD


def _same(known: BatchRecord, request: Request) -> BatchRecord:
    asked = (request.payload.kind, title_of(request.payload), request.selector.describe())
    if (known.kind, known.title, known.selector) != asked:
        raise HeadframeError(Code.CONFLICT, "This Idempotency-Key belongs to another act; use a new one.")
    return known
