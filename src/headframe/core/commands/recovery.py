"""What a node makes of commands that its stopped process left, and a server of those of a lost journal."""

from enum import Enum

from headframe.core.commands.acks import CommandPhase
from headframe.core.commands.kinds import POLICIES, CommandKind
from headframe.core.commands.records import CommandState
from headframe.core.errors import Code, Problem


class Recovery(Enum):
    """What becomes of one left-over entry."""

    NOT_EXECUTED = "it surely did not run"
    OUTCOME_UNKNOWN = "nobody knows whether it ran"
    RUN_AGAIN = "it may have run, and running it twice is running it once"


def recovery_of(kind: CommandKind, *, was_dispatched: bool, is_expired: bool) -> Recovery:
    """The rule: what was not dispatched did not run and is not run late; what was is never run blindly.

    An idempotent command that is still in time may be run again. Expired, it is OUTCOME_UNKNOWN like the
    others: the operator has moved on.
    """
    if not was_dispatched:
        return Recovery.NOT_EXECUTED
    if POLICIES[kind].idempotent and not is_expired:
        return Recovery.RUN_AGAIN
    return Recovery.OUTCOME_UNKNOWN


def outcome_of(recovery: Recovery) -> tuple[CommandPhase, Problem] | None:
    """The outcome to record; None where the command is run again and gets its own."""
    match recovery:
        case Recovery.NOT_EXECUTED:
            return CommandPhase.REJECTED, Problem(Code.NOT_EXECUTED, "the node stopped before it could run")
        case Recovery.OUTCOME_UNKNOWN:
            return CommandPhase.OUTCOME_UNKNOWN, Problem(
                Code.OUTCOME_UNKNOWN, "the node stopped while it ran"
            )
        case Recovery.RUN_AGAIN:
            return None


JOURNAL_LOST = Problem(
    Code.OUTCOME_UNKNOWN, "the node was set back to an older state: it does not know whether it ran"
)


def is_lost_with_journal(kind: CommandKind, state: CommandState) -> bool:
    """Whether nobody knows any more what became of a command, once its node was set back to an older state.

    `state` is that of one which was sent and has no outcome. What was not accepted goes out again, if running
    it twice is running it once.
    """
    return state in (CommandState.ACCEPTED, CommandState.RUNNING) or not POLICIES[kind].idempotent
