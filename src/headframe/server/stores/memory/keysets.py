# ruff: noqa: D102 - what each method promises is written at its port
"""Keyset documents in lists."""

from collections import defaultdict
from collections.abc import Sequence

from headframe.core.audit.entries import issued_ms, keyset_entry
from headframe.core.signing.documents import SignedDocument
from headframe.server.stores.memory.audit import MemoryAudit
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.rules.keysets import check_follows


class MemoryKeysets(Failing):
    """KeysetStore."""

    def __init__(self, audit: MemoryAudit) -> None:
        super().__init__()
        self._audit = audit
        self._documents: defaultdict[int, list[SignedDocument]] = defaultdict(list)

    async def keysets(self, org_id: int, *, after: int = 0) -> Sequence[SignedDocument]:
        return self._documents[org_id][after:]

    async def add_keyset(self, org_id: int, version: int, document: SignedDocument) -> None:
        check_follows(version, newest=len(self._documents[org_id]))
        self._documents[org_id].append(document)
        self._audit.extend_own(org_id, [keyset_entry(version, document)], issued_ms(document))
