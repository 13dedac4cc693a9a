"""What people should see of a node's own log: what it refused, and what it did without the server."""

from collections.abc import Mapping, Sequence
from typing import Any

from headframe.core.activity import Activity
from headframe.core.actors import Actor, ActorType
from headframe.core.audit.chain import AuditRow
from headframe.core.audit.entries import EVENT, decode_entry
from headframe.core.audit.events import NodeEvent
from headframe.core.identifiers import MAX_ID
from headframe.server.gateway.parts import NodePrincipal

MAX_SUMMARY_CHARS = 400
MAX_NAME_CHARS = 120


def notes_of(node: NodePrincipal, rows: Sequence[AuditRow], *, received_at_ms: int) -> Sequence[Activity]:
    """Entries of the activity log, for rows that are new."""
    notes = (_note(node, row, received_at_ms) for row in rows)
    return [note for note in notes if note is not None]


def fork_alarm(node: NodePrincipal, log_id: str, index: int, *, received_at_ms: int) -> Activity:
    """A node sent another row than it had sent before: its log was changed, or its keys are used twice."""
    return Activity(
        id=0,
        org_id=node.org_id,
        at_ms=received_at_ms,
        received_at_ms=received_at_ms,
        actor=_node_actor(node),
        verb="security.audit_fork",
        summary=f"The node's audit log tells entry {index} in another way than before",
        node_id=node.node_id,
        details={"log_id": log_id, "index": index},
    )


def _note(node: NodePrincipal, row: AuditRow, received_at_ms: int) -> Activity | None:
    said = decode_entry(row.entry)
    told = _words(said)
    if told is None:
        return None
    verb, summary = told
    at_ms = said.get("at_ms")
    return Activity(
        id=0,
        org_id=node.org_id,
        at_ms=at_ms if isinstance(at_ms, int) and 0 <= at_ms <= MAX_ID else received_at_ms,
        received_at_ms=received_at_ms,
        actor=_local_actor(said) or _node_actor(node),
        verb=verb,
        summary=summary[:MAX_SUMMARY_CHARS],
        device_id=_id(said.get("device_id")),
        node_id=node.node_id,
        details={"log_id": row.log_id, "index": row.index},
    )


def _words(said: Mapping[str, Any]) -> tuple[str, str] | None:
    """Verb and summary; None for what people see elsewhere, or need not see."""
    event = said.get(EVENT)
    if event == NodeEvent.COMMAND_ENDED and _local_actor(said):
        return "node.local_command", f"{_text(said.get('kind'))} on the node: {_text(said.get('result'))}"
    if event == NodeEvent.COMMANDS_REFUSED:
        return "security.command_refused", f"The node refused {_text(said.get('count'))} more commands"
    if not isinstance(event, str) or event not in _TOLD:
        return None
    verb, words = _TOLD[event]
    return verb, f"{words}: {_text(said.get('why'))}"


_TOLD: Mapping[str, tuple[str, str]] = {
    NodeEvent.COMMAND_REFUSED: ("security.command_refused", "The node refused a command"),
    NodeEvent.KEYSET_REFUSED: ("security.keyset_refused", "The node refused a Keyset"),
    NodeEvent.OWNERSHIP_REFUSED: ("security.ownership_refused", "The node refused a list of devices"),
    NodeEvent.SERVER_REWOUND: (
        "security.server_log_rewound",
        "The server's audit log is not what the node had seen",
    ),
    NodeEvent.LOG_BEGAN: ("node.audit_log_began", "The node began a new audit log"),
}


def _local_actor(said: Mapping[str, Any]) -> Actor | None:
    """The person who acted on the node itself."""
    actor = said.get("actor")
    if not isinstance(actor, dict) or actor.get("type") != ActorType.LOCAL_ADMIN:
        return None
    return Actor(ActorType.LOCAL_ADMIN, _text(actor.get("id")), _text(actor.get("name")))


def _node_actor(node: NodePrincipal) -> Actor:
    return Actor(ActorType.SYSTEM, f"node:{node.node_id}", "fleet node")


def _text(value: object) -> str:
    return str(value)[:MAX_NAME_CHARS] if isinstance(value, str | int) else ""


def _id(value: object) -> int | None:
    return value if isinstance(value, int) and 0 < value <= MAX_ID else None
