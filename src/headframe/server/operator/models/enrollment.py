"""Enrollment: codes, nodes that ask to be let in, and what an admin decides."""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Annotated

from pydantic import Field, StringConstraints

from headframe.api.base import ActorBody, Id, Input, Name, Output
from headframe.core.enrollment.codes import EnrollmentCode
from headframe.core.enrollment.fingerprint import short_form
from headframe.core.enrollment.records import CodeRecord, Enrollment, EnrollmentState
from headframe.core.enrollment.words import MAX_PASTED_CHARS, fingerprint_words
from headframe.core.errors import Code, HeadframeError
from headframe.core.signing.documents import MAX_SIGNATURES, Signature, SignedDocument
from headframe.kit.words import english_words
from headframe.server.services.enrollment.admission import Wish

MAX_TYPE_CHARS, MAX_BASE64_CHARS = 64, 16_384
Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$", max_length=MAX_BASE64_CHARS)]
EnrollmentId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class EnrollmentCodeBody(Output):
    """A one-time code, shown once. `authority_pem` is the server's own authority, where it has one."""

    code: str
    code_id: str
    expires_at_ms: int
    server_url: str
    authority_pem: str | None

    @classmethod
    def of(
        cls, code: EnrollmentCode, record: CodeRecord, *, server_url: str, authority_pem: str
    ) -> "EnrollmentCodeBody":
        """From the core's records."""
        return cls(
            code=str(code),
            code_id=record.code_id.hex(),
            expires_at_ms=record.expires_at_ms,
            server_url=server_url,
            authority_pem=authority_pem or None,
        )


class FingerprintBody(Output):
    """The fingerprint of a node's keys, as its console shows it: ten words, or the same bits in base32."""

    words: list[str]
    short: str

    @classmethod
    def of(cls, digest: bytes) -> "FingerprintBody":
        """Of a digest."""
        return cls(words=list(fingerprint_words(digest, english_words())), short=short_form(digest))


class EnrollmentBody(Output):
    """A node that asks to be let in, or (`replaces` a node) an enrolled one that asks for other keys."""

    id: str
    state: EnrollmentState
    node_name: str
    replaces: Id | None
    node_id: Id | None
    fingerprint: FingerprintBody
    server_url: str
    software_version: str
    created_at_ms: int
    expires_at_ms: int
    decided_at_ms: int | None
    decided_by: ActorBody | None

    @classmethod
    def of(cls, enrollment: Enrollment) -> "EnrollmentBody":
        """From the core's record."""
        return cls(
            id=enrollment.id,
            state=enrollment.state,
            node_name=enrollment.node_name,
            replaces=enrollment.replaces,
            node_id=enrollment.node_id,
            fingerprint=FingerprintBody.of(enrollment.fingerprint),
            server_url=enrollment.facts.origin,
            software_version=enrollment.software_version,
            created_at_ms=enrollment.created_at_ms,
            expires_at_ms=enrollment.expires_at_ms,
            decided_at_ms=enrollment.decided_at_ms,
            decided_by=ActorBody.of(enrollment.decided_by) if enrollment.decided_by else None,
        )


class SignatureBody(Input):
    """One Ed25519 signature over `"DSSEv1" SP len(type) SP type SP len(body) SP body`, in base64."""

    key_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    signature: Base64

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
        """From the core's record, which is not signed yet."""
        return cls(type=document.type, body=b64encode(document.body).decode())

    def to_core(self) -> SignedDocument:
        """The core's record, not verified. INVALID_REQUEST for what is no base64."""
        return SignedDocument(
            self.type, _decoded(self.body), tuple(each.to_core() for each in self.signatures)
        )


class DraftInput(Input):
    """What the node's console shows: the ten words, or the short form. Case and spacing do not matter.

    `name` is another name than the one the node brought; `node_id` lets it in as that node, with its miners.
    """

    words: Annotated[str, Field(min_length=1, max_length=MAX_PASTED_CHARS)]
    name: Name | None = None
    node_id: Id | None = None

    def wish(self) -> Wish:
        """As what the node is let in."""
        return Wish(self.name, self.node_id)


class ApprovalInput(DraftInput):
    """As a draft; `certificate` is brought along where operators hold the admin keys."""

    certificate: DocumentBody | None = None

    def wish(self) -> Wish:
        """As what the node is let in."""
        return Wish(self.name, self.node_id, self.certificate.to_core() if self.certificate else None)


class DraftBody(Output):
    """A certificate to be signed by admins, and the node that it is for."""

    node_id: Id
    certificate: DocumentBody


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except Base64Error as error:
        raise HeadframeError(Code.INVALID_REQUEST, "The certificate is not in base64.") from error
