"""What is written when a node is let in: all of it, or nothing. The caller puts one transaction around it."""

from dataclasses import dataclass

from headframe.core.actors import Actor
from headframe.core.enrollment.records import Enrollment
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.core.sessions.records import IdentityRecord
from headframe.core.signing.documents import SignedDocument
from headframe.server.services.enrollment.api_keys import mint
from headframe.server.services.enrollment.certification import Certification
from headframe.server.services.enrollment.parts import EnrollmentParts


@dataclass(frozen=True, slots=True)
class Wish:
    """As what a node is let in: under another name than it brought, or in place of a node.

    `certificate` is brought along where the server does not hold the admin keys.
    """

    name: str | None = None
    node_id: int | None = None
    certificate: SignedDocument | None = None


class Admission:
    """Writes nodes, certificates and api keys."""

    def __init__(self, parts: EnrollmentParts) -> None:
        self._parts = parts
        self._certification = Certification(parts)

    async def let_in(self, enrollment: Enrollment, wish: Wish, *, by: Actor) -> Node:
        """Node, certificate and api key, in this order. Errors as `EnrollmentDesk.approve`."""
        parts, now_ms, bundle = self._parts, self._parts.clock.now_ms(), enrollment.facts.bundle
        nodes, org_id = parts.stores.nodes, enrollment.org_id
        if wish.node_id is None:
            node = await nodes.add_node(
                org_id,
                name=wish.name or enrollment.node_name,
                encryption_public_key=bundle.encryption,
                now_ms=now_ms,
            )
        else:
            node = await self._taken_over(org_id, wish.node_id, bundle.encryption)
        certificate = self._certification.certificate(node, enrollment, wish.certificate)
        await parts.stores.identities.put_identity(
            IdentityRecord(org_id, node.id, certificate, enrollment.fingerprint, now_ms)
        )
        key = mint(org_id=org_id, node_id=node.id, encryption_key=bundle.encryption, now_ms=now_ms)
        await parts.stores.identities.add_api_key(key)
        await parts.stores.enrollments.confirm(
            enrollment, node_id=node.id, api_key_id=key.key_id, now_ms=now_ms, by=by
        )
        return node

    async def _taken_over(self, org_id: int, node_id: int, encryption_key: bytes) -> Node:
        """A node that another host stands in for: what let the old one in is gone."""
        stores = self._parts.stores
        node = await existing_node(self._parts, org_id, node_id)
        await stores.node_sessions.end_sessions(org_id, node_id)
        await stores.identities.drop_api_keys(org_id, node_id)
        await stores.logins.forget_node(org_id, node_id)
        return await stores.nodes.ensure_node(
            org_id, name=node.name, encryption_public_key=encryption_key, now_ms=self._parts.clock.now_ms()
        )

    async def replace_keys(
        self, enrollment: Enrollment, node_id: int, certificate: SignedDocument | None, *, by: Actor
    ) -> Node:
        """Another certificate for the same node. An api key that it has not fetched yet goes."""
        parts, org_id, now_ms = self._parts, enrollment.org_id, self._parts.clock.now_ms()
        bundle, identities = enrollment.facts.bundle, self._parts.stores.identities
        node = await existing_node(parts, org_id, node_id)
        signed = self._certification.certificate(node, enrollment, certificate)
        await identities.replace_certificate(org_id, node_id, signed, fingerprint=enrollment.fingerprint)
        node = await parts.stores.nodes.ensure_node(
            org_id, name=node.name, encryption_public_key=bundle.encryption, now_ms=now_ms
        )
        await parts.stores.node_sessions.end_sessions(org_id, node_id)
        await parts.stores.logins.forget_node(org_id, node_id)
        await identities.drop_api_keys(org_id, node_id, unused=True)
        await parts.stores.enrollments.confirm(
            enrollment, node_id=node_id, api_key_id="", now_ms=now_ms, by=by
        )
        return node


async def existing_node(parts: EnrollmentParts, org_id: int, node_id: int) -> Node:
    """A node of an organisation. NOT_FOUND."""
    node = await parts.stores.nodes.node(org_id, node_id)
    if node is None:
        raise HeadframeError(Code.NOT_FOUND, f"There is no node {node_id}.")
    return node
