"""Operators let nodes in, or turn them away: by the words on the node's console, compared by software."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from headframe.core.enrollment.records import Enrollment, EnrollmentState
from headframe.core.enrollment.words import is_fingerprint
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.core.signing.documents import SignedDocument
from headframe.kit.words import english_words
from headframe.server.services.enrollment.admission import Admission, Wish, existing_node
from headframe.server.services.enrollment.certification import Certification
from headframe.server.services.enrollment.parts import EnrollmentParts
from headframe.server.services.journal import ServerAuthor
from headframe.server.services.principals import Principal

ANY = Wish()
KEEP_DECIDED_MS = 30 * 86_400_000
"""How long codes and decided enrollments are still shown."""


@dataclass(frozen=True, slots=True)
class CertificateDraft:
    """What an admin is to sign, for which node, and the enrollment with what its words are made of."""

    node: Node
    certificate: SignedDocument
    enrollment: Enrollment


class EnrollmentDesk:
    """Where admins decide on nodes."""

    def __init__(self, parts: EnrollmentParts) -> None:
        self._parts = parts
        self._admission = Admission(parts)
        self._certification = Certification(parts)

    async def enrollments(self, org_id: int) -> Sequence[Enrollment]:
        """All that are kept, newest first."""
        now_ms = self._parts.clock.now_ms()
        kept = await self._parts.stores.enrollments.enrollments(org_id)
        return [
            replace(each, state=EnrollmentState.EXPIRED) if each.is_over(at_ms=now_ms) else each
            for each in kept
        ]

    async def approve(
        self,
        principal: Principal,
        enrollment_id: str,
        *,
        words: str,
        wish: Wish = ANY,
    ) -> Node:
        """Let a node in, as `wish` says: as a new one, or in place of one, whose miners it then takes over.

        `words` are those that the node shows.

        Raises:
            HeadframeError: NOT_FOUND; CONFLICT where it was decided; FINGERPRINT_DIFFERS; ALREADY_EXISTS for
                a name in use; KEY_NOT_HELD where operators hold the admin keys and none of them signed;
                INVALID_REQUEST for a certificate that is not good.
        """
        parts = self._parts
        enrollment = await self._compared(principal, enrollment_id, words)
        async with parts.stores.together():
            if enrollment.replaces is not None:
                node = await self._admission.replace_keys(
                    enrollment, enrollment.replaces, wish.certificate, by=principal.actor
                )
            else:
                node = await self._admission.let_in(enrollment, wish, by=principal.actor)
        parts.live.nodes_changed(node.org_id, (node.id,))
        if enrollment.replaces is not None or wish.node_id is not None:
            parts.streams.sign_in_again(node.id)
        await parts.journal.record(
            principal,
            "enrollment.approved" if enrollment.replaces is None else "node.keys_replaced",
            f"let the node {node.name} in"
            if enrollment.replaces is None
            else f"approved new keys of {node.name}",
            node_id=node.id,
            details={"enrollment_id": enrollment.id, "in_place": wish.node_id is not None},
        )
        return node

    async def draft(
        self, principal: Principal, enrollment_id: str, *, words: str, wish: Wish = ANY
    ) -> CertificateDraft:
        """What an admin is to sign, elsewhere, to let a node in: for the node that it is going to be.

        A new node is made for it, which nobody is yet; `approve` then names it in its wish. Errors as there.
        """
        parts = self._parts
        enrollment = await self._compared(principal, enrollment_id, words)
        node_id = enrollment.replaces if enrollment.replaces is not None else wish.node_id
        if node_id is None:
            node = await parts.stores.nodes.add_node(
                principal.org_id,
                name=wish.name or enrollment.node_name,
                encryption_public_key=enrollment.facts.bundle.encryption,
                now_ms=parts.clock.now_ms(),
            )
            parts.live.nodes_changed(node.org_id, (node.id,))
        else:
            node = await existing_node(parts, principal.org_id, node_id)
        await parts.journal.record(
            principal,
            "enrollment.drafted",
            f"asked for a certificate of the node {node.name}, to be signed elsewhere",
            node_id=node.id,
            details={"enrollment_id": enrollment.id},
        )
        return CertificateDraft(node, self._certification.draft(node, enrollment), enrollment)

    async def reject(self, principal: Principal, enrollment_id: str) -> Enrollment:
        """Turn a node away. NOT_FOUND; CONFLICT where it was decided."""
        parts = self._parts
        enrollment = await self._pending(principal, enrollment_id)
        rejected = await parts.stores.enrollments.reject(
            enrollment, now_ms=parts.clock.now_ms(), by=principal.actor
        )
        parts.live.nodes_changed(rejected.org_id, ())
        await parts.journal.record(
            principal,
            "enrollment.rejected",
            f"turned the node {enrollment.node_name} away",
            node_id=enrollment.replaces,
            details={"enrollment_id": enrollment.id},
        )
        return rejected

    async def expire(self) -> None:
        """End what nobody decided in time, and forget what is long over."""
        parts, now_ms = self._parts, self._parts.clock.now_ms()
        for each in await parts.stores.enrollments.expire(now_ms=now_ms):
            await parts.journal.record(
                ServerAuthor(each.org_id),
                "enrollment.expired",
                f"Nobody let the node {each.node_name} in within a day",
                details={"enrollment_id": each.id},
            )
        await parts.stores.enrollments.forget(before_ms=now_ms - KEEP_DECIDED_MS)

    async def _compared(self, principal: Principal, enrollment_id: str, words: str) -> Enrollment:
        """The pending enrollment, whose words were given."""
        enrollment = await self._pending(principal, enrollment_id)
        if not is_fingerprint(words, enrollment.fingerprint, english_words()):
            await self._differs(principal, enrollment)
        return enrollment

    async def _pending(self, principal: Principal, enrollment_id: str) -> Enrollment:
        enrollment = await self._parts.stores.enrollments.enrollment(enrollment_id)
        if enrollment is None or enrollment.org_id != principal.org_id:
            raise HeadframeError(Code.NOT_FOUND, f"There is no enrollment {enrollment_id}.")
        if enrollment.is_over(at_ms=self._parts.clock.now_ms()):
            raise HeadframeError(
                Code.CONFLICT, "The enrollment has expired: enroll the node with another code."
            )
        if enrollment.state is not EnrollmentState.PENDING:
            raise HeadframeError(Code.CONFLICT, f"The enrollment is {enrollment.state.lower()} already.")
        return enrollment

    async def _differs(self, principal: Principal, enrollment: Enrollment) -> None:
        await self._parts.journal.record(
            principal,
            "security.fingerprint_differs",
            f"The words given for the node {enrollment.node_name} are not those of its keys",
            node_id=enrollment.replaces,
            details={"enrollment_id": enrollment.id},
        )
        raise HeadframeError(
            Code.FINGERPRINT_DIFFERS,
            "These are not the words of the keys that reached this server. If the node's console shows just"
            " them, somebody stands between: reject this enrollment.",
        )
