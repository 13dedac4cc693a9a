"""The chain of an organisation's Keysets."""

from collections.abc import Sequence
from typing import Protocol

from headframe.core.signing.documents import SignedDocument


class KeysetStore(Protocol):
    """Keyset documents by version. They are only added: what was signed stays."""

    async def keysets(self, org_id: int, *, after: int = 0) -> Sequence[SignedDocument]:
        """All documents of versions above `after`, oldest first."""
        ...

    async def add_keyset(self, org_id: int, version: int, document: SignedDocument) -> None:
        """Keep the next version. CONFLICT unless it is one above the newest, or 1 for the first."""
        ...
