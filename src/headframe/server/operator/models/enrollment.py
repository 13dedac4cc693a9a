"""Enrollment: codes, nodes that ask to be let in, and what an admin decides."""

from typing import Annotated

from pydantic import Field, StringConstraints

from headframe.api.base import ActorBody, Id, Input, Name, Output
from headframe.core.enrollment.codes import EnrollmentCode
from headframe.core.enrollment.fingerprint import EnrollmentFacts, short_form
from headframe.core.enrollment.records import CodeRecord, Enrollment, EnrollmentState
from headframe.core.enrollment.words import MAX_PASTED_CHARS, fingerprint_words
from headframe.kit.words import english_words
from headframe.server.operator.models.documents import DocumentBody
from headframe.server.services.enrollment.admission import Wish

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


class FactsBody(Output):
    """What a node's words are made of, beside the keys in its certificate; in hexadecimal."""

    origin: str
    root_sha256: str
    node_nonce: str
    server_nonce: str

    @classmethod
    def of(cls, facts: EnrollmentFacts) -> "FactsBody":
        """From the core's record."""
        return cls(
            origin=facts.origin,
            root_sha256=facts.root_sha256.hex(),
            node_nonce=facts.node_nonce.hex(),
            server_nonce=facts.server_nonce.hex(),
        )


class DraftBody(Output):
    """A certificate to be signed by admins, the node that it is for, and what its words are made of.

    Whoever signs computes the words from all of this, and compares them with the node's console.
    """

    node_id: Id
    certificate: DocumentBody
    facts: FactsBody
