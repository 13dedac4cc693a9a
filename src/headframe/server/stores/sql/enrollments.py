# ruff: noqa: D102 - what each method promises is written at its port
"""Codes and enrollments in tables."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

from sqlalchemy import ColumnElement, delete, insert, select, update

from headframe.core.actors import Actor
from headframe.core.enrollment.records import CodeRecord, Enrollment, EnrollmentState
from headframe.server.stores.rules.enrollments import confirmed, expired, rejected, used
from headframe.server.stores.rules.lookups import found
from headframe.server.stores.sql.actors import actor_text, to_actor
from headframe.server.stores.sql.database import Database, Reading, Writing
from headframe.server.stores.sql.enrollment_rows import enrollment_columns, to_enrollment
from headframe.server.stores.sql.schema.enrollment import ENROLLMENT, ENROLLMENT_CODE


class SqlEnrollments:
    """EnrollmentStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_code(self, code: CodeRecord) -> None:
        values = {**asdict(code), "actor": actor_text(code.actor)}
        async with self._database.write() as tx:
            await tx.execute(insert(ENROLLMENT_CODE).values(**values))

    async def code(self, code_id: bytes) -> CodeRecord | None:
        async with self._database.read() as reading:
            codes = await _codes(reading, ENROLLMENT_CODE.c.code_id == code_id)
        return codes[0] if codes else None

    async def codes(self, org_id: int) -> Sequence[CodeRecord]:
        async with self._database.read() as reading:
            return await _codes(reading, ENROLLMENT_CODE.c.org_id == org_id)

    async def fail_code(self, code_id: bytes) -> int:
        mine = ENROLLMENT_CODE.c.code_id == code_id
        counted = update(ENROLLMENT_CODE).where(mine).values(failures=ENROLLMENT_CODE.c.failures + 1)
        async with self._database.write() as tx:
            rows = await tx.rows(counted.returning(ENROLLMENT_CODE.c.failures))
        return int(found(rows[0] if rows else None, "enrollment code", code_id.hex())["failures"])

    async def begin(self, enrollment: Enrollment) -> None:
        async with self._database.write() as tx:
            if enrollment.code_id:
                await _use_code(tx, enrollment.code_id, at_ms=enrollment.created_at_ms)
            await tx.execute(insert(ENROLLMENT).values(**enrollment_columns(enrollment)))

    async def enrollment(self, enrollment_id: str) -> Enrollment | None:
        return await self._first(ENROLLMENT.c.id == enrollment_id)

    async def enrollments(self, org_id: int, *, state: EnrollmentState | None = None) -> Sequence[Enrollment]:
        wanted = [ENROLLMENT.c.org_id == org_id]
        if state is not None:
            wanted.append(ENROLLMENT.c.state == state.value)
        async with self._database.read() as reading:
            return await _enrollments(reading, *wanted)

    async def of_code(self, code_id: bytes) -> Enrollment | None:
        return await self._first(ENROLLMENT.c.code_id == code_id)

    async def note_poll(self, enrollment_id: str, counter: int) -> bool:
        lower = (ENROLLMENT.c.id == enrollment_id, ENROLLMENT.c.poll_counter < counter)
        async with self._database.write() as tx:
            return bool(await tx.execute(update(ENROLLMENT).where(*lower).values(poll_counter=counter)))

    async def confirm(
        self,
        enrollment: Enrollment,
        *,
        node_id: int,
        api_key_id: str,
        now_ms: int,
        by: Actor,
    ) -> Enrollment:
        return await self._step(
            enrollment,
            lambda present: confirmed(
                present,
                node_id=node_id,
                api_key_id=api_key_id,
                now_ms=now_ms,
                by=by,
            ),
        )

    async def reject(self, enrollment: Enrollment, *, now_ms: int, by: Actor) -> Enrollment:
        return await self._step(enrollment, lambda present: rejected(present, now_ms=now_ms, by=by))

    async def complete(self, org_id: int, node_id: int) -> None:
        mine = (
            ENROLLMENT.c.org_id == org_id,
            ENROLLMENT.c.node_id == node_id,
            ENROLLMENT.c.state == EnrollmentState.CONFIRMED.value,
        )
        done = update(ENROLLMENT).where(*mine).values(state=EnrollmentState.ENROLLED.value)
        async with self._database.write() as tx:
            await tx.execute(done)

    async def expire(self, *, now_ms: int) -> Sequence[Enrollment]:
        over = (
            ENROLLMENT.c.state == EnrollmentState.PENDING.value,
            ENROLLMENT.c.expires_at_ms <= now_ms,
        )
        ended = {"state": EnrollmentState.EXPIRED.value, "decided_at_ms": now_ms}
        async with self._database.write() as tx:
            late = await _enrollments(tx, *over)
            if late:
                await tx.execute(update(ENROLLMENT).where(*over).values(**ended))
        return [expired(each, now_ms=now_ms) for each in late]

    async def forget(self, *, before_ms: int) -> int:
        old = delete(ENROLLMENT).where(
            ENROLLMENT.c.state != EnrollmentState.CONFIRMED.value, ENROLLMENT.c.decided_at_ms < before_ms
        )
        async with self._database.write() as tx:
            codes = await tx.execute(
                delete(ENROLLMENT_CODE).where(ENROLLMENT_CODE.c.expires_at_ms < before_ms)
            )
            return codes + await tx.execute(old)

    async def _first(self, which: ColumnElement[bool]) -> Enrollment | None:
        async with self._database.read() as reading:
            enrollments = await _enrollments(reading, which)
        return enrollments[0] if enrollments else None

    async def _step(self, enrollment: Enrollment, step: Callable[[Enrollment], Enrollment]) -> Enrollment:
        mine = ENROLLMENT.c.id == enrollment.id
        query = select(ENROLLMENT).where(mine)
        async with self._database.write() as tx:
            rows = await tx.rows(query.with_for_update() if self._database.row_lock else query)
            after = step(to_enrollment(found(rows[0] if rows else None, "enrollment", enrollment.id)))
            await tx.execute(update(ENROLLMENT).where(mine).values(**enrollment_columns(after)))
        return after


async def _use_code(tx: Writing, code_id: bytes, *, at_ms: int) -> None:
    mine = ENROLLMENT_CODE.c.code_id == code_id
    unused = update(ENROLLMENT_CODE).where(mine, ENROLLMENT_CODE.c.used_at_ms.is_(None))
    if not await tx.execute(unused.values(used_at_ms=at_ms)):
        codes = await _codes(tx, mine)
        used(found(codes[0] if codes else None, "enrollment code", code_id.hex()), at_ms=at_ms)


async def _codes(reading: Reading, which: ColumnElement[bool]) -> Sequence[CodeRecord]:
    newest = (ENROLLMENT_CODE.c.created_at_ms.desc(), ENROLLMENT_CODE.c.code_id)
    rows = await reading.rows(select(ENROLLMENT_CODE).where(which).order_by(*newest))
    return [CodeRecord(**{**dict(row), "actor": to_actor(row["actor"])}) for row in rows]


async def _enrollments(reading: Reading, *which: ColumnElement[bool]) -> Sequence[Enrollment]:
    newest = (ENROLLMENT.c.created_at_ms.desc(), ENROLLMENT.c.id.desc())
    return [
        to_enrollment(row) for row in await reading.rows(select(ENROLLMENT).where(*which).order_by(*newest))
    ]
