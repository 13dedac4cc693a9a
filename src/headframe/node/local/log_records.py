"""Rows of the local log as records, and records as rows."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from headframe.core.activity import Activity
from headframe.core.actors import Actor, ActorType
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.errors import Code, Problem
from headframe.wire.convert.payloads import payload_from_wire, payload_to_bytes
from headframe.wire.gen.miner.v1 import miner_pb2


def command_values(command: CommandRecord) -> tuple[object, ...]:
    """A command as the columns of its row that are set at the start."""
    return (
        command.id,
        command.batch_id,
        command.device_id,
        payload_to_bytes(command.payload),
        command.state,
        command.created_at_ms,
        command.not_before_ms,
        command.expires_at_ms,
        command.updated_at_ms,
        problem_text(command.problem),
        command.detail,
    )


def command_of(row: sqlite3.Row) -> CommandRecord:
    """The command of a row, with its batch's actor."""
    payload = payload_from_wire(miner_pb2.CommandPayload.FromString(row["payload"]))
    return CommandRecord(
        id=row["id"],
        org_id=0,
        batch_id=row["batch_id"],
        node_id=0,
        device_id=row["device_id"],
        kind=payload.kind,
        payload=payload,
        actor=_actor(row["batch_actor"]),
        state=CommandState(row["state"]),
        created_at_ms=row["created_ms"],
        not_before_ms=row["not_before_ms"],
        expires_at_ms=row["expires_ms"],
        updated_at_ms=row["updated_ms"],
        problem=_problem(row["problem"]),
        detail=row["detail"],
        progress_ratio=row["progress"],
    )


def batch_of(db: sqlite3.Connection, row: sqlite3.Row) -> BatchRecord:
    """The batch of a row, and how its commands stand now."""
    counted: Iterable[tuple[str, int]] = db.execute(
        "SELECT state, count(*) FROM command WHERE batch_id = ? GROUP BY state", (row["id"],)
    )
    return BatchRecord(
        id=row["id"],
        org_id=0,
        kind=CommandKind(row["kind"]),
        actor=_actor(row["actor"]),
        created_at_ms=row["created_ms"],
        title=row["title"],
        selector=row["selector"],
        stagger_seconds=row["stagger_seconds"],
        idempotency_key=row["idempotency_key"] or "",
        counts={CommandState(state): count for state, count in counted},
        retry_of=row["retry_of"],
    )


def entry_of(row: sqlite3.Row) -> Activity:
    """The entry of a row."""
    details: Mapping[str, Any] = json.loads(row["details"])
    return Activity(
        id=row["id"],
        org_id=0,
        at_ms=row["at_ms"],
        received_at_ms=row["at_ms"],
        actor=_actor(row["actor"]),
        verb=row["verb"],
        summary=row["summary"],
        device_id=row["device_id"],
        batch_id=row["batch_id"],
        details=details,
    )


def actor_text(actor: Actor) -> str:
    """An actor as a column holds it."""
    return json.dumps({"type": actor.type, "id": actor.id, "name": actor.display_name})


def _actor(text: str) -> Actor:
    kept = json.loads(text)
    return Actor(ActorType(kept["type"]), kept["id"], kept["name"])


def problem_text(problem: Problem | None) -> str | None:
    """A problem as a column holds it."""
    if problem is None:
        return None
    return json.dumps({"code": problem.code, "message": problem.message, "vendor": problem.vendor_code})


def _problem(text: str | None) -> Problem | None:
    if text is None:
        return None
    kept = json.loads(text)
    return Problem(Code(kept["code"]), kept["message"], kept["vendor"])
