"""What admins do about the keys of the organisation: look, change them, take them over, bring Keysets."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.bodies import MEMBERS, keyset_from_body
from headframe.core.keyset.chain import TrustedKeyset
from headframe.core.keyset.records import (
    COSIGN_CLASSES,
    Custody,
    IssuerGrant,
    KeyHolders,
    Keyset,
    KeysetPolicy,
)
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import checked_public_key
from headframe.core.signing.strict_json import decode_body
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.keys.certificates import NodeCertificates
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.principals import Principal


@dataclass(frozen=True, slots=True)
class KeyChanges:
    """What is to be different in the next Keyset. `cosign_classes` None: as it is."""

    add_admins: tuple[bytes, ...] = ()
    remove_admins: frozenset[str] = field(default_factory=frozenset)
    revoke_issuers: frozenset[str] = field(default_factory=frozenset)
    cosign_classes: frozenset[str] | None = None
    rotate_root: bool = False


class KeyDesk:
    """The keys of one organisation."""

    def __init__(self, keys: OrgKeys, nodes: NodeCertificates, journal: ActivityJournal) -> None:
        self.keys = keys
        self.nodes = nodes
        self._journal = journal

    async def change(self, principal: Principal, wanted: KeyChanges) -> TrustedKeyset:
        """Make the next Keyset here, with custody `managed`.

        Raises:
            HeadframeError: KEY_NOT_HELD with custody `operator`; INVALID_REQUEST for what cannot stand.
        """
        if not self.keys.holds_root:
            raise HeadframeError(
                Code.KEY_NOT_HELD,
                "Operators hold the root keys of this organisation: the change is signed by one of them, with"
                " `headframe keys`.",
            )
        changes = self._changes(wanted)
        if "admin" in changes:
            await self.nodes.check(replace(self.keys.keyset().keyset, admin=changes["admin"]))
        if changes:
            await self.keys.change(**changes)
        if wanted.rotate_root:
            await self.keys.rotate_root()
        await self._tell(principal, _words(wanted))
        return self.keys.keyset()

    async def accept(self, principal: Principal, document: SignedDocument) -> TrustedKeyset:
        """Take a Keyset that operators signed. The first such one moves custody to them.

        Raises:
            HeadframeError: INVALID_REQUEST for what is no Keyset, or would leave this server without a key to
                sign commands; COMMAND_UNTRUSTED where it breaks the chain; KEY_NOT_HELD, CONFLICT.
        """
        keyset = _read(document)
        self._check_usable(keyset)
        await self.nodes.check(keyset)
        if self.keys.keyset().keyset.custody is Custody.MANAGED:
            self._check_hand_over(keyset)
            await self.keys.hand_over(document)
            await self._tell(principal, "operators took the root and admin keys over")
        else:
            await self.keys.accept(document)
            await self._tell(principal, "a Keyset signed by operators was taken")
        return self.keys.keyset()

    def draft_issuer(self) -> IssuerGrant:
        """A key of this server for the next Keyset to name as an issuer."""
        return self.keys.fresh_issuer()

    def _changes(self, wanted: KeyChanges) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        if wanted.add_admins or wanted.remove_admins:
            changes["admin"] = self._admins(wanted)
        if wanted.revoke_issuers:
            changes["revoked"] = wanted.revoke_issuers
            if not self.keys.held_issuers - wanted.revoke_issuers:
                changes["issuers"] = (self.keys.fresh_issuer(),)
        if wanted.cosign_classes is not None:
            _check_classes(wanted.cosign_classes)
            changes["policy"] = KeysetPolicy(wanted.cosign_classes)
        self._check_signable(changes)
        return changes

    def _admins(self, wanted: KeyChanges) -> KeyHolders:
        admin = self.keys.keyset().keyset.admin
        if self.keys.admin_key_id in wanted.remove_admins:
            raise HeadframeError(Code.INVALID_REQUEST, "The admin key of this server itself stays.")
        left = [key for name, key in admin.by_id().items() if name not in wanted.remove_admins]
        try:
            keys = tuple(dict.fromkeys([*left, *map(checked_public_key, wanted.add_admins)]))
        except SigningError as error:
            raise HeadframeError(Code.INVALID_REQUEST, f"This is no admin key: {error}.") from error
        return KeyHolders(keys, admin.threshold)

    def _check_signable(self, changes: dict[str, Any]) -> None:
        """That there is somebody who can sign what the policy asks for."""
        present = self.keys.keyset().keyset
        admin, policy = changes.get("admin", present.admin), changes.get("policy", present.policy)
        outside = admin.by_id().keys() - present.revoked - {self.keys.admin_key_id}
        if policy.cosign_classes and not outside:
            raise HeadframeError(
                Code.INVALID_REQUEST,
                "There would be no admin key outside of this server that could sign: make one with"
                " `headframe keys add-admin`, or ask for no signature with `headframe keys policy --none`.",
            )

    def _check_usable(self, keyset: Keyset) -> None:
        _check_classes(keyset.policy.cosign_classes)
        named = {each.key_id for each in keyset.issuers} - keyset.revoked
        if not any(self.keys.has_issuer(each) for each in named):
            raise HeadframeError(
                Code.INVALID_REQUEST,
                "This Keyset names no issuer of this server, which could then sign nothing: name one as well"
                " (`headframe keys renew-issuer`).",
            )

    def _check_hand_over(self, keyset: Keyset) -> None:
        """That the keys move to operators and nothing else is slipped in with the server's own signature."""
        present = self.keys.keyset().keyset
        shared = set(present.root.keys) & set(keyset.root.keys)
        if keyset.custody is not Custody.OPERATOR:
            problem = "with custody `managed` this server makes the Keysets"
        elif shared or not keyset.admin.keys or self.keys.admin_key_id in keyset.admin.by_id():
            problem = "root and admin keys have to be the operators' own"
        elif not set(keyset.issuers) <= set(present.issuers):
            problem = "it names issuers that this server does not know"
        else:
            return
        raise HeadframeError(Code.INVALID_REQUEST, f"This Keyset is not taken: {problem}.")

    async def _tell(self, principal: Principal, what: str) -> None:
        keyset = self.keys.keyset().keyset
        await self._journal.record(
            principal,
            "keys.changed",
            f"changed the keys of the organisation: {what} (Keyset {keyset.version})",
            details={"version": keyset.version, "custody": keyset.custody.value},
        )


def _check_classes(classes: Collection[str]) -> None:
    unknown = sorted(set(classes) - {kind.value for kind in COSIGN_CLASSES})
    if unknown:
        known = ", ".join(sorted(COSIGN_CLASSES))
        raise HeadframeError(
            Code.INVALID_REQUEST, f"No admin's signature can be asked for {', '.join(unknown)}; for {known}."
        )


def _read(document: SignedDocument) -> Keyset:
    try:
        return keyset_from_body(decode_body(document.body, MEMBERS))
    except SigningError as error:
        raise HeadframeError(Code.INVALID_REQUEST, f"This is no Keyset: {error}.") from error


def _words(wanted: KeyChanges) -> str:
    said = []
    if wanted.add_admins:
        said.append("admin keys added")
    if wanted.remove_admins:
        said.append("admin keys removed")
    if wanted.revoke_issuers:
        said.append("issuers revoked")
    if wanted.cosign_classes is not None:
        classes = ", ".join(sorted(wanted.cosign_classes))
        said.append(f"an admin signs {classes}" if classes else "no command needs an admin's signature")
    if wanted.rotate_root:
        said.append("another root key")
    return "; ".join(said)
