"""The certificate that an approval brings, looked at by the node: for these keys, by an admin."""

from headframe.core.enrollment.bundle import KeyBundle
from headframe.core.enrollment.certs import MEMBERS, NodeCert, checked_cert
from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.records import Keyset
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.core.signing.reading import Members
from headframe.core.signing.strict_json import decode_body
from headframe.node.control.enrollment_calls import EnrollmentCalls, received
from headframe.node.keys.trust import Trust
from headframe.wire.gen.gateway.v1 import gateway_pb2


async def own_cert(
    answer: gateway_pb2.PollEnrollmentResponse, bundle: KeyBundle, trust: Trust, calls: EnrollmentCalls
) -> NodeCert:
    """The node's certificate.

    Raises:
        HeadframeError: COMMAND_UNTRUSTED where no admin signed it, or it is for other keys or another node.
    """
    document = received(answer.node_cert)
    try:
        cert = _checked(document, trust.keyset)
    except HeadframeError:
        if not await calls.catch_up(trust):  # an admin key that was named since this node registered
            raise
        cert = _checked(document, trust.keyset)
    if cert.bundle != bundle or cert.node_id != answer.node_id:
        raise HeadframeError(
            Code.COMMAND_UNTRUSTED, "the server's certificate is for other keys than this node's"
        )
    return cert


def _checked(document: SignedDocument, keyset: Keyset) -> NodeCert:
    """At the beginning of its own time: the node's clock may be wrong by years, and its keys are new."""
    try:
        begins_ms = Members(decode_body(document.body, MEMBERS)).whole("not_before_ms")
        return checked_cert(document, keyset, at_ms=begins_ms)
    except SigningError as error:
        raise HeadframeError(
            Code.COMMAND_UNTRUSTED, f"the node's certificate is not good: {error}"
        ) from error
