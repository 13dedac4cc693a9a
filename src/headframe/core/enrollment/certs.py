"""NodeCerts: an admin's signed word that these keys are that node's. Without one, no node is anybody."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.enrollment.bundle import KeyBundle, bundle_from_members, bundle_to_body
from headframe.core.keyset.records import Keyset
from headframe.core.signing.documents import SignedDocument, opened, sign
from headframe.core.signing.errors import SigningError
from headframe.core.signing.reading import Members
from headframe.core.signing.strict_json import decode_body

CERT_TYPE = "headframe.nodecert.v1"
CERT_MS = 10 * 365 * 86_400_000
"""Ten years: a node's end is told by revocation, not by a date."""
MEMBERS = frozenset({"org_id", "node_id", "bundle", "not_before_ms", "not_after_ms"})


@dataclass(frozen=True, slots=True)
class NodeCert:
    """These keys are this node's, in this window."""

    org_id: str
    node_id: str
    bundle: KeyBundle
    not_before_ms: int
    not_after_ms: int


def issue_cert(cert: NodeCert, *admins: Ed25519PrivateKey) -> SignedDocument:
    """A certificate signed by admin keys."""
    return cert_document(cert).countersigned(*admins)


def cert_document(cert: NodeCert) -> SignedDocument:
    """What admins sign; nothing yet without their signatures."""
    body = {
        "org_id": cert.org_id,
        "node_id": cert.node_id,
        "bundle": bundle_to_body(cert.bundle),
        "not_before_ms": cert.not_before_ms,
        "not_after_ms": cert.not_after_ms,
    }
    return sign(CERT_TYPE, body)


def read_cert(document: SignedDocument) -> NodeCert:
    """What a document says, whoever signed it: to look at before one signs. SigningError."""
    if document.type != CERT_TYPE:
        raise SigningError(f"a {CERT_TYPE} was wanted, this is a {document.type[:64]}")
    return _cert(Members(decode_body(document.body, MEMBERS)))


def checked_cert(document: SignedDocument, keyset: Keyset, *, at_ms: int) -> NodeCert:
    """The certificate of a document that an admin of the Keyset signed, in its window.

    Raises:
        SigningError: for any other.
    """
    body = opened(document, CERT_TYPE, keyset.admins(), MEMBERS, threshold=keyset.admin.threshold)
    cert = _cert(Members(body))
    if cert.org_id != keyset.org_id:
        raise SigningError("the certificate is another organisation's")
    if not cert.not_before_ms <= at_ms < cert.not_after_ms:
        raise SigningError("the certificate is not valid at this time")
    return cert


def _cert(body: Members) -> NodeCert:
    return NodeCert(
        org_id=body.text("org_id"),
        node_id=body.text("node_id"),
        bundle=bundle_from_members(body.inner("bundle")),
        not_before_ms=body.whole("not_before_ms"),
        not_after_ms=body.whole("not_after_ms"),
    )
