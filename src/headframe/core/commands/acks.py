"""What a node says of a command on its way."""

from dataclasses import dataclass
from enum import StrEnum

from headframe.core.errors import Problem
from headframe.core.reconcile.conflicts import Conflict
from headframe.core.reconcile.standing import DeviceStanding


class CommandPhase(StrEnum):
    """A step a node reports. PROGRESS describes DISCOVER and UPDATE_FIRMWARE and is not a state."""

    ACCEPTED = "ACCEPTED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    SUPERSEDED = "SUPERSEDED"
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"
    PROGRESS = "PROGRESS"

    @property
    def is_final(self) -> bool:
        """True for the phases that are an outcome."""
        return self not in (CommandPhase.ACCEPTED, CommandPhase.RUNNING, CommandPhase.PROGRESS)


@dataclass(frozen=True, slots=True)
class CommandAck:
    """One report of one command.

    `result_sequence` is the node's own counter of final results, 0 on phases that are not final: the
    server acknowledges it and the node may then forget the result. `progress_ratio` runs 0..1.
    `standing` is how the device stands after it, where it was a write; `conflict` what a person has to
    decide.
    """

    command_id: str
    sequence: int
    phase: CommandPhase
    at_ms: int
    problem: Problem | None = None
    detail: str = ""
    progress_ratio: float | None = None
    result_sequence: int = 0
    artifact_id: str = ""
    standing: DeviceStanding | None = None
    conflict: Conflict | None = None
