"""Managed custody: the server holds its organisation's root, admin and issuer keys, sealed.

The root signs Keysets, the admin key says which node is which, issuers sign commands and answers. With
custody `operator` root and admin keys are elsewhere, and the same code only finds them absent.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.enrollment.certs import NodeCert, issue_cert
from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.chain import TrustedKeyset, advanced
from headframe.core.keyset.making import following, issuer_grant, renewal_due
from headframe.core.keyset.records import Custody
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import key_id, public_bytes
from headframe.core.signing.strict_json import Body
from headframe.kit.clock import Clock
from headframe.server.services.keys import chain
from headframe.server.services.keys.chain import ADMIN, ROOT, Custodian
from headframe.server.services.keys.issuers import HeldIssuers
from headframe.server.services.keys.sealed import SealedKeys
from headframe.server.stores.ports import KeysetStore

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 3
"""Times that a Keyset is drawn up anew because another server was first."""


class OrgKeys:
    """The keys of one organisation that this server holds, and the Keyset in force."""

    def __init__(self, custodian: Custodian, current: TrustedKeyset) -> None:
        self._custodian = custodian
        self._current = current
        self._root = custodian.sealed.load(ROOT)
        self._admin = custodian.sealed.load(ADMIN)
        self._issuers = HeldIssuers(custodian.sealed, custodian.clock)
        self._issuers.follow(current.keyset)
        self._watchers: list[Callable[[TrustedKeyset], None]] = []
        self._changing = asyncio.Lock()

    @classmethod
    async def open(
        cls, directory: Path, *, key_file: Path | None, org_id: int, store: KeysetStore, clock: Clock
    ) -> "OrgKeys":
        """The keys kept in `directory`; drawn, and the first Keyset made, where there is no Keyset yet.

        Raises:
            HeadframeError: STORAGE_UNAVAILABLE where the keys are not those of the Keyset, or its chain is
                broken; INVALID_REQUEST for an unusable key file.
            UnsafeFileError: where a file is open to others.
        """
        sealed = SealedKeys.open(directory, key_file=key_file, org_id=org_id)
        custodian = Custodian(org_id, sealed, store, clock)
        current = await chain.newest(custodian)
        if current is None:
            current = await chain.found(custodian, HeldIssuers(sealed, clock).draw())
        keys = cls(custodian, current)
        keys._check_custody()
        await keys.renew()
        return keys

    def keyset(self) -> TrustedKeyset:
        """The Keyset in force."""
        return self._current

    def watch(self, told: Callable[[TrustedKeyset], None]) -> None:
        """Be told of each later Keyset."""
        self._watchers.append(told)

    @property
    def holds_root(self) -> bool:
        """Whether this server may make Keysets."""
        return self._root is not None and _id(self._root) in self._current.keyset.root.by_id()

    @property
    def holds_admin(self) -> bool:
        """Whether this server may say which node is which."""
        return self._admin is not None and _id(self._admin) in self._current.keyset.admins()

    @property
    def issuer_key_id(self) -> str:
        """The issuer in use. KEY_NOT_HELD without one in its window."""
        return self._issuers.newest().key_id

    @property
    def keyset_version(self) -> int:
        """The version in force."""
        return self._current.keyset.version

    def sign_as_issuer(self, document_type: str, body: Body) -> SignedDocument:
        """A document of this server. KEY_NOT_HELD without an issuer in its window."""
        return self._issuers.sign(document_type, body)

    def sign_cert(self, cert: NodeCert) -> SignedDocument:
        """A node's certificate. KEY_NOT_HELD where operators hold the admin keys."""
        if self._admin is None or not self.holds_admin:
            raise HeadframeError(Code.KEY_NOT_HELD, "operators hold the admin keys of this organisation")
        return issue_cert(cert, self._admin)

    async def renew(self) -> bool:
        """Name another issuer in time, by a new Keyset. Whether one was made."""
        now_ms = self._custodian.clock.now_ms()
        if not renewal_due(self._issuers.lasting(), at_ms=now_ms):
            return False
        if not self.holds_root:
            log.warning("issuer_ends_soon", ends=[each.not_after_ms for each in self._issuers.lasting()])
            return False
        await self.change(issuers=(issuer_grant(self._issuers.draw(), at_ms=now_ms),))
        return True

    async def change(self, **changes: Any) -> TrustedKeyset:
        """Make, sign and keep the next Keyset: `changes` are fields of it, as `making.following` takes them.

        Raises:
            HeadframeError: KEY_NOT_HELD where operators hold the root keys; CONFLICT where other servers are
                first again and again.
        """
        for _ in range(MAX_ATTEMPTS - 1):
            try:
                return await self._follow(changes)
            except HeadframeError as error:
                if error.code is not Code.CONFLICT:
                    raise
                await self.refresh()
        return await self._follow(changes)

    async def accept(self, document: SignedDocument) -> TrustedKeyset:
        """Keep the next Keyset, whoever made it. COMMAND_UNTRUSTED where it breaks the chain; CONFLICT."""
        async with self._changing:
            current = self._next(document)
            await self._custodian.store.add_keyset(self._custodian.org_id, current.keyset.version, document)
            self._take(current)
        return current

    async def refresh(self) -> None:
        """Take what other servers have made meanwhile. COMMAND_UNTRUSTED where it breaks the chain."""
        async with self._changing:
            known = self._current.keyset.version
            for document in await self._custodian.store.keysets(self._custodian.org_id, after=known):
                self._take(self._next(document))

    async def _follow(self, changes: dict[str, Any]) -> TrustedKeyset:
        if self._root is None or not self.holds_root:
            raise HeadframeError(Code.KEY_NOT_HELD, "operators hold the root keys of this organisation")
        keyset = following(self._current, at_ms=self._custodian.clock.now_ms(), **changes)
        return await self.accept(chain.signed_by(self._root, keyset))

    def _next(self, document: SignedDocument) -> TrustedKeyset:
        try:
            return advanced(self._current, document)
        except SigningError as error:
            raise HeadframeError(Code.COMMAND_UNTRUSTED, str(error)) from error

    def _take(self, current: TrustedKeyset) -> None:
        self._current = current
        self._issuers.follow(current.keyset)
        for told in self._watchers:
            told(current)

    def _check_custody(self) -> None:
        managed = self._current.keyset.custody is Custody.MANAGED
        if managed and not (self.holds_root and self.holds_admin):
            raise HeadframeError(
                Code.STORAGE_UNAVAILABLE,
                "the root and admin keys of this database are not in the state directory: put its keys/ back"
                " from a backup",
            )


def _id(key: Ed25519PrivateKey) -> str:
    return key_id(public_bytes(key))
