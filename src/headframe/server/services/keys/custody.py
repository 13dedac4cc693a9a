"""Managed custody: the server holds its organisation's root, admin and issuer keys, sealed.

The root signs Keysets, the admin key says which node is which, issuers sign commands and answers. With
custody `operator` root and admin keys are elsewhere, and the same code only finds them absent.
"""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.enrollment.certs import NodeCert, issue_cert
from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.chain import TrustedKeyset, advanced
from headframe.core.keyset.making import following, issuer_grant, renewal_due
from headframe.core.keyset.records import Custody, IssuerGrant, KeyHolders
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import key_id, public_bytes
from headframe.core.signing.strict_json import Body
from headframe.kit.clock import Clock
from headframe.server.services.keys import chain
from headframe.server.services.keys.chain import Custodian
from headframe.server.services.keys.issuers import HeldIssuers
from headframe.server.services.keys.roots import Held, held_root_and_admin, next_root
from headframe.server.services.keys.sealed import SealedKeys
from headframe.server.stores.ports import KeysetStore

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 3
"""Times that a Keyset is drawn up anew because another server was first."""


class OrgKeys:
    """The keys of one organisation that this server holds, and the Keyset in force."""

    def __init__(
        self, custodian: Custodian, current: TrustedKeyset, documents: Sequence[SignedDocument]
    ) -> None:
        self._custodian = custodian
        self._current = current
        self._documents = list(documents)
        self._root: Held = None
        self._admin: Held = None
        self._draft: bytes | None = None
        self._issuers = HeldIssuers(custodian.sealed, custodian.clock)
        self._follow_keyset()
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
        keys = cls(custodian, current, await store.keysets(org_id))
        keys._check_custody()
        await keys.renew()
        return keys

    def keyset(self) -> TrustedKeyset:
        """The Keyset in force."""
        return self._current

    def after(self, version: int) -> Sequence[SignedDocument]:
        """The Keysets that follow a version, oldest first."""
        return self._documents[version:]

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
    def held_issuers(self) -> frozenset[str]:
        """Issuers whose keys are here, and which may sign now."""
        return frozenset(each.key_id for each in self._issuers.lasting())

    def has_issuer(self, name: str) -> bool:
        """Whether the key of an issuer is here, though no Keyset may name it yet."""
        return self._issuers.has(name)

    @property
    def admin_key_id(self) -> str | None:
        """The admin key that is here; None where operators hold them all."""
        return _id(self._admin) if self._admin and self.holds_admin else None

    @property
    def outside_admins(self) -> frozenset[str]:
        """Admin keys that this server does not hold."""
        return frozenset(self._current.keyset.admins().keys() - {self.admin_key_id})

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
            raise HeadframeError(
                Code.KEY_NOT_HELD,
                "Operators hold the admin keys of this organisation: one of them lets the node in with"
                " `headframe keys sign-node`.",
            )
        return issue_cert(cert, self._admin)

    async def renew(self) -> bool:
        """Name another issuer in time, by a new Keyset. Whether one was made."""
        await self.refresh()
        if not self.renewal_due:
            return False
        if not self.holds_root:
            log.warning("issuer_ends_soon", ends=[each.not_after_ms for each in self._issuers.lasting()])
            return False
        await self.change(issuers=(self.fresh_issuer(),))
        return True

    @property
    def renewal_due(self) -> bool:
        """Whether another issuer has to be named soon."""
        return renewal_due(self._issuers.lasting(), at_ms=self._custodian.clock.now_ms())

    def fresh_issuer(self) -> IssuerGrant:
        """Another issuer, its key on disk, for the next Keyset to name. One draft at a time."""
        if self._draft is None:
            self._draft = self._issuers.draw()
        return issuer_grant(self._draft, at_ms=self._custodian.clock.now_ms())

    async def rotate_root(self) -> TrustedKeyset:
        """Another root key, held here. KEY_NOT_HELD where operators hold the root keys."""
        following_root = next_root(self._custodian.sealed)
        holders = KeyHolders((public_bytes(following_root),), 1)
        return await self.change(following_root, root=holders)

    async def hand_over(self, document: SignedDocument) -> TrustedKeyset:
        """Countersign the Keyset with which operators take custody; the root and admin keys here end with it.

        Raises:
            HeadframeError: KEY_NOT_HELD where they have taken it before; COMMAND_UNTRUSTED, CONFLICT as
                `accept`.
        """
        if self._root is None or not self.holds_root:
            raise HeadframeError(Code.KEY_NOT_HELD, "operators hold the root keys of this organisation")
        return await self.accept(document.countersigned(self._root))

    async def change(self, *more_roots: Ed25519PrivateKey, **changes: Any) -> TrustedKeyset:
        """Make, sign and keep the next Keyset: `changes` are fields of it, as `making.following` takes them.

        `more_roots` sign it beside the root in force.

        Raises:
            HeadframeError: KEY_NOT_HELD where operators hold the root keys; CONFLICT where other servers are
                first again and again.
        """
        for _ in range(MAX_ATTEMPTS - 1):
            try:
                return await self._follow(more_roots, changes)
            except HeadframeError as error:
                if error.code is not Code.CONFLICT:
                    raise
                await self.refresh()
        return await self._follow(more_roots, changes)

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

    async def _follow(
        self, more_roots: Sequence[Ed25519PrivateKey], changes: dict[str, Any]
    ) -> TrustedKeyset:
        if self._root is None or not self.holds_root:
            raise HeadframeError(Code.KEY_NOT_HELD, "operators hold the root keys of this organisation")
        keyset = following(self._current, at_ms=self._custodian.clock.now_ms(), **changes)
        return await self.accept(chain.signed_by(keyset, self._root, *more_roots))

    def _next(self, document: SignedDocument) -> TrustedKeyset:
        try:
            return advanced(self._current, document)
        except SigningError as error:
            raise HeadframeError(Code.COMMAND_UNTRUSTED, str(error)) from error

    def _take(self, current: TrustedKeyset) -> None:
        self._current = current
        self._documents.append(current.document)
        self._follow_keyset()
        for told in self._watchers:
            told(current)

    def _follow_keyset(self) -> None:
        keyset = self._current.keyset
        self._issuers.follow(keyset)
        self._root, self._admin = held_root_and_admin(self._custodian.sealed, keyset)
        if self._draft is not None and keyset.issuer(key_id(self._draft)) is not None:
            self._draft = None

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
