"""How a device stands: what holds it, who changed what last, and conflicts that wait for a person."""

from typing import Annotated

from pydantic import Field

from headframe.api.base import ActorBody, Output
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import CurtailmentLevel
from headframe.core.errors import TABLE, Code
from headframe.core.reconcile.conflicts import Choice, Conflict, ConflictState
from headframe.core.reconcile.holds import Hold
from headframe.core.reconcile.operations import OperationRef
from headframe.core.reconcile.revisions import Aspect
from headframe.core.reconcile.standing import Standing


class OperationBody(Output):
    """A command, or an act on site."""

    id: str
    kind: CommandKind
    actor: ActorBody
    at_ms: int
    on_site: Annotated[bool, Field(description="It was begun beside the miner, not by this server.")]

    @classmethod
    def of(cls, ref: OperationRef) -> "OperationBody":
        """From the core's record."""
        return cls(
            id=ref.id, kind=ref.kind, actor=ActorBody.of(ref.actor), at_ms=ref.at_ms, on_site=ref.is_local
        )


class ConflictBody(Output):
    """A command that lost to something its issuer had not heard of; `lost_to` null: nobody knows to what."""

    id: str
    device_id: int
    aspect: Aspect
    rule: str
    outcome: Code
    title: str
    lost: OperationBody
    lost_to: OperationBody | None
    at_ms: int
    state: ConflictState
    choices: list[Choice]
    choice: Choice | None
    decided_by: ActorBody | None
    decided_at_ms: int | None

    @classmethod
    def of(cls, conflict: Conflict) -> "ConflictBody":
        """From the core's record."""
        decision = conflict.decision
        return cls(
            id=conflict.id,
            device_id=conflict.device_id,
            aspect=conflict.aspect,
            rule=conflict.rule,
            outcome=conflict.outcome,
            title=TABLE[conflict.outcome].title,
            lost=OperationBody.of(conflict.lost),
            lost_to=OperationBody.of(conflict.local) if conflict.local else None,
            at_ms=conflict.at_ms,
            state=conflict.state,
            choices=list(conflict.choices),
            choice=decision.choice if decision else None,
            decided_by=ActorBody.of(decision.actor) if decision else None,
            decided_at_ms=decision.at_ms if decision else None,
        )


class ConflictWindow(Output):
    """Conflicts newest first; `total` counts all that match."""

    total: int
    offset: int
    conflicts: list[ConflictBody]


class HoldBody(Output):
    """A reason why a device runs at less than it could. `until_ms` null: until it is lifted."""

    id: str
    source: str
    level: CurtailmentLevel
    priority: Annotated[str, Field(description="SCHEDULE, OPERATOR, CURTAILMENT or SAFETY.")]
    until_ms: int | None
    placed: OperationBody

    @classmethod
    def of(cls, hold: Hold) -> "HoldBody":
        """From the core's record."""
        return cls(
            id=hold.id,
            source=hold.source,
            level=hold.level,
            priority=hold.priority.name,
            until_ms=hold.until_ms,
            placed=OperationBody.of(hold.placed),
        )


class LastWriteBody(Output):
    """Who changed an aspect last. `revision` grows with every write to the device."""

    aspect: Aspect
    revision: int
    writer: OperationBody


class StandingBody(Output):
    """How a device stands by its node's last word; all is empty where nothing was ever done to it."""

    revision: int
    level: Annotated[
        CurtailmentLevel | None, Field(description="What all holds together come to; null: none holds it.")
    ]
    holds: list[HoldBody]
    last_writes: list[LastWriteBody]
    open_conflicts: list[ConflictBody]

    @classmethod
    def of(cls, standing: Standing, open_conflicts: list[ConflictBody]) -> "StandingBody":
        """From the core's record."""
        return cls(
            revision=standing.revision.number,
            level=standing.level,
            holds=[HoldBody.of(hold) for hold in standing.holds],
            last_writes=[
                LastWriteBody(
                    aspect=aspect, revision=last.revision.number, writer=OperationBody.of(last.writer)
                )
                for aspect, last in standing.aspects.items()
                if last.writer
            ],
            open_conflicts=open_conflicts,
        )
