"""Operators let nodes in, or turn them away: by the words on the node's console, compared by software."""

from collections.abc import Sequence

from headframe.core.enrollment.certs import CERT_MS, NodeCert
from headframe.core.enrollment.records import Enrollment, EnrollmentState
from headframe.core.enrollment.words import is_fingerprint
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.core.keyset.making import CLOCK_SLACK_MS
from headframe.core.sessions.records import IdentityRecord
from headframe.kit.words import english_words
from headframe.server.services.enrollment.api_keys import mint
from headframe.server.services.enrollment.parts import EnrollmentParts
from headframe.server.services.journal import ServerAuthor
from headframe.server.services.principals import Principal

KEEP_DECIDED_MS = 30 * 86_400_000
"""How long codes and decided enrollments are still shown."""


class EnrollmentDesk:
    """Where admins decide on nodes."""

    def __init__(self, parts: EnrollmentParts) -> None:
        self._parts = parts

    async def enrollments(self, org_id: int) -> Sequence[Enrollment]:
        """All that are kept, newest first."""
        await self.expire()
        return await self._parts.stores.enrollments.enrollments(org_id)

    async def approve(
        self,
        principal: Principal,
        enrollment_id: str,
        *,
        words: str,
        name: str | None = None,
        node_id: int | None = None,
    ) -> Node:
        """Let a node in: as a new one, or in place of `node_id`, whose miners it then takes over.

        `words` are those that the node shows; `name` is another name than the one it brought.

        Raises:
            HeadframeError: NOT_FOUND; CONFLICT where it was decided; FINGERPRINT_DIFFERS; ALREADY_EXISTS for
                a name in use; KEY_NOT_HELD where operators hold the admin keys.
        """
        parts = self._parts
        enrollment = await self._pending(principal, enrollment_id)
        if not is_fingerprint(words, enrollment.fingerprint, english_words()):
            await self._differs(principal, enrollment)
        async with parts.stores.together():
            if enrollment.replaces is not None:
                node = await self._replace_keys(principal, enrollment, enrollment.replaces)
            else:
                node = await self._let_in(principal, enrollment, name, node_id)
        parts.live.nodes_changed(node.org_id, (node.id,))
        if enrollment.replaces is not None or node_id is not None:
            parts.streams.sign_in_again(node.id)
        await parts.journal.record(
            principal,
            "enrollment.approved" if enrollment.replaces is None else "node.keys_replaced",
            f"let the node {node.name} in"
            if enrollment.replaces is None
            else f"approved new keys of {node.name}",
            node_id=node.id,
            details={"enrollment_id": enrollment.id, "in_place": node_id is not None},
        )
        return node

    async def reject(self, principal: Principal, enrollment_id: str) -> Enrollment:
        """Turn a node away. NOT_FOUND; CONFLICT where it was decided."""
        parts = self._parts
        enrollment = await self._pending(principal, enrollment_id)
        rejected = await parts.stores.enrollments.reject(
            enrollment, now_ms=parts.clock.now_ms(), by=principal.actor
        )
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

    async def _let_in(
        self, principal: Principal, enrollment: Enrollment, name: str | None, node_id: int | None
    ) -> Node:
        """Node, certificate and api key, in this order and together."""
        parts, now_ms, bundle = self._parts, self._parts.clock.now_ms(), enrollment.facts.bundle
        nodes, org_id = parts.stores.nodes, principal.org_id
        if node_id is None:
            node = await nodes.add_node(
                org_id,
                name=name or enrollment.node_name,
                encryption_public_key=bundle.encryption,
                now_ms=now_ms,
            )
        else:
            node = await self._taken_over(org_id, node_id, bundle.encryption)
        certificate = parts.keys.sign_cert(self._cert(node, enrollment))
        await parts.stores.identities.put_identity(
            IdentityRecord(org_id, node.id, certificate, enrollment.fingerprint, now_ms)
        )
        key = mint(org_id=org_id, node_id=node.id, encryption_key=bundle.encryption, now_ms=now_ms)
        await parts.stores.identities.add_api_key(key)
        await parts.stores.enrollments.confirm(
            enrollment, node_id=node.id, api_key_id=key.key_id, now_ms=now_ms, by=principal.actor
        )
        return node

    async def _taken_over(self, org_id: int, node_id: int, encryption_key: bytes) -> Node:
        """A node that another host stands in for: what let the old one in is gone."""
        stores = self._parts.stores
        node = await self._existing(org_id, node_id)
        await stores.node_sessions.end_sessions(org_id, node_id)
        await stores.identities.drop_api_keys(org_id, node_id)
        await stores.logins.forget_node(org_id, node_id)
        return await stores.nodes.ensure_node(
            org_id, name=node.name, encryption_public_key=encryption_key, now_ms=self._parts.clock.now_ms()
        )

    async def _replace_keys(self, principal: Principal, enrollment: Enrollment, node_id: int) -> Node:
        """Another certificate for the same node. A key that it has not fetched yet is sealed anew."""
        parts, org_id, now_ms = self._parts, principal.org_id, self._parts.clock.now_ms()
        bundle, identities = enrollment.facts.bundle, self._parts.stores.identities
        node = await self._existing(org_id, node_id)
        certificate = parts.keys.sign_cert(self._cert(node, enrollment))
        await identities.replace_certificate(org_id, node_id, certificate, fingerprint=enrollment.fingerprint)
        node = await parts.stores.nodes.ensure_node(
            org_id, name=node.name, encryption_public_key=bundle.encryption, now_ms=now_ms
        )
        await parts.stores.node_sessions.end_sessions(org_id, node_id)
        await parts.stores.logins.forget_node(org_id, node_id)
        await identities.drop_api_keys(org_id, node_id, unused=True)
        await parts.stores.enrollments.confirm(
            enrollment, node_id=node_id, api_key_id="", now_ms=now_ms, by=principal.actor
        )
        return node

    async def _existing(self, org_id: int, node_id: int) -> Node:
        node = await self._parts.stores.nodes.node(org_id, node_id)
        if node is None:
            raise HeadframeError(Code.NOT_FOUND, f"There is no node {node_id}.")
        return node

    def _cert(self, node: Node, enrollment: Enrollment) -> NodeCert:
        begins_ms = self._parts.clock.now_ms() - CLOCK_SLACK_MS
        bundle = enrollment.facts.bundle
        return NodeCert(str(node.org_id), str(node.id), bundle, begins_ms, begins_ms + CERT_MS)
