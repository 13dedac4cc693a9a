"""Certificates of nodes: signed here where the server holds the admin key, else by who holds it."""

from headframe.core.enrollment.certs import CERT_MS, NodeCert, cert_document, checked_cert
from headframe.core.enrollment.records import Enrollment
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.core.keyset.making import CLOCK_SLACK_MS
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.server.services.enrollment.parts import EnrollmentParts


class Certification:
    """Makes certificates, and looks at those that were brought."""

    def __init__(self, parts: EnrollmentParts) -> None:
        self._parts = parts

    def draft(self, node: Node, enrollment: Enrollment) -> SignedDocument:
        """What an admin is to sign, without a signature yet."""
        return cert_document(self._cert(node, enrollment))

    def certificate(
        self, node: Node, enrollment: Enrollment, brought: SignedDocument | None
    ) -> SignedDocument:
        """The certificate of a node for the keys of its enrollment.

        Raises:
            HeadframeError: KEY_NOT_HELD without one that was brought where operators hold the admin keys;
                INVALID_REQUEST for one that no admin signed, or that is for another node or other keys.
        """
        keys = self._parts.keys
        document = brought or keys.sign_cert(self._cert(node, enrollment))
        try:
            cert = checked_cert(document, keys.keyset().keyset, at_ms=self._parts.clock.now_ms())
        except SigningError as error:
            raise HeadframeError(Code.INVALID_REQUEST, f"The certificate is not good: {error}.") from error
        if (cert.node_id, cert.bundle) != (str(node.id), enrollment.facts.bundle):
            raise HeadframeError(
                Code.INVALID_REQUEST, f"The certificate is not for the node {node.name} with these keys."
            )
        return document

    def _cert(self, node: Node, enrollment: Enrollment) -> NodeCert:
        begins_ms = self._parts.clock.now_ms() - CLOCK_SLACK_MS
        bundle = enrollment.facts.bundle
        return NodeCert(str(node.org_id), str(node.id), bundle, begins_ms, begins_ms + CERT_MS)
