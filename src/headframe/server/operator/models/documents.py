"""Signed documents in bodies: the exact bytes that were signed, or are to be."""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Annotated

from pydantic import Field, StringConstraints

from headframe.api.base import Input
from headframe.core.errors import Code, HeadframeError
from headframe.core.signing.documents import MAX_SIGNATURES, Signature, SignedDocument

MAX_TYPE_CHARS, MAX_BASE64_CHARS = 64, 16_384
Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$", max_length=MAX_BASE64_CHARS)]


class SignatureBody(Input):
    """One Ed25519 signature over `"DSSEv1" SP len(type) SP type SP len(body) SP body`, in base64."""

    key_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    signature: Base64

    @classmethod
    def of(cls, signature: Signature) -> "SignatureBody":
        """From the core's record."""
        return cls(key_id=signature.key_id, signature=b64encode(signature.signature).decode())

    def to_core(self) -> Signature:
        """The core's record. INVALID_REQUEST for what is no base64."""
        return Signature(self.key_id, _decoded(self.signature))


class DocumentBody(Input):
    """A document to be signed, or that was: the exact bytes of its body in base64."""

    type: Annotated[str, StringConstraints(max_length=MAX_TYPE_CHARS)]
    body: Base64
    signatures: Annotated[list[SignatureBody], Field(max_length=MAX_SIGNATURES)] = Field(default_factory=list)

    @classmethod
    def of(cls, document: SignedDocument) -> "DocumentBody":
        """From the core's record."""
        return cls(
            type=document.type,
            body=b64encode(document.body).decode(),
            signatures=[SignatureBody.of(each) for each in document.signatures],
        )

    def to_core(self) -> SignedDocument:
        """The core's record, not verified. INVALID_REQUEST for what is no base64."""
        return SignedDocument(
            self.type, _decoded(self.body), tuple(each.to_core() for each in self.signatures)
        )


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except Base64Error as error:
        raise HeadframeError(Code.INVALID_REQUEST, "The document is not in base64.") from error
