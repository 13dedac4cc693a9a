"""Steps of enrollments, and of who is let in, as the stores apply them."""

from dataclasses import replace

from headframe.core.actors import Actor
from headframe.core.enrollment.records import CodeRecord, Enrollment, EnrollmentState
from headframe.core.errors import Code, HeadframeError
from headframe.core.sessions.generations import Generation
from headframe.core.sessions.records import IdentityRecord, Standing


def used(code: CodeRecord, *, at_ms: int) -> CodeRecord:
    """A code that a node registers with. CONFLICT where one did before."""
    if code.used_at_ms is not None:
        raise HeadframeError(Code.CONFLICT, "the enrollment code was used before")
    return replace(code, used_at_ms=at_ms)


def confirmed(
    enrollment: Enrollment,
    *,
    node_id: int,
    api_key_id: str,
    now_ms: int,
    by: Actor,
) -> Enrollment:
    """A pending one that an operator approved. CONFLICT for any other."""
    _check_pending(enrollment, "approved")
    return replace(
        enrollment,
        state=EnrollmentState.CONFIRMED,
        node_id=node_id,
        api_key_id=api_key_id,
        decided_at_ms=now_ms,
        decided_by=by,
    )


def rejected(enrollment: Enrollment, *, now_ms: int, by: Actor) -> Enrollment:
    """A pending one that an operator turned away. CONFLICT for any other."""
    _check_pending(enrollment, "rejected")
    return replace(enrollment, state=EnrollmentState.REJECTED, decided_at_ms=now_ms, decided_by=by)


def expired(enrollment: Enrollment, *, now_ms: int) -> Enrollment:
    """A pending one that nobody decided in time."""
    return replace(enrollment, state=EnrollmentState.EXPIRED, decided_at_ms=now_ms)


def stood(identity: IdentityRecord, standing: Standing, *, reason: str, now_ms: int) -> IdentityRecord:
    """An identity that is let in, held or revoked. CONFLICT for one that was revoked."""
    if identity.standing is Standing.REVOKED:
        raise HeadframeError(
            Code.CONFLICT, f"node {identity.node_id} was revoked: enroll it with another code"
        )
    generation = Generation() if standing is Standing.ACTIVE else identity.generation
    return replace(
        identity,
        standing=standing,
        standing_since_ms=now_ms,
        standing_reason=reason,
        generation=generation,
    )


def _check_pending(enrollment: Enrollment, what: str) -> None:
    if enrollment.state is not EnrollmentState.PENDING:
        raise HeadframeError(
            Code.CONFLICT, f"the enrollment is {enrollment.state.lower()} already: it cannot be {what}"
        )
