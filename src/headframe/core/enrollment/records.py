"""Codes and enrollments as a server keeps them."""

from dataclasses import dataclass
from enum import StrEnum

from headframe.core.actors import Actor
from headframe.core.enrollment.codes import MAX_FAILURES
from headframe.core.enrollment.fingerprint import EnrollmentFacts, fingerprint

PENDING_MS = 24 * 3_600_000
"""How long a node waits for an operator."""


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """A one-time code without its secret. `used_at_ms` is when a node registered with it."""

    code_id: bytes
    org_id: int
    secret_sha256: bytes
    created_at_ms: int
    expires_at_ms: int
    actor: Actor
    failures: int = 0
    used_at_ms: int | None = None

    @property
    def locked(self) -> bool:
        """Whether wrong secrets have used it up."""
        return self.failures >= MAX_FAILURES


class EnrollmentState(StrEnum):
    """How far an enrollment has come. PENDING is decided by people, CONFIRMED ends as ENROLLED."""

    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"  # approved; the node has not shown yet that it knows
    ENROLLED = "ENROLLED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True)
class Enrollment:
    """A node that asks to be let in, or an enrolled one (`replaces`) that asks for new keys.

    `code_id` is empty for the latter. `poll_counter` is the highest that the node has used.
    """

    id: str
    org_id: int
    node_name: str
    facts: EnrollmentFacts
    incarnation: bytes
    software_version: str
    created_at_ms: int
    expires_at_ms: int
    code_id: bytes = b""
    replaces: int | None = None
    state: EnrollmentState = EnrollmentState.PENDING
    poll_counter: int = 0
    node_id: int | None = None
    api_key_id: str = ""
    decided_at_ms: int | None = None
    decided_by: Actor | None = None

    @property
    def fingerprint(self) -> bytes:
        """What people compare."""
        return fingerprint(self.facts)

    def is_over(self, *, at_ms: int) -> bool:
        """Whether nobody decided in time."""
        return self.state is EnrollmentState.PENDING and at_ms >= self.expires_at_ms
