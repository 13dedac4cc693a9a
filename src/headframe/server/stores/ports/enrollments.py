"""One-time codes, and the nodes that ask to be let in."""

from collections.abc import Sequence
from typing import Protocol

from headframe.core.actors import Actor
from headframe.core.enrollment.records import CodeRecord, Enrollment, EnrollmentState


class EnrollmentStore(Protocol):
    """Codes and enrollments. A node that asks names a code or an enrollment, and no organisation."""

    async def add_code(self, code: CodeRecord) -> None:
        """Keep a new code."""
        ...

    async def code(self, code_id: bytes) -> CodeRecord | None:
        """The code of an id, of whatever organisation."""
        ...

    async def codes(self, org_id: int) -> Sequence[CodeRecord]:
        """All codes that are kept, newest first."""
        ...

    async def fail_code(self, code_id: bytes) -> int:
        """Count a wrong secret; how many there were with it. NOT_FOUND."""
        ...

    async def begin(self, enrollment: Enrollment) -> None:
        """Keep a new enrollment, and use up its code, if it names one, in the same step.

        CONFLICT where the code was used before, NOT_FOUND where it is gone; nothing was kept then.
        """
        ...

    async def enrollment(self, enrollment_id: str) -> Enrollment | None:
        """The enrollment of an id, of whatever organisation."""
        ...

    async def enrollments(self, org_id: int, *, state: EnrollmentState | None = None) -> Sequence[Enrollment]:
        """All that are kept, or those of one state; newest first."""
        ...

    async def of_code(self, code_id: bytes) -> Enrollment | None:
        """The enrollment that used up a code."""
        ...

    async def note_poll(self, enrollment_id: str, counter: int) -> bool:
        """Whether a poll's counter is above all before; it is then the highest."""
        ...

    async def confirm(
        self,
        enrollment: Enrollment,
        *,
        node_id: int,
        api_key_id: str,
        now_ms: int,
        by: Actor,
    ) -> Enrollment:
        """A pending one becomes CONFIRMED, with who its node is. CONFLICT unless pending."""
        ...

    async def reject(self, enrollment: Enrollment, *, now_ms: int, by: Actor) -> Enrollment:
        """A pending one becomes REJECTED. CONFLICT unless pending."""
        ...

    async def complete(self, org_id: int, node_id: int) -> None:
        """The node has shown that it knows: its CONFIRMED ones become ENROLLED."""
        ...

    async def expire(self, *, now_ms: int) -> Sequence[Enrollment]:
        """Pending ones that nobody decided in time become EXPIRED; those are the answer."""
        ...

    async def forget(self, *, before_ms: int) -> int:
        """Drop codes that ended before a time, and enrollments decided before it; how many of both.

        What a node has still to fetch stays.
        """
        ...
