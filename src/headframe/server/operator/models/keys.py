"""The keys of the organisation."""

from typing import Annotated

from pydantic import Field, StringConstraints

from headframe.api.base import Id, Input, Output
from headframe.api.parameters import MAX_WINDOW
from headframe.core.commands.kinds import CommandKind
from headframe.core.keyset.records import Custody, IssuerGrant, KeyHolders
from headframe.core.signing.documents import SignedDocument
from headframe.server.operator.models.documents import DocumentBody
from headframe.server.operator.models.enrollment import FingerprintBody
from headframe.server.services.keys.certificates import NodeCertificate
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.keys.desk import KeyChanges

MAX_KEYS = 16
KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
PublicKey = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Field(description="Ed25519, 32 bytes in hexadecimal.")
]


class HoldersBody(Output):
    """Keys of which `threshold` together sign."""

    key_ids: list[str]
    threshold: int

    @classmethod
    def of(cls, holders: KeyHolders) -> "HoldersBody":
        """From the core's record."""
        return cls(key_ids=sorted(holders.by_id()), threshold=holders.threshold)


class IssuerBody(Output):
    """A key that may sign commands in its window. `held`: by this server."""

    key_id: str
    not_before_ms: int
    not_after_ms: int
    nodes: list[str]
    classes: list[str]
    held: bool
    revoked: bool

    @classmethod
    def of(cls, issuer: IssuerGrant, keys: OrgKeys) -> "IssuerBody":
        """From the core's record."""
        return cls(
            key_id=issuer.key_id,
            not_before_ms=issuer.not_before_ms,
            not_after_ms=issuer.not_after_ms,
            nodes=list(issuer.nodes),
            classes=list(issuer.classes),
            held=issuer.key_id in keys.held_issuers,
            revoked=issuer.key_id in keys.keyset().keyset.revoked,
        )


class KeysBody(Output):
    """The Keyset in force, whole and signed in `document`, and what this server holds of its keys."""

    version: int
    custody: Custody
    issued_at_ms: int
    expires_at_ms: int
    root: HoldersBody
    admin: HoldersBody
    issuers: list[IssuerBody]
    revoked: list[str]
    cosign_classes: list[str]
    holds_root: bool
    holds_admin: bool
    server_admin_key_id: str | None
    renewal_due: Annotated[bool, Field(description="Another issuer has to be named soon.")]
    document: DocumentBody

    @classmethod
    def of(cls, keys: OrgKeys) -> "KeysBody":
        """As it is now."""
        current = keys.keyset()
        keyset = current.keyset
        return cls(
            version=keyset.version,
            custody=keyset.custody,
            issued_at_ms=keyset.issued_at_ms,
            expires_at_ms=keyset.expires_at_ms,
            root=HoldersBody.of(keyset.root),
            admin=HoldersBody.of(keyset.admin),
            issuers=[IssuerBody.of(each, keys) for each in keyset.issuers],
            revoked=sorted(keyset.revoked),
            cosign_classes=sorted(keyset.policy.cosign_classes),
            holds_root=keys.holds_root,
            holds_admin=keys.holds_admin,
            server_admin_key_id=keys.admin_key_id,
            renewal_due=keys.renewal_due,
            document=DocumentBody.of(current.document),
        )


class KeyChangesInput(Input):
    """What is to be different, with custody `managed`. `cosign_classes` null: as it is; empty: none."""

    add_admins: Annotated[list[PublicKey], Field(max_length=MAX_KEYS)] = Field(default_factory=list)
    remove_admins: Annotated[list[KeyId], Field(max_length=MAX_KEYS)] = Field(default_factory=list)
    revoke_issuers: Annotated[list[KeyId], Field(max_length=MAX_KEYS)] = Field(default_factory=list)
    cosign_classes: Annotated[list[CommandKind], Field(max_length=MAX_KEYS)] | None = None
    rotate_root: bool = False

    def to_core(self) -> KeyChanges:
        """The use-case's request."""
        classes = self.cosign_classes
        return KeyChanges(
            add_admins=tuple(bytes.fromhex(each) for each in self.add_admins),
            remove_admins=frozenset(self.remove_admins),
            revoke_issuers=frozenset(self.revoke_issuers),
            cosign_classes=None if classes is None else frozenset(each.value for each in classes),
            rotate_root=self.rotate_root,
        )


class KeysetInput(Input):
    """A Keyset that operators signed."""

    document: DocumentBody


class IssuerDraftBody(Output):
    """A key of this server for the next Keyset to name, from when to when."""

    public_key: str
    not_before_ms: int
    not_after_ms: int

    @classmethod
    def of(cls, issuer: IssuerGrant) -> "IssuerDraftBody":
        """From the core's record."""
        return cls(
            public_key=issuer.public_key.hex(),
            not_before_ms=issuer.not_before_ms,
            not_after_ms=issuer.not_after_ms,
        )


class CertificateBody(Output):
    """Which keys are a node's, as admins signed it, and the words of those keys."""

    node_id: Id
    name: str
    fingerprint: FingerprintBody
    certificate: DocumentBody

    @classmethod
    def of(cls, kept: NodeCertificate) -> "CertificateBody":
        """From the use-case's record."""
        return cls(
            node_id=kept.node_id,
            name=kept.name,
            fingerprint=FingerprintBody.of(kept.fingerprint),
            certificate=DocumentBody.of(kept.certificate),
        )


class SignedCertificate(Input):
    """A node's certificate with more signatures."""

    node_id: Id
    certificate: DocumentBody


class CertificatesInput(Input):
    """Certificates with more signatures."""

    certificates: Annotated[list[SignedCertificate], Field(min_length=1, max_length=MAX_WINDOW)]

    def to_core(self) -> dict[int, SignedDocument]:
        """By node."""
        return {each.node_id: each.certificate.to_core() for each in self.certificates}
