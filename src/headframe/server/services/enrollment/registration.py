"""A node with a code asks to be let in. It is then only known: letting it in takes an operator."""

from dataclasses import dataclass, field

from headframe.core.enrollment.bundle import KeyBundle
from headframe.core.enrollment.records import CodeRecord, Enrollment
from headframe.core.enrollment.registration import Registration, check_registration
from headframe.core.errors import Code, HeadframeError
from headframe.server.services.enrollment.codes import EnrollmentCodes
from headframe.server.services.enrollment.drafts import EnrollmentDrafts
from headframe.server.services.enrollment.parts import EnrollmentParts


@dataclass(frozen=True, slots=True)
class RegisterAsk:
    """A node with a code, its keys, and a signature by each of the signing keys."""

    code_id: bytes
    secret: bytes = field(repr=False)
    node_name: str
    bundle: KeyBundle
    node_nonce: bytes
    incarnation: bytes
    identity_signature: bytes
    attest_signature: bytes
    miner_signature: bytes
    software_version: str


class Registrar:
    """Takes registrations."""

    def __init__(self, parts: EnrollmentParts, codes: EnrollmentCodes) -> None:
        self._parts = parts
        self._codes = codes
        self._drafts = EnrollmentDrafts(parts)

    async def register(self, ask: RegisterAsk) -> Enrollment:
        """Keep a node as PENDING. The same node may ask again, and is given the same answer.

        Raises:
            HeadframeError: ENROLLMENT_CODE_INVALID; INVALID_REQUEST for keys that are none, that the node
                does not hold, or that it registers at another address; LIMIT_REACHED.
        """
        code = await self._codes.admit(ask.code_id, ask.secret)
        origin = self._drafts.signed_origin(lambda origin: _check(ask, origin))
        if code.used_at_ms is not None:
            return await self._again(ask, origin, code)
        await self._drafts.check_room()
        enrollment = self._drafts.draft(
            name=ask.node_name,
            bundle=ask.bundle,
            node_nonce=ask.node_nonce,
            origin=origin,
            incarnation=ask.incarnation,
            software_version=ask.software_version,
            code_id=ask.code_id,
        )
        try:
            await self._drafts.begin(enrollment, f"The node {ask.node_name} asks to be let in")
        except HeadframeError as error:
            if error.code is not Code.CONFLICT:
                raise
            return await self._again(ask, origin, code)
        return enrollment

    async def _again(self, ask: RegisterAsk, origin: str, code: CodeRecord) -> Enrollment:
        """The enrollment that this very node began before. Where another used the code people are told."""
        asked = (ask.bundle, ask.node_nonce, ask.incarnation, origin)
        before = await self._parts.stores.enrollments.of_code(ask.code_id)
        if before:
            facts = before.facts
            if asked == (facts.bundle, facts.node_nonce, before.incarnation, facts.origin):
                return before
        raise await self._codes.reused(code)


def _check(ask: RegisterAsk, origin: str) -> None:
    registration = Registration(ask.code_id, origin, ask.node_nonce, ask.incarnation, ask.bundle)
    check_registration(
        registration,
        identity=ask.identity_signature,
        attest=ask.attest_signature,
        miner=ask.miner_signature,
    )
