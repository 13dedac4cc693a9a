"""Signed documents on the wire."""

from headframe.core.signing.documents import MAX_SIGNATURES, Signature, SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.core.signing.strict_json import MAX_BODY_BYTES
from headframe.wire.gen.gateway.v1 import gateway_pb2

SIGNATURE_BYTES = 64


def document_to_wire(document: SignedDocument) -> gateway_pb2.SignedDocument:
    """A document as a message."""
    return gateway_pb2.SignedDocument(
        type=document.type,
        body=document.body,
        signatures=[
            gateway_pb2.Signature(key_id=each.key_id, signature=each.signature)
            for each in document.signatures
        ],
    )


def document_from_wire(message: gateway_pb2.SignedDocument) -> SignedDocument:
    """A received document, bounded and not yet verified. Raises SigningError past a bound."""
    if len(message.body) > MAX_BODY_BYTES or len(message.signatures) > MAX_SIGNATURES:
        raise SigningError("the signed document is past its bounds")
    if any(len(each.signature) != SIGNATURE_BYTES for each in message.signatures):
        raise SigningError(f"an Ed25519 signature has {SIGNATURE_BYTES} bytes")
    return SignedDocument(
        message.type,
        message.body,
        tuple(Signature(each.key_id, each.signature) for each in message.signatures),
    )
