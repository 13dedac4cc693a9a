"""How a command ended on this node."""

from dataclasses import dataclass

from headframe.core.commands.acks import CommandPhase
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.core.reconcile.conflicts import Conflict
from headframe.core.reconcile.verdicts import Refusal


@dataclass(frozen=True, slots=True)
class Outcome:
    """One final phase, with what people need to know of it."""

    phase: CommandPhase
    problem: Problem | None = None
    detail: str = ""
    artifact_id: str = ""
    conflict: Conflict | None = None


class RefusedError(HeadframeError):
    """A rule of reconciliation decided against it; `conflict` where a person has to know."""

    def __init__(self, refusal: Refusal, conflict: Conflict | None) -> None:
        super().__init__(refusal.code, refusal.message)
        self.conflict = conflict


_PHASES = {
    Code.OUTCOME_UNKNOWN: CommandPhase.OUTCOME_UNKNOWN,
    Code.COMMAND_EXPIRED: CommandPhase.EXPIRED,
    Code.COMMAND_SUPERSEDED: CommandPhase.SUPERSEDED,
}


def failed(problem: Problem) -> Outcome:
    """The outcome that a problem during execution stands for."""
    return Outcome(_PHASES.get(problem.code, CommandPhase.FAILED), problem)


def rejected(error: HeadframeError) -> Outcome:
    """A command that was never dispatched, and why."""
    conflict = error.conflict if isinstance(error, RefusedError) else None
    return Outcome(_PHASES.get(error.code, CommandPhase.REJECTED), Problem.of(error), conflict=conflict)


def succeeded(detail: str = "", artifact_id: str = "") -> Outcome:
    """It took effect."""
    return Outcome(CommandPhase.SUCCEEDED, None, detail, artifact_id)
