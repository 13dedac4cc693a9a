"""An enrolled node asks for other keys. They take effect once an admin has signed for them."""

import asyncio
from dataclasses import dataclass

from headframe.core.enrollment.bundle import KeyBundle
from headframe.core.enrollment.records import Enrollment, EnrollmentState
from headframe.core.enrollment.rotation import Rotation, RotationProof, check_rotation
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.core.sessions.records import IdentityRecord
from headframe.server.services.enrollment.drafts import EnrollmentDrafts
from headframe.server.services.enrollment.letting_in import let_in, valid_cert
from headframe.server.services.enrollment.parts import EnrollmentParts


@dataclass(frozen=True, slots=True)
class RotateAsk:
    """A node with keys that are to replace those it has, and signatures by its present and the new ones."""

    node_id: int
    bundle: KeyBundle
    node_nonce: bytes
    proof: RotationProof


class KeyRotation:
    """Takes wishes for other keys."""

    def __init__(self, parts: EnrollmentParts) -> None:
        self._parts = parts
        self._drafts = EnrollmentDrafts(parts)
        self._asking = asyncio.Lock()

    async def ask(self, ask: RotateAsk) -> Enrollment:
        """Keep the wish as PENDING. The same one may be told again, and is given the same answer.

        Raises:
            HeadframeError: NOT_SIGNED_IN for no such node; NODE_HELD, NODE_REVOKED; INVALID_REQUEST where a
                signature is missing or of another server; LIMIT_REACHED.
        """
        parts = self._parts
        identity = let_in(await parts.stores.identities.identity(ask.node_id))
        node = await parts.stores.nodes.node(identity.org_id, ask.node_id)
        if node is None:
            raise HeadframeError(Code.NOT_SIGNED_IN, "no such node")
        present = valid_cert(parts, identity).bundle
        origin = self._drafts.signed_origin(lambda origin: _check(ask, origin, present))
        async with self._asking, parts.stores.together():  # a node that was cut off asks again at once
            return await self._before(ask) or await self._begun(ask, node, identity, origin)

    async def _begun(self, ask: RotateAsk, node: Node, identity: IdentityRecord, origin: str) -> Enrollment:
        await self._drafts.check_room()
        enrollment = self._drafts.draft(
            name=node.name,
            bundle=ask.bundle,
            node_nonce=ask.node_nonce,
            origin=origin,
            incarnation=identity.generation.incarnation,
            software_version=node.software_version,
            replaces=ask.node_id,
        )
        await self._drafts.begin(enrollment, f"The node {node.name} asks for its new keys to be approved")
        return enrollment

    async def _before(self, ask: RotateAsk) -> Enrollment | None:
        """The same wish. Others of the node are turned down: it has one at a time."""
        enrollments, now_ms = self._parts.stores.enrollments, self._parts.clock.now_ms()
        actor = self._parts.author.actor
        for each in await enrollments.enrollments(self._parts.org_id, state=EnrollmentState.PENDING):
            if each.replaces != ask.node_id:
                continue
            if (each.facts.bundle, each.facts.node_nonce) == (ask.bundle, ask.node_nonce):
                return each
            await enrollments.reject(each, now_ms=now_ms, by=actor)
        return None


def _check(ask: RotateAsk, origin: str, present: KeyBundle) -> None:
    rotation = Rotation(str(ask.node_id), origin, ask.node_nonce, ask.bundle)
    check_rotation(rotation, ask.proof, present=present)
