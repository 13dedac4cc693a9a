"""How far an enrollment is, told to the node that holds its identity key, and to nobody else."""

from dataclasses import dataclass, replace

from headframe.core.commands.payloads import SealedSecret
from headframe.core.enrollment.polling import poll_message
from headframe.core.enrollment.records import Enrollment, EnrollmentState
from headframe.core.errors import Code, HeadframeError
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.keys import is_signed
from headframe.server.services.enrollment.parts import EnrollmentParts


@dataclass(frozen=True, slots=True)
class PollAnswer:
    """How far an enrollment is, and what its node needs once it is approved.

    `sealed_api_key` is there until the node used it.
    """

    enrollment: Enrollment
    certificate: SignedDocument | None = None
    sealed_api_key: SealedSecret | None = None


class EnrollmentPolls:
    """Answers nodes that wait."""

    def __init__(self, parts: EnrollmentParts) -> None:
        self._parts = parts

    async def poll(self, enrollment_id: str, *, counter: int, proof: bytes) -> PollAnswer:
        """The state of an enrollment.

        Raises:
            HeadframeError: NOT_SIGNED_IN for an unknown one, a wrong signature, or a counter seen before.
        """
        enrollment = await self._parts.stores.enrollments.enrollment(enrollment_id)
        if enrollment is None or not is_signed(
            enrollment.facts.bundle.identity, proof, poll_message(enrollment_id, counter)
        ):
            raise HeadframeError(Code.NOT_SIGNED_IN, "no such enrollment, or not this node's")
        if not await self._parts.stores.enrollments.note_poll(enrollment_id, counter):
            raise HeadframeError(Code.NOT_SIGNED_IN, "this poll was seen before")
        if enrollment.is_over(at_ms=self._parts.clock.now_ms()):
            return PollAnswer(replace(enrollment, state=EnrollmentState.EXPIRED))
        if enrollment.node_id is None:
            return PollAnswer(enrollment)
        return await self._approved(enrollment, enrollment.node_id)

    async def _approved(self, enrollment: Enrollment, node_id: int) -> PollAnswer:
        identities = self._parts.stores.identities
        identity = await identities.identity(node_id)
        keys = await identities.api_keys(enrollment.org_id, node_id)
        sealed = next((key.sealed for key in keys if key.key_id == enrollment.api_key_id), None)
        return PollAnswer(enrollment, identity.certificate if identity else None, sealed)
