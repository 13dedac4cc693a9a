"""What the activity log says of a command that has its outcome."""

from headframe.core.activity import Activity
from headframe.core.commands.records import CommandRecord


def outcome_activity(record: CommandRecord, *, received_at_ms: int) -> Activity:
    """The entry of one outcome."""
    outcome = record.state.value.lower()
    why = f": {record.problem.message}" if record.problem else ""
    return Activity(
        id=0,
        org_id=record.org_id,
        at_ms=record.updated_at_ms,
        received_at_ms=received_at_ms,
        actor=record.actor,
        verb=f"command.{outcome}",
        summary=f"{record.kind.value} {outcome.replace('_', ' ')}{why}",
        device_id=record.device_id,
        node_id=record.node_id,
        batch_id=record.batch_id,
        details={"command_id": record.id, "sequence": record.sequence},
    )
