"""Users, sessions, API keys, set-up links."""

from collections.abc import Sequence
from typing import Protocol

from headframe.core.access import Role
from headframe.core.people import ApiKey, Session, SetupLink, User


class PeopleStore(Protocol):
    """Who may use the API."""

    async def ensure_org(self, name: str) -> int:
        """Id of the organisation of that name, made where absent."""
        ...

    async def add_user(self, org_id: int, *, name: str, role: Role, password_hash: str, now_ms: int) -> User:
        """ALREADY_EXISTS when the name is taken (case-insensitively)."""
        ...

    async def user(self, org_id: int, user_id: int) -> User | None:
        """One user."""
        ...

    async def user_by_name(self, name: str) -> User | None:
        """A user of any organisation, for sign-in: names are unique across organisations."""
        ...

    async def users(self, org_id: int) -> Sequence[User]:
        """All users, by name."""
        ...

    async def update_user(
        self,
        org_id: int,
        user_id: int,
        *,
        role: Role | None = None,
        password_hash: str | None = None,
        disabled: bool | None = None,
        last_sign_in_ms: int | None = None,
    ) -> User:
        """Change what is given. CONFLICT when it would leave the organisation without an enabled admin."""
        ...

    async def remove_user(self, org_id: int, user_id: int) -> None:
        """Remove a user with its sessions and links. CONFLICT for the last enabled admin."""
        ...

    async def add_session(self, session: Session) -> None:
        """Keep a session."""
        ...

    async def session(self, token_sha256: bytes) -> Session | None:
        """A session by its token's hash, whatever its age."""
        ...

    async def touch_session(self, token_sha256: bytes, *, last_seen_ms: int, expires_at_ms: int) -> None:
        """Prolong a session."""
        ...

    async def end_session(self, token_sha256: bytes) -> None:
        """Forget a session; absent is fine."""
        ...

    async def end_sessions_of(self, org_id: int, user_id: int) -> int:
        """Forget all sessions of a user; how many there were."""
        ...

    async def add_api_key(self, key: ApiKey) -> ApiKey:
        """Keep a key; its `id` is given by the store."""
        ...

    async def api_key_by_hash(self, secret_sha256: bytes) -> ApiKey | None:
        """A key by its secret's hash, revoked and expired ones too."""
        ...

    async def api_keys(self, org_id: int) -> Sequence[ApiKey]:
        """All keys, newest first."""
        ...

    async def revoke_api_key(self, org_id: int, key_id: int, *, now_ms: int) -> ApiKey:
        """Mark a key revoked."""
        ...

    async def touch_api_key(self, key_id: int, *, now_ms: int) -> None:
        """Note that a key was used; callers do so at most once a minute a key."""
        ...

    async def put_setup_link(self, link: SetupLink) -> None:
        """Keep a link; the user's earlier links end."""
        ...

    async def take_setup_link(self, token_sha256: bytes, *, now_ms: int) -> SetupLink | None:
        """Consume a link: exactly one caller gets it, and none after its expiry."""
        ...
