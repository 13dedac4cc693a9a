"""Who a node is and which sessions it has, as a server keeps it. Nothing here lets anybody in."""

from dataclasses import dataclass, field
from enum import StrEnum

from headframe.core.commands.payloads import SealedSecret
from headframe.core.sessions.generations import Generation
from headframe.core.signing.documents import SignedDocument

ROTATION_MS = 24 * 3_600_000
"""How long an api key is still taken after another was made."""


class Standing(StrEnum):
    """Whether a node is let in. HELD: it may have been copied, and an operator has to decide."""

    ACTIVE = "ACTIVE"
    HELD = "HELD"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """An enrolled node: its certificate, the newest handshake, and whether it is let in.

    `fingerprint` is what people compared when the certificate was signed.
    """

    org_id: int
    node_id: int
    certificate: SignedDocument
    fingerprint: bytes
    enrolled_at_ms: int
    generation: Generation = field(default_factory=Generation)
    standing: Standing = Standing.ACTIVE
    standing_since_ms: int | None = None
    standing_reason: str = ""


@dataclass(frozen=True, slots=True)
class NodeApiKey:
    """An api key of a node by its id; of the key itself only the digest is kept.

    `sealed` is the key as the node alone can read it, until it was used first.
    """

    key_id: str
    org_id: int
    node_id: int
    secret_sha256: bytes
    created_at_ms: int
    sealed: SealedSecret | None = None
    first_used_ms: int | None = None
    ends_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a node is asked to sign, once."""

    challenge_sha256: bytes
    org_id: int
    node_id: int
    api_key_id: str
    node_nonce: bytes
    server_nonce: bytes
    expires_at_ms: int


@dataclass(frozen=True, slots=True)
class NodeSession:
    """A session of a node by the digest of its token. `generation` is that of its handshake."""

    token_sha256: bytes
    org_id: int
    node_id: int
    generation: int
    created_at_ms: int
    expires_at_ms: int
