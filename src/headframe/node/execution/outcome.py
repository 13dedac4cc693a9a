"""How a command ended on this node."""

from dataclasses import dataclass

from headframe.core.commands.acks import CommandPhase
from headframe.core.errors import Code, HeadframeError, Problem


@dataclass(frozen=True, slots=True)
class Outcome:
    """One final phase, with what people need to know of it."""

    phase: CommandPhase
    problem: Problem | None = None
    detail: str = ""
    artifact_id: str = ""


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
    return Outcome(_PHASES.get(error.code, CommandPhase.REJECTED), Problem.of(error))


def succeeded(detail: str = "", artifact_id: str = "") -> Outcome:
    """It took effect."""
    return Outcome(CommandPhase.SUCCEEDED, None, detail, artifact_id)
