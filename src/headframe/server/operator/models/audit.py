"""Audit logs as they are kept, so that whoever reads them can check them."""

from base64 import b64encode

from pydantic import Field

from headframe.api.base import Output
from headframe.core.audit.chain import AuditRow
from headframe.core.signing.documents import SignedDocument
from headframe.server.stores.ports.audit import OWN, AuditLog, KeptCheckpoint


class AuditLogBody(Output):
    """One log and where it ends. `node_id` null: the organisation's own."""

    node_id: int | None
    log_id: str
    entries: int = Field(description="Index of the newest entry; they count from 1.")
    hash: str = Field(description="Its hash, in hexadecimal.")
    began_at_ms: int
    forked_index: int | None = Field(
        description="Where its node once told another entry than it had told before."
    )

    @classmethod
    def of(cls, log: AuditLog) -> "AuditLogBody":
        """From the store's record."""
        return cls(
            node_id=None if log.node_id == OWN else log.node_id,
            log_id=log.head.log_id,
            entries=log.head.index,
            hash=log.head.hash.hex(),
            began_at_ms=log.began_at_ms,
            forked_index=log.forked_index,
        )


class AuditRowBody(Output):
    """One entry: `hash` is SHA-256 over a fixed prefix, `previous` and the bytes of `entry`."""

    index: int
    previous: str = Field(description="Hash of the entry before it, in hexadecimal.")
    entry: str = Field(description="The exact bytes, in Base64: one JSON object.")
    hash: str

    @classmethod
    def of(cls, row: AuditRow) -> "AuditRowBody":
        """From the core's record."""
        return cls(
            index=row.index,
            previous=row.previous.hex(),
            entry=b64encode(row.entry).decode(),
            hash=row.hash.hex(),
        )


class AuditRowsBody(Output):
    """Entries in their order; fewer than asked for are the last ones."""

    rows: list[AuditRowBody]


class DocumentSignatureBody(Output):
    """One signature."""

    key_id: str
    signature: str = Field(description="In Base64.")


class CheckpointBody(Output):
    """A signed document of where a node's log ended."""

    index: int
    type: str
    body: str = Field(description="The signed bytes, in Base64.")
    signatures: list[DocumentSignatureBody]

    @classmethod
    def of(cls, checkpoint: KeptCheckpoint) -> "CheckpointBody":
        """From the store's record."""
        document: SignedDocument = checkpoint.document
        return cls(
            index=checkpoint.index,
            type=document.type,
            body=b64encode(document.body).decode(),
            signatures=[
                DocumentSignatureBody(key_id=each.key_id, signature=b64encode(each.signature).decode())
                for each in document.signatures
            ],
        )


class CheckpointsBody(Output):
    """Checkpoints in their order; fewer than asked for are the last ones."""

    checkpoints: list[CheckpointBody]
