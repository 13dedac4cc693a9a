"""What became of commands: previews, batches, outcomes."""

from typing import Annotated

from pydantic import Field

from headframe.api.base import ActorBody, Id, Input, Output, RecordedProblem
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.lifecycle import FINAL
from headframe.core.commands.plans import Issued, PowerEffect, Preview, Refused
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.errors import Code
from headframe.core.fleet import DeviceRow

MAX_EXAMPLES = 5
"""Devices named for one reason."""
Stagger = Annotated[float, Field(ge=0, le=3600, description="Seconds between one miner and the next.")]


class RefusedExample(Output):
    """A device that was refused."""

    device_id: Id
    name: str


class ReasonBody(Output):
    """Devices refused for one reason, with some of them named."""

    code: Code
    reason: str
    count: int
    examples: list[RefusedExample]

    @classmethod
    def of(cls, code: Code, reason: str, entries: list[Refused]) -> "ReasonBody":
        """From a plan's group."""
        return cls(
            code=code,
            reason=reason,
            count=len(entries),
            examples=[
                RefusedExample(device_id=entry.device_id, name=entry.row.name if entry.row else "")
                for entry in entries[:MAX_EXAMPLES]
            ],
        )


class EffectBody(Output):
    """An estimate of the change of power, never a measurement; null where none can be made."""

    is_estimate: bool = True
    delta_watts: float | None
    devices_estimated: int
    devices_unknown: int

    @classmethod
    def of(cls, effect: PowerEffect) -> "EffectBody":
        """From the plan."""
        return cls(
            delta_watts=effect.delta_watts,
            devices_estimated=effect.devices_estimated,
            devices_unknown=effect.devices_unknown,
        )


class PreviewBody(Output):
    """What issuing the command would do now. Send `selected` back as `expected_count`."""

    title: str
    selected: int
    can: int
    cannot: int
    waiting_for_node: Annotated[
        int, Field(description="Of those that can: how many wait for a node that is out of contact.")
    ]
    reasons: list[ReasonBody]
    power_effect: EffectBody

    @classmethod
    def of(cls, preview: Preview) -> "PreviewBody":
        """From the use-case's result."""
        plan = preview.plan
        return cls(
            title=preview.title,
            selected=plan.count,
            can=len(plan.accepted),
            cannot=len(plan.refused),
            waiting_for_node=preview.waiting_for_node,
            reasons=[
                ReasonBody.of(code, reason, list(entries))
                for (code, reason), entries in plan.reasons().items()
            ],
            power_effect=EffectBody.of(plan.effect),
        )


class BatchBody(Output):
    """One act: how many of its commands stand in each state."""

    id: str
    kind: CommandKind
    title: str
    selector: str
    actor: ActorBody
    created_at_ms: int
    stagger_seconds: float
    counts: dict[CommandState, int]
    total: int
    finished: bool
    retry_of: str | None

    @classmethod
    def of(cls, batch: BatchRecord) -> "BatchBody":
        """From the core's record."""
        open_commands = sum(count for state, count in batch.counts.items() if state not in FINAL)
        return cls(
            id=batch.id,
            kind=batch.kind,
            title=batch.title,
            selector=batch.selector,
            actor=ActorBody.of(batch.actor),
            created_at_ms=batch.created_at_ms,
            stagger_seconds=batch.stagger_seconds,
            counts={state: count for state, count in batch.counts.items() if count},
            total=sum(batch.counts.values()),
            finished=not open_commands,
            retry_of=batch.retry_of,
        )


class BatchList(Output):
    """Batches, newest first. `next_before_ms` is what to ask on with; null: there are no more."""

    batches: list[BatchBody]
    next_before_ms: int | None


class IssuedBody(Output):
    """What came of the act. `replayed`: the Idempotency-Key was seen before and nothing was done again."""

    batch: BatchBody
    replayed: bool
    left_out: int

    @classmethod
    def of(cls, issued: Issued) -> "IssuedBody":
        """From the use-case's result."""
        return cls(batch=BatchBody.of(issued.batch), replayed=issued.replayed, left_out=issued.left_out)


class CommandBody(Output):
    """One command. Its values are in the batch's title; secrets are shown nowhere."""

    id: str
    batch_id: str
    node_id: Id
    device_id: Id | None
    device_name: str | None
    device_address: str | None
    kind: CommandKind
    state: CommandState
    actor: ActorBody
    created_at_ms: int
    not_before_ms: int
    expires_at_ms: int
    updated_at_ms: int
    problem: RecordedProblem | None
    detail: str
    progress_ratio: float | None
    artifact_id: str | None

    @classmethod
    def of(cls, record: CommandRecord, device: DeviceRow | None = None) -> "CommandBody":
        """From the core's record, without its payload, and its device as it is now."""
        return cls(
            id=record.id,
            batch_id=record.batch_id,
            node_id=record.node_id,
            device_id=record.device_id,
            device_name=device.name if device else None,
            device_address=device.endpoint.address if device else None,
            kind=record.kind,
            state=record.state,
            actor=ActorBody.of(record.actor),
            created_at_ms=record.created_at_ms,
            not_before_ms=record.not_before_ms,
            expires_at_ms=record.expires_at_ms,
            updated_at_ms=record.updated_at_ms,
            problem=RecordedProblem.of(record.problem),
            detail=record.detail,
            progress_ratio=record.progress_ratio,
            artifact_id=record.artifact_id,
        )


class CommandWindow(Output):
    """Commands offset..offset+limit of `total`."""

    total: int
    offset: int
    commands: list[CommandBody]


def _failed() -> list[CommandState]:
    return [CommandState.FAILED, CommandState.EXPIRED]


class RetryInput(Input):
    """Which outcomes to retry. OUTCOME_UNKNOWN may have taken effect: look at the miner first."""

    states: Annotated[list[CommandState], Field(min_length=1, max_length=5, default_factory=_failed)]
    stagger_seconds: Stagger = 0.0


class RetriedBody(Output):
    """The new batch, and how many of the chosen commands were refused this time."""

    batch: BatchBody
    refused: int
