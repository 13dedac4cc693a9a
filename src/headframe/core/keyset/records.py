"""What a Keyset says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from headframe.core.commands.kinds import CommandKind
from headframe.core.signing.keys import key_id

EVERY = "*"
"""In a scope: all nodes, or all classes of commands."""
MAX_ISSUER_MS = 90 * 86_400_000
"""The longest window of an issuer: a stolen key ends by itself."""


class Custody(StrEnum):
    """Who holds the root keys: the server (sealed), or the operator (offline)."""

    MANAGED = "managed"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class KeyHolders:
    """Public keys of which `threshold` different ones have to sign."""

    keys: tuple[bytes, ...]
    threshold: int

    def by_id(self) -> Mapping[str, bytes]:
        """The keys by their ids."""
        return {key_id(key): key for key in self.keys}


@dataclass(frozen=True, slots=True)
class IssuerGrant:
    """A key of a server, the window in which it may sign, and for which nodes and classes."""

    public_key: bytes
    not_before_ms: int
    not_after_ms: int
    nodes: tuple[str, ...] = (EVERY,)
    classes: tuple[str, ...] = (EVERY,)

    @property
    def key_id(self) -> str:
        """The id of its key."""
        return key_id(self.public_key)

    def covers(self, *, node_id: str, command_class: str, at_ms: int) -> bool:
        """Whether it may sign this class of command for this node at this time."""
        return (
            self.not_before_ms <= at_ms < self.not_after_ms
            and (node_id in self.nodes or EVERY in self.nodes)
            and (command_class in self.classes or EVERY in self.classes)
        )


COSIGNABLE = frozenset(
    {
        CommandKind.UPDATE_POOLS,
        CommandKind.UPDATE_FIRMWARE,
        CommandKind.UPDATE_PASSWORD,
        CommandKind.PAIR,
        CommandKind.UNPAIR,
    }
)
"""Kinds for which nodes know how to ask for an admin's signature beside the server's."""
COSIGN_CLASSES = COSIGNABLE - {CommandKind.PAIR}
"""Kinds that a policy may name. With PAIR the list of a node's miners would need the signature as well."""


@dataclass(frozen=True, slots=True)
class KeysetPolicy:
    """Rules that a server alone cannot change."""

    cosign_classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Keyset:
    """One version of an organisation's keys. `previous_sha256` is empty for the first version only."""

    org_id: str
    version: int
    previous_sha256: bytes
    issued_at_ms: int
    expires_at_ms: int
    custody: Custody
    root: KeyHolders
    admin: KeyHolders
    issuers: tuple[IssuerGrant, ...] = ()
    revoked: frozenset[str] = frozenset()
    policy: KeysetPolicy = field(default_factory=KeysetPolicy)

    def issuer(self, wanted: str) -> IssuerGrant | None:
        """The issuer of that key id; None for an unknown or revoked one."""
        if wanted in self.revoked:
            return None
        return next((each for each in self.issuers if each.key_id == wanted), None)

    def admins(self) -> Mapping[str, bytes]:
        """Admin keys by id, without revoked ones."""
        return {name: key for name, key in self.admin.by_id().items() if name not in self.revoked}
