"""Signed documents in columns: `document_type`, `body`, and `signatures` as JSON text."""

import json
from typing import Any

from headframe.core.signing.documents import Signature, SignedDocument
from headframe.server.stores.sql.database import Row


def document_columns(document: SignedDocument) -> dict[str, Any]:
    """Values of the three columns."""
    signatures = [[each.key_id, each.signature.hex()] for each in document.signatures]
    return {
        "document_type": document.type,
        "body": document.body,
        "signatures": json.dumps(signatures),
    }


def to_document(row: Row) -> SignedDocument:
    """A document as it was put away; nothing is verified here."""
    signatures = json.loads(row["signatures"])
    return SignedDocument(
        row["document_type"],
        bytes(row["body"]),
        tuple(Signature(key_id, bytes.fromhex(signature)) for key_id, signature in signatures),
    )
