"""One-time codes: made for an admin to carry to a node, used once, locked by guesses."""

import hmac
import secrets
from collections.abc import Sequence

from headframe.core.enrollment.codes import (
    ID_BYTES,
    MAX_FAILURES,
    PIN_BYTES,
    SECRET_BYTES,
    TTL_MS,
    EnrollmentCode,
    secret_digest,
)
from headframe.core.enrollment.records import CodeRecord
from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.chain import root_digest
from headframe.server.services.enrollment.parts import EnrollmentParts
from headframe.server.services.principals import Principal

MAX_OPEN_CODES = 100
"""Codes of an organisation that could still be used."""


class EnrollmentCodes:
    """Codes of an organisation."""

    def __init__(self, parts: EnrollmentParts) -> None:
        self._parts = parts

    async def make(self, principal: Principal) -> tuple[EnrollmentCode, CodeRecord]:
        """A new code, and what is kept of it. LIMIT_REACHED with too many open ones."""
        parts, now_ms = self._parts, self._parts.clock.now_ms()
        if len(await self.open_codes(principal.org_id)) >= MAX_OPEN_CODES:
            raise HeadframeError(
                Code.LIMIT_REACHED,
                f"There are {MAX_OPEN_CODES} unused codes: use one of them, or wait until they have expired.",
            )
        pin = root_digest(parts.keys.keyset().keyset.root)[:PIN_BYTES]
        code = EnrollmentCode(secrets.token_bytes(ID_BYTES), secrets.token_bytes(SECRET_BYTES), pin)
        record = CodeRecord(
            code_id=code.code_id,
            org_id=principal.org_id,
            secret_sha256=secret_digest(code.secret),
            created_at_ms=now_ms,
            expires_at_ms=now_ms + TTL_MS,
            actor=principal.actor,
        )
        await parts.stores.enrollments.add_code(record)
        await parts.journal.record(
            principal,
            "enrollment.code_made",
            "made an enrollment code",
            details={"code_id": code.code_id.hex(), "expires_at_ms": record.expires_at_ms},
        )
        return code, record

    async def open_codes(self, org_id: int) -> Sequence[CodeRecord]:
        """Those that a node could register with now."""
        now_ms = self._parts.clock.now_ms()
        codes = await self._parts.stores.enrollments.codes(org_id)
        return [each for each in codes if each.used_at_ms is None and not _dead(each, at_ms=now_ms)]

    async def known(self, code_id: bytes) -> CodeRecord:
        """The code of an id, whatever became of it. ENROLLMENT_CODE_INVALID for none."""
        code = await self._parts.stores.enrollments.code(code_id)
        if code is None or code.org_id != self._parts.org_id:
            raise HeadframeError(Code.ENROLLMENT_CODE_INVALID, "this server has given out no such code")
        return code

    async def admit(self, code_id: bytes, secret: bytes) -> CodeRecord:
        """The code, if its secret is right and it is not over. It may have been used: the caller looks.

        Raises:
            HeadframeError: ENROLLMENT_CODE_INVALID, in the same words for a wrong secret and a locked code.
        """
        code = await self.known(code_id)
        if code.locked:
            raise _invalid()
        if not hmac.compare_digest(secret_digest(secret), code.secret_sha256):
            await self._failed(code)
            raise _invalid()
        if _dead(code, at_ms=self._parts.clock.now_ms()):
            raise HeadframeError(Code.ENROLLMENT_CODE_INVALID, "the enrollment code has expired")
        return code

    async def reused(self, code: CodeRecord) -> HeadframeError:
        """A used code comes from somebody else: people are told; the answer is what to raise."""
        await self._parts.journal.record(
            self._parts.author,
            "security.enrollment_code_reused",
            "Somebody tried to register with an enrollment code that was used before",
            details={"code_id": code.code_id.hex()},
        )
        return HeadframeError(Code.ENROLLMENT_CODE_INVALID, "the enrollment code was used before")

    async def _failed(self, code: CodeRecord) -> None:
        failures = await self._parts.stores.enrollments.fail_code(code.code_id)
        if failures == MAX_FAILURES:
            await self._parts.journal.record(
                self._parts.author,
                "security.enrollment_code_locked",
                f"An enrollment code is locked: its secret was wrong {MAX_FAILURES} times",
                details={"code_id": code.code_id.hex()},
            )


def _dead(code: CodeRecord, *, at_ms: int) -> bool:
    return code.locked or at_ms >= code.expires_at_ms


def _invalid() -> HeadframeError:
    return HeadframeError(
        Code.ENROLLMENT_CODE_INVALID, "the enrollment code is wrong, or locked by wrong tries"
    )
