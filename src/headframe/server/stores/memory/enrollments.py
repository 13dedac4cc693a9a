# ruff: noqa: D102 - what each method promises is written at its port
"""Codes and enrollments in dictionaries."""

from collections.abc import Sequence
from dataclasses import replace

from headframe.core.actors import Actor
from headframe.core.enrollment.records import CodeRecord, Enrollment, EnrollmentState
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.rules.enrollments import confirmed, expired, rejected, used
from headframe.server.stores.rules.lookups import found


class MemoryEnrollments(Failing):
    """EnrollmentStore."""

    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[bytes, CodeRecord] = {}
        self._enrollments: dict[str, Enrollment] = {}

    async def add_code(self, code: CodeRecord) -> None:
        self._codes[code.code_id] = code

    async def code(self, code_id: bytes) -> CodeRecord | None:
        return self._codes.get(code_id)

    async def codes(self, org_id: int) -> Sequence[CodeRecord]:
        mine = (code for code in self._codes.values() if code.org_id == org_id)
        return sorted(mine, key=lambda code: (-code.created_at_ms, code.code_id))

    async def fail_code(self, code_id: bytes) -> int:
        code = self._existing(code_id)
        self._codes[code_id] = replace(code, failures=code.failures + 1)
        return code.failures + 1

    async def begin(self, enrollment: Enrollment) -> None:
        if enrollment.code_id:
            code = self._existing(enrollment.code_id)
            self._codes[code.code_id] = used(code, at_ms=enrollment.created_at_ms)
        self._enrollments[enrollment.id] = enrollment

    async def enrollment(self, enrollment_id: str) -> Enrollment | None:
        return self._enrollments.get(enrollment_id)

    async def enrollments(self, org_id: int, *, state: EnrollmentState | None = None) -> Sequence[Enrollment]:
        mine = (each for each in self._enrollments.values() if each.org_id == org_id)
        wanted = (each for each in mine if state is None or each.state is state)
        return sorted(wanted, key=lambda each: (each.created_at_ms, each.id), reverse=True)

    async def of_code(self, code_id: bytes) -> Enrollment | None:
        return next((each for each in self._enrollments.values() if each.code_id == code_id), None)

    async def note_poll(self, enrollment_id: str, counter: int) -> bool:
        enrollment = self._enrollments.get(enrollment_id)
        if enrollment is None or counter <= enrollment.poll_counter:
            return False
        self._enrollments[enrollment_id] = replace(enrollment, poll_counter=counter)
        return True

    async def confirm(
        self,
        enrollment: Enrollment,
        *,
        node_id: int,
        api_key_id: str,
        now_ms: int,
        by: Actor,
    ) -> Enrollment:
        return self._keep(
            confirmed(
                self._present(enrollment),
                node_id=node_id,
                api_key_id=api_key_id,
                now_ms=now_ms,
                by=by,
            )
        )

    async def reject(self, enrollment: Enrollment, *, now_ms: int, by: Actor) -> Enrollment:
        return self._keep(rejected(self._present(enrollment), now_ms=now_ms, by=by))

    async def complete(self, org_id: int, node_id: int) -> None:
        for each in await self.enrollments(org_id, state=EnrollmentState.CONFIRMED):
            if each.node_id == node_id:
                self._keep(replace(each, state=EnrollmentState.ENROLLED))

    async def expire(self, *, now_ms: int) -> Sequence[Enrollment]:
        over = [each for each in self._enrollments.values() if each.is_over(at_ms=now_ms)]
        return [self._keep(expired(each, now_ms=now_ms)) for each in over]

    async def forget(self, *, before_ms: int) -> int:
        codes = [code_id for code_id, code in self._codes.items() if code.expires_at_ms < before_ms]
        over = [
            each.id
            for each in self._enrollments.values()
            if each.state is not EnrollmentState.CONFIRMED and (each.decided_at_ms or before_ms) < before_ms
        ]
        for code_id in codes:
            del self._codes[code_id]
        for enrollment_id in over:
            del self._enrollments[enrollment_id]
        return len(codes) + len(over)

    def _existing(self, code_id: bytes) -> CodeRecord:
        return found(self._codes.get(code_id), "enrollment code", code_id.hex())

    def _present(self, enrollment: Enrollment) -> Enrollment:
        return found(self._enrollments.get(enrollment.id), "enrollment", enrollment.id)

    def _keep(self, enrollment: Enrollment) -> Enrollment:
        self._enrollments[enrollment.id] = enrollment
        return enrollment
