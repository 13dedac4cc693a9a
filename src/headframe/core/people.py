"""People and keys that use the API. Secrets appear only as hashes."""

from dataclasses import dataclass, field

from headframe.core.access import Role


@dataclass(frozen=True, slots=True)
class User:
    """A person. `password_hash` is argon2id, or empty until the set-up link is used."""

    id: int
    org_id: int
    name: str
    role: Role
    password_hash: str = field(repr=False)
    created_at_ms: int
    disabled: bool = False
    last_sign_in_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. Only the SHA-256 of its token is kept."""

    token_sha256: bytes = field(repr=False)
    org_id: int
    user_id: int
    created_at_ms: int
    expires_at_ms: int
    last_seen_ms: int
    csrf_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key for scripts. Only the SHA-256 of its secret is kept; `prefix` lets people recognise it."""

    id: int
    org_id: int
    name: str
    role: Role
    prefix: str
    secret_sha256: bytes = field(repr=False)
    created_by: int
    created_at_ms: int
    expires_at_ms: int | None = None
    last_used_ms: int | None = None
    revoked_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class SetupLink:
    """A one-time link that lets its bearer set a user's first password."""

    token_sha256: bytes = field(repr=False)
    org_id: int
    user_id: int
    expires_at_ms: int
