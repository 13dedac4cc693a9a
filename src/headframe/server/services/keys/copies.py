"""The chain of Keysets a second time, in files beside the keys: what a restored database has forgotten of it.

Nodes follow the chain and never go back. A database from an older backup would have this server name another
issuer once more, in a Keyset that forks from the one that nodes have: they would refuse it, and all after it.
"""

import asyncio
import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path

import structlog

from headframe.core.keyset.chain import TrustedKeyset, advanced, reopened, walked
from headframe.core.signing.documents import Signature, SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.kit.files import ensure_private_dir, read_private, write_private
from headframe.server.stores.ports import KeysetStore

DIRECTORY = "keysets"

log = structlog.get_logger(__name__)


class CopiedKeysets:
    """A `KeysetStore` over another one, which keeps each document in a file as well."""

    def __init__(self, store: KeysetStore, directory: Path) -> None:
        self._store = store
        self._directory = directory / DIRECTORY

    @classmethod
    async def open(cls, store: KeysetStore, directory: Path, *, org_id: int) -> "CopiedKeysets":
        """The store, brought up to the copies in `directory` where it is behind them."""
        ensure_private_dir(directory)
        copied = cls(store, directory)
        ensure_private_dir(copied._directory)
        await copied._bring_up(org_id)
        return copied

    async def keysets(self, org_id: int, *, after: int = 0) -> Sequence[SignedDocument]:
        """As the store has them; each is copied."""
        documents = await self._store.keysets(org_id, after=after)
        for version, document in enumerate(documents, after + 1):
            await asyncio.to_thread(self._copy, version, document)
        return documents

    async def add_keyset(self, org_id: int, version: int, document: SignedDocument) -> None:
        """As the store does."""
        await self._store.add_keyset(org_id, version, document)
        await asyncio.to_thread(self._copy, version, document)

    async def _bring_up(self, org_id: int) -> None:
        stored = await self._store.keysets(org_id)
        for version, document in enumerate(self._following(stored, org_id), len(stored) + 1):
            await self._store.add_keyset(org_id, version, document)
            log.warning("keyset_brought_back", org_id=org_id, version=version)

    def _following(self, stored: Sequence[SignedDocument], org_id: int) -> Sequence[SignedDocument]:
        """Copies that continue the stored chain. A chain that is another one than the copies' stays."""
        found: list[SignedDocument] = []
        try:
            current = walked(stored)
            while (document := self._copied(len(stored) + len(found) + 1)) is not None:
                current = _next(current, document, org_id)
                found.append(document)
        except SigningError as error:
            log.warning("keyset_copies_do_not_follow", org_id=org_id, why=str(error))
        return found

    def _copied(self, version: int) -> SignedDocument | None:
        try:
            return _from_text(read_private(self._path(version)).decode())
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise SigningError(f"{self._path(version)} is damaged") from error

    def _copy(self, version: int, document: SignedDocument) -> None:
        text = _text(document).encode()
        try:
            if read_private(self._path(version)) == text:
                return
        except FileNotFoundError:
            pass
        write_private(self._path(version), text)

    def _path(self, version: int) -> Path:
        return self._directory / f"{version}.json"


def _next(current: TrustedKeyset | None, document: SignedDocument, org_id: int) -> TrustedKeyset:
    if current is not None:
        return advanced(current, document)
    first = reopened(document)
    if (first.keyset.version, first.keyset.org_id) != (1, str(org_id)):
        raise SigningError("the first copy is no first Keyset of this organisation")
    return first


def _text(document: SignedDocument) -> str:
    signatures = [[each.key_id, b64encode(each.signature).decode()] for each in document.signatures]
    return json.dumps(
        {"type": document.type, "body": b64encode(document.body).decode(), "signatures": signatures}
    )


def _from_text(text: str) -> SignedDocument:
    kept = json.loads(text)
    signatures = tuple(Signature(str(name), b64decode(value)) for name, value in kept["signatures"])
    return SignedDocument(str(kept["type"]), b64decode(kept["body"]), signatures)
