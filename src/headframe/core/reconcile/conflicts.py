"""Conflicts: what a server's command lost to, and what a person decided."""

from dataclasses import dataclass, replace
from enum import StrEnum

from headframe.core.actors import Actor
from headframe.core.errors import Code, HeadframeError
from headframe.core.reconcile.operations import OperationRef
from headframe.core.reconcile.revisions import Aspect, Revision


class Choice(StrEnum):
    """What can be done about a conflict."""

    KEEP = "KEEP"  # leave the device as it is
    APPLY = "APPLY"  # do what the server's command asked for, now that this is known


class ConflictState(StrEnum):
    """Whether somebody has decided."""

    OPEN = "OPEN"
    RESOLVED = "RESOLVED"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who chose what."""

    choice: Choice
    actor: Actor
    at_ms: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict. It has the id of the server's command that lost: told twice, it is still one.

    `rule` names the rule that decided, `outcome` how. `local` is what it lost to, where that is known.
    `revision` is the device's when it came up.
    """

    id: str
    device_id: int
    aspect: Aspect
    rule: str
    outcome: Code
    lost: OperationRef
    local: OperationRef | None
    revision: Revision
    at_ms: int
    choices: tuple[Choice, ...] = (Choice.KEEP, Choice.APPLY)
    decision: Decision | None = None

    @property
    def state(self) -> ConflictState:
        """OPEN until decided."""
        return ConflictState.RESOLVED if self.decision else ConflictState.OPEN


def resolved(conflict: Conflict, decision: Decision) -> Conflict:
    """The conflict, decided.

    Raises:
        HeadframeError: INVALID_REQUEST for a choice that is not offered, CONFLICT once it was decided.
    """
    if decision.choice not in conflict.choices:
        offered = ", ".join(conflict.choices)
        raise HeadframeError(Code.INVALID_REQUEST, f"the choices are {offered}")
    if conflict.decision:
        by = conflict.decision.actor.display_name or conflict.decision.actor.id
        raise HeadframeError(Code.CONFLICT, f"{by} has decided already: {conflict.decision.choice}")
    return replace(conflict, decision=decision)
