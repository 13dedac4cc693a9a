"""API keys: issue, authenticate, revoke. A key's secret is shown once and kept only as a hash."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from headframe.core.access import GRANTS, Role
from headframe.core.errors import Code, HeadframeError
from headframe.core.people import ApiKey
from headframe.kit.clock import Clock
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.principals import Principal
from headframe.server.services.sign_in import token_hash
from headframe.server.stores.ports import PeopleStore

SCHEME = "hf_"
PREFIX_CHARS = 8
SECRET_BYTES = 32
MAX_SECRET_CHARS = 128
MAX_KEYS = 500
"""Keys of one organisation that are not revoked."""
TOUCH_INTERVAL_MS = 60_000


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key with its secret, for the one answer that shows it."""

    key: ApiKey
    secret: str = field(repr=False)


class ApiKeyService:
    """Keys of an organisation."""

    def __init__(self, people: PeopleStore, clock: Clock, journal: ActivityJournal) -> None:
        self._people = people
        self._clock = clock
        self._journal = journal

    async def issue(
        self, principal: Principal, *, name: str, role: Role, expires_at_ms: int | None
    ) -> IssuedKey:
        """A new key of at most the issuer's own abilities."""
        user = principal.require_user()
        if not GRANTS[role] <= GRANTS[principal.role]:
            raise HeadframeError(Code.NOT_PERMITTED, f"Your role cannot give out the role {role}.")
        now = self._clock.now_ms()
        if expires_at_ms is not None and expires_at_ms <= now:
            raise HeadframeError(Code.INVALID_REQUEST, "The key would have expired already.")
        active = [key for key in await self._people.api_keys(principal.org_id) if key.revoked_at_ms is None]
        if len(active) >= MAX_KEYS:
            raise HeadframeError(Code.LIMIT_REACHED, f"At most {MAX_KEYS} API keys; revoke one first.")
        prefix = SCHEME + secrets.token_hex(PREFIX_CHARS // 2)
        secret = f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
        draft = ApiKey(
            id=0,
            org_id=principal.org_id,
            name=name,
            role=role,
            prefix=prefix,
            secret_sha256=token_hash(secret),
            created_by=user.id,
            created_at_ms=now,
            expires_at_ms=expires_at_ms,
        )
        key = await self._people.add_api_key(draft)
        await self._journal.record(
            principal,
            "api_key.issued",
            f"issued the API key {name}",
            details={"key_id": key.id, "role": role},
        )
        return IssuedKey(key, secret)

    async def keys(self, principal: Principal) -> Sequence[ApiKey]:
        """All keys, revoked ones too, newest first."""
        return await self._people.api_keys(principal.org_id)

    async def revoke(self, principal: Principal, key_id: int) -> ApiKey:
        """End a key at once."""
        key = await self._people.revoke_api_key(principal.org_id, key_id, now_ms=self._clock.now_ms())
        await self._journal.record(
            principal, "api_key.revoked", f"revoked the API key {key.name}", details={"key_id": key.id}
        )
        return key

    async def authenticate(self, secret: str) -> Principal | None:
        """Whose key it is; None for an unknown, revoked or expired one.

        Also None where its issuer is gone, disabled, or could not give out its role today.
        """
        if not secret.startswith(SCHEME) or len(secret) > MAX_SECRET_CHARS:
            return None
        key = await self._people.api_key_by_hash(token_hash(secret))
        now = self._clock.now_ms()
        if key is None or key.revoked_at_ms is not None:
            return None
        if key.expires_at_ms is not None and now >= key.expires_at_ms:
            return None
        issuer = await self._people.user(key.org_id, key.created_by)
        if issuer is None or issuer.disabled or not GRANTS[key.role] <= GRANTS[issuer.role]:
            return None
        if key.last_used_ms is None or now - key.last_used_ms >= TOUCH_INTERVAL_MS:
            await self._people.touch_api_key(key.id, now_ms=now)
        return Principal.of_key(key)
