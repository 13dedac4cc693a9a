"""What an entry of a log says: one JSON object, as the exact bytes that the chain covers.

An entry names what was done and by whom, never a payload or a secret: of a payload it has the digest.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from headframe.core.activity import Activity
from headframe.core.signing.documents import SignedDocument

MAX_ENTRY_BYTES = 8 * 1024
ACTIVITY, KEYSET = "activity", "keyset"
EVENT = "event"


def encode_entry(event: str, facts: Mapping[str, Any]) -> bytes:
    """The bytes of an entry; its `event` stands first. Text that UTF-8 cannot hold becomes question marks."""
    body = {EVENT: event, **facts}
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")


def decode_entry(entry: bytes) -> Mapping[str, Any]:
    """What an entry says; empty for bytes that are no JSON object, which a chain may hold all the same."""
    try:
        body = json.loads(entry)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def activity_entry(entry: Activity) -> bytes:
    """An entry of the activity log, for the organisation's own chain."""
    facts = {
        "at_ms": entry.at_ms,
        "received_at_ms": entry.received_at_ms,
        "actor": {"type": entry.actor.type.value, "id": entry.actor.id, "name": entry.actor.display_name},
        "verb": entry.verb,
        "summary": entry.summary,
        "device_id": entry.device_id,
        "node_id": entry.node_id,
        "batch_id": entry.batch_id,
        "details": dict(entry.details),
    }
    return encode_entry(ACTIVITY, {name: fact for name, fact in facts.items() if fact not in (None, {})})


def keyset_entry(version: int, document: SignedDocument) -> bytes:
    """A Keyset that the organisation took, for its own chain: which it is, and which keys signed it."""
    facts = {
        "at_ms": issued_ms(document),
        "version": version,
        "sha256": hashlib.sha256(document.body).hexdigest(),
        "signed_by": [each.key_id for each in document.signatures],
    }
    return encode_entry(KEYSET, facts)


def issued_ms(document: SignedDocument) -> int:
    """When a document says that it was issued; 0 for one that does not say."""
    at_ms = decode_entry(document.body).get("issued_at_ms", 0)
    return at_ms if isinstance(at_ms, int) else 0
