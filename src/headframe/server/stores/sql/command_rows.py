"""Commands and batches as rows, and back."""

import json
from functools import lru_cache
from typing import Any

from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import CommandPayload
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.errors import Code, Problem
from headframe.core.reconcile.revisions import ORIGINAL
from headframe.core.signing.documents import SignedDocument
from headframe.server.stores.sql.actors import actor_text, to_actor
from headframe.server.stores.sql.database import Row
from headframe.server.stores.sql.revisions import revision_text, to_revision
from headframe.wire.convert.documents import document_from_wire, document_to_wire
from headframe.wire.convert.payloads import payload_from_wire, payload_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.miner.v1 import miner_pb2


def command_values(command: CommandRecord) -> dict[str, Any]:
    """Columns of a command."""
    return {
        "org_id": command.org_id,
        "id": command.id,
        "batch_id": command.batch_id,
        "node_id": command.node_id,
        "device_id": command.device_id,
        "kind": command.kind.value,
        "payload": _payload_bytes(command.payload),
        "actor": actor_text(command.actor),
        "created_at_ms": command.created_at_ms,
        "not_before_ms": command.not_before_ms,
        "lease_epoch": command.lease_epoch,
        "base_revision": revision_text(command.base_revision),
        **step_values(command),
    }


def step_values(command: CommandRecord) -> dict[str, Any]:
    """Columns of a command that its steps change."""
    return {
        "state": command.state.value,
        "updated_at_ms": command.updated_at_ms,
        "sequence": command.sequence,
        "problem": problem_text(command.problem),
        "detail": command.detail,
        "progress_ratio": command.progress_ratio,
        "artifact_id": command.artifact_id,
        "expires_at_ms": command.expires_at_ms,
        "intent": _intent_bytes(command.intent),
    }


def to_command(row: Row) -> CommandRecord:
    """A command."""
    return CommandRecord(
        id=row["id"],
        org_id=row["org_id"],
        batch_id=row["batch_id"],
        node_id=row["node_id"],
        device_id=row["device_id"],
        kind=CommandKind(row["kind"]),
        payload=_payload(row["payload"]),
        actor=to_actor(row["actor"]),
        state=CommandState(row["state"]),
        created_at_ms=row["created_at_ms"],
        not_before_ms=row["not_before_ms"],
        expires_at_ms=row["expires_at_ms"],
        updated_at_ms=row["updated_at_ms"],
        sequence=row["sequence"],
        lease_epoch=row["lease_epoch"],
        problem=to_problem(row["problem"]),
        detail=row["detail"],
        progress_ratio=row["progress_ratio"],
        artifact_id=row["artifact_id"],
        intent=_intent(row["intent"]),
        base_revision=to_revision(row["base_revision"]) if row["base_revision"] else ORIGINAL,
    )


@lru_cache
def _payload_bytes(payload: CommandPayload) -> bytes:
    """The same for all the commands of an act."""
    return payload_to_wire(payload).SerializeToString()


@lru_cache
def _payload(serialised: bytes) -> CommandPayload:
    return payload_from_wire(miner_pb2.CommandPayload.FromString(serialised))


def _intent_bytes(intent: SignedDocument | None) -> bytes | None:
    return None if intent is None else document_to_wire(intent).SerializeToString()


def _intent(serialised: bytes | None) -> SignedDocument | None:
    if serialised is None:
        return None
    return document_from_wire(gateway_pb2.SignedDocument.FromString(serialised))


def batch_values(batch: BatchRecord) -> dict[str, Any]:
    """Columns of a batch. Without an idempotency key it is None, which is never twice the same."""
    return {
        "org_id": batch.org_id,
        "id": batch.id,
        "kind": batch.kind.value,
        "actor": actor_text(batch.actor),
        "created_at_ms": batch.created_at_ms,
        "title": batch.title,
        "selector": batch.selector,
        "stagger_seconds": batch.stagger_seconds,
        "idempotency_key": batch.idempotency_key or None,
        "retry_of": batch.retry_of,
    }


def to_batch(row: Row, counts: dict[CommandState, int]) -> BatchRecord:
    """A batch with the number of its commands in each state."""
    return BatchRecord(
        id=row["id"],
        org_id=row["org_id"],
        kind=CommandKind(row["kind"]),
        actor=to_actor(row["actor"]),
        created_at_ms=row["created_at_ms"],
        title=row["title"],
        selector=row["selector"],
        stagger_seconds=row["stagger_seconds"],
        idempotency_key=row["idempotency_key"] or "",
        counts=counts,
        retry_of=row["retry_of"],
    )


def problem_text(problem: Problem | None) -> str | None:
    """A problem as JSON."""
    return json.dumps([problem.code, problem.message, problem.vendor_code]) if problem else None


def to_problem(text: str | None) -> Problem | None:
    """A problem out of JSON."""
    if text is None:
        return None
    code, message, vendor_code = json.loads(text)
    return Problem(Code(code), message, vendor_code)
