"""Enrollments as rows."""

import json
from typing import Any

from headframe.core.enrollment.bundle import bundle_from_members, bundle_to_body
from headframe.core.enrollment.fingerprint import EnrollmentFacts
from headframe.core.enrollment.records import Enrollment, EnrollmentState
from headframe.core.signing.reading import Members
from headframe.server.stores.sql.actors import actor_text, to_actor
from headframe.server.stores.sql.database import Row

_SAME = (
    "id",
    "org_id",
    "node_name",
    "incarnation",
    "software_version",
    "created_at_ms",
    "expires_at_ms",
    "replaces",
    "poll_counter",
    "node_id",
    "api_key_id",
    "decided_at_ms",
)
_FACTS = ("root_sha256", "origin", "node_nonce", "server_nonce")


def enrollment_columns(enrollment: Enrollment) -> dict[str, Any]:
    """All columns of an enrollment."""
    facts, by = enrollment.facts, enrollment.decided_by
    return {
        **{name: getattr(enrollment, name) for name in _SAME},
        **{name: getattr(facts, name) for name in _FACTS},
        "bundle": json.dumps(bundle_to_body(facts.bundle)),
        "code_id": enrollment.code_id or None,
        "state": enrollment.state.value,
        "decided_by": actor_text(by) if by else None,
    }


def to_enrollment(row: Row) -> Enrollment:
    """An enrollment out of its row. SigningError for a bundle that somebody damaged."""
    bundle = bundle_from_members(Members(json.loads(row["bundle"])))
    facts = EnrollmentFacts(str(row["org_id"]), bundle=bundle, **{name: row[name] for name in _FACTS})
    return Enrollment(
        **{name: row[name] for name in _SAME},
        facts=facts,
        code_id=row["code_id"] or b"",
        state=EnrollmentState(row["state"]),
        decided_by=to_actor(row["decided_by"]) if row["decided_by"] else None,
    )
