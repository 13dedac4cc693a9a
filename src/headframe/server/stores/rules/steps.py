"""Steps of a command, as the store applies them."""

from dataclasses import replace

from headframe.core.commands.records import CommandRecord, CommandState
from headframe.server.stores.ports.commands import StateChange

OPEN = (CommandState.QUEUED, CommandState.SENT, CommandState.ACCEPTED, CommandState.RUNNING)
"""States that are not final, in order."""

FAILED_FIRST = (
    CommandState.FAILED,
    CommandState.REJECTED,
    CommandState.OUTCOME_UNKNOWN,
    CommandState.EXPIRED,
    CommandState.RUNNING,
    CommandState.ACCEPTED,
    CommandState.SENT,
    CommandState.QUEUED,
    CommandState.SUPERSEDED,
    CommandState.SUCCEEDED,
)
"""Order of a batch's commands for people who look for trouble."""

EXPIRABLE = (CommandState.QUEUED, CommandState.SENT)
"""States in which a command may still expire on the server."""


def advanced(record: CommandRecord, change: StateChange) -> CommandRecord | None:
    """`record` after a change; None where the change is no step forward.

    RUNNING may follow RUNNING, to carry progress. A final state is never left.
    """
    if not _is_step(record.state, change.state):
        return None
    after = replace(
        record,
        state=change.state,
        updated_at_ms=max(record.updated_at_ms, change.at_ms),
        problem=change.problem or record.problem,
        detail=change.detail or record.detail,
        progress_ratio=record.progress_ratio if change.progress_ratio is None else change.progress_ratio,
        artifact_id=change.artifact_id or record.artifact_id,
    )
    unchanged = replace(after, updated_at_ms=record.updated_at_ms) == record
    return None if unchanged else after


def _is_step(before: CommandState, after: CommandState) -> bool:
    if before not in OPEN:
        return False
    if after not in OPEN:
        return True
    if before is after:
        return before is CommandState.RUNNING
    return OPEN.index(after) > OPEN.index(before)
