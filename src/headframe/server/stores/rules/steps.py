"""Steps of a command, as the store applies them."""

from dataclasses import replace

from headframe.core.commands.lifecycle import FINAL, advance, is_progress, outcome_at_deadline
from headframe.core.commands.records import CommandRecord, CommandState
from headframe.core.errors import Code, Problem
from headframe.server.stores.ports.commands import Cosigned, StateChange

_UNSIGNED = Problem(Code.COSIGNATURE_MISSING, "no admin signed it in time")

OPEN = tuple(state for state in CommandState if state not in FINAL)
"""States that are no outcome, in order."""

FAILED_FIRST = (
    CommandState.FAILED,
    CommandState.REJECTED,
    CommandState.OUTCOME_UNKNOWN,
    CommandState.EXPIRED,
    CommandState.RUNNING,
    CommandState.ACCEPTED,
    CommandState.SENT,
    CommandState.QUEUED,
    CommandState.AWAITING_COSIGN,
    CommandState.SUPERSEDED,
    CommandState.SUCCEEDED,
)
"""Order of a batch's commands for people who look for trouble."""


def advanced(record: CommandRecord, change: StateChange) -> CommandRecord | None:
    """`record` after a change; None for no legal step, for what is known, and for another node's word."""
    if change.node_id not in (None, record.node_id):
        return None
    if advance(record.state, change.state) is None and not is_progress(record.state, change.state):
        return None
    problem = change.problem or record.problem
    detail = change.detail or record.detail
    ratio = record.progress_ratio if change.progress_ratio is None else change.progress_ratio
    artifact_id = change.artifact_id or record.artifact_id
    before = (record.state, record.problem, record.detail, record.progress_ratio, record.artifact_id)
    if (change.state, problem, detail, ratio, artifact_id) == before:
        return None
    return replace(
        record,
        state=change.state,
        problem=problem,
        detail=detail,
        progress_ratio=ratio,
        artifact_id=artifact_id,
        updated_at_ms=max(record.updated_at_ms, change.at_ms),
    )


def at_deadline(record: CommandRecord, *, now_ms: int, contact_since_ms: int | None) -> CommandRecord | None:
    """`record` with the outcome that its deadline brings; None where none is due."""
    outcome = outcome_at_deadline(
        record.kind,
        record.state,
        was_sent=record.sequence > 0,
        expires_at_ms=record.expires_at_ms,
        now_ms=now_ms,
        contact_since_ms=contact_since_ms,
    )
    if outcome is None:
        return None
    unsigned = record.state is CommandState.AWAITING_COSIGN
    problem = _UNSIGNED if unsigned else record.problem
    return replace(record, state=outcome, problem=problem, updated_at_ms=now_ms)


def cosigned(record: CommandRecord, signed: Cosigned) -> CommandRecord | None:
    """`record` with an admin's signature, to be sent now; None where it does not wait for one any more.

    It expires with the signature, if that ends first.
    """
    if record.state is not CommandState.AWAITING_COSIGN or signed.at_ms >= record.expires_at_ms:
        return None
    return replace(
        record,
        state=CommandState.QUEUED,
        intent=signed.intent,
        expires_at_ms=min(record.expires_at_ms, signed.not_after_ms),
        updated_at_ms=signed.at_ms,
    )
