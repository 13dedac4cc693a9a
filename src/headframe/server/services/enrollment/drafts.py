"""What registrations and rotations share: the signed address, the new record, the word to people."""

import secrets
from collections.abc import Callable

from headframe.core.enrollment.bundle import KeyBundle
from headframe.core.enrollment.fingerprint import EnrollmentFacts
from headframe.core.enrollment.records import PENDING_MS, Enrollment, EnrollmentState
from headframe.core.enrollment.registration import NONCE_BYTES
from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.chain import root_digest
from headframe.core.signing.errors import SigningError
from headframe.server.services.enrollment.parts import EnrollmentParts

MAX_PENDING = 1_000
"""Nodes of an organisation that wait for an operator at once."""


class EnrollmentDrafts:
    """New enrollments."""

    def __init__(self, parts: EnrollmentParts) -> None:
        self._parts = parts

    def signed_origin(self, check: Callable[[str], None]) -> str:
        """The address of this server that the node signed: one for which `check` raises no SigningError.

        Raises:
            HeadframeError: INVALID_REQUEST where it is none of them.
        """
        problem = SigningError("this server knows no address of its own")
        for origin in self._parts.origins:
            try:
                check(origin)
            except SigningError as error:
                problem = error
            else:
                return origin
        known = ", ".join(self._parts.origins)
        raise HeadframeError(
            Code.INVALID_REQUEST, f"{problem}. This server is known as {known}: use one of these addresses"
        ) from problem

    async def check_room(self) -> None:
        """LIMIT_REACHED where too many wait already."""
        pending = await self._parts.stores.enrollments.enrollments(
            self._parts.org_id, state=EnrollmentState.PENDING
        )
        if len(pending) >= MAX_PENDING:
            raise HeadframeError(
                Code.LIMIT_REACHED, f"{MAX_PENDING} nodes wait already: decide on them first"
            )

    def draft(
        self,
        *,
        name: str,
        bundle: KeyBundle,
        node_nonce: bytes,
        origin: str,
        incarnation: bytes,
        software_version: str,
        code_id: bytes = b"",
        replaces: int | None = None,
    ) -> Enrollment:
        """A pending enrollment, with a nonce of this server's own in its fingerprint."""
        parts, now_ms = self._parts, self._parts.clock.now_ms()
        facts = EnrollmentFacts(
            org_id=str(parts.org_id),
            root_sha256=root_digest(parts.keys.keyset().keyset.root),
            origin=origin,
            bundle=bundle,
            node_nonce=node_nonce,
            server_nonce=secrets.token_bytes(NONCE_BYTES),
        )
        return Enrollment(
            id=parts.ids(),
            org_id=parts.org_id,
            node_name=name,
            facts=facts,
            incarnation=incarnation,
            software_version=software_version,
            created_at_ms=now_ms,
            expires_at_ms=now_ms + PENDING_MS,
            code_id=code_id,
            replaces=replaces,
        )

    async def begin(self, enrollment: Enrollment, summary: str) -> None:
        """Keep it, and tell people. Errors as the store's `begin`."""
        await self._parts.stores.enrollments.begin(enrollment)
        self._parts.live.nodes_changed(enrollment.org_id, ())
        await self._parts.journal.record(
            self._parts.author,
            "enrollment.requested",
            summary,
            node_id=enrollment.replaces,
            details={"enrollment_id": enrollment.id},
        )
