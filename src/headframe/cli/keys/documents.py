"""Signed documents as the API carries them."""

from base64 import b64decode, b64encode

from headframe.cli.client import Body
from headframe.core.signing.documents import Signature, SignedDocument


def document_of(body: Body) -> SignedDocument:
    """A received document, not verified."""
    return SignedDocument(
        body["type"],
        b64decode(body["body"]),
        tuple(Signature(each["key_id"], b64decode(each["signature"])) for each in body["signatures"]),
    )


def body_of(document: SignedDocument) -> Body:
    """A document to send."""
    return {
        "type": document.type,
        "body": b64encode(document.body).decode(),
        "signatures": [
            {"key_id": each.key_id, "signature": b64encode(each.signature).decode()}
            for each in document.signatures
        ],
    }
