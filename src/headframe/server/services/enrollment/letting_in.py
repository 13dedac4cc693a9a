"""Who is let in, looked at each time anew: the standing that people gave a node, and its certificate."""

from headframe.core.enrollment.certs import NodeCert, checked_cert
from headframe.core.errors import Code, HeadframeError
from headframe.core.sessions.records import IdentityRecord, Standing
from headframe.core.signing.errors import SigningError
from headframe.server.services.enrollment.parts import EnrollmentParts


def let_in(identity: IdentityRecord | None) -> IdentityRecord:
    """The identity itself. NOT_SIGNED_IN for none; NODE_REVOKED or NODE_HELD for one that is kept out."""
    if identity is None:
        raise HeadframeError(Code.NOT_SIGNED_IN, "no such node")
    if identity.standing is Standing.REVOKED:
        raise HeadframeError(Code.NODE_REVOKED, f"this node was {identity.standing_reason}")
    if identity.standing is Standing.HELD:
        raise HeadframeError(Code.NODE_HELD, f"this node is held: {identity.standing_reason}")
    return identity


def valid_cert(parts: EnrollmentParts, identity: IdentityRecord) -> NodeCert:
    """The certificate of a node, signed by an admin for this very node: whatever the database says beside it.

    Raises:
        HeadframeError: NOT_SIGNED_IN for any other.
    """
    try:
        cert = checked_cert(identity.certificate, parts.keys.keyset().keyset, at_ms=parts.clock.now_ms())
    except SigningError as error:
        raise HeadframeError(Code.NOT_SIGNED_IN, f"the node's certificate is not valid: {error}") from error
    if cert.node_id != str(identity.node_id):
        raise HeadframeError(Code.NOT_SIGNED_IN, "the certificate is another node's")
    return cert
