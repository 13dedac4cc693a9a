# ruff: noqa: D102 - what each method promises is written at its port
"""People, sessions, keys and links in dictionaries."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

from headframe.core.access import Role
from headframe.core.errors import Code, HeadframeError
from headframe.core.people import ApiKey, Session, SetupLink, User
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.rules.admins import keep_an_admin
from headframe.server.stores.rules.lookups import found, name_key, taken


class MemoryPeople(Failing):
    """PeopleStore."""

    def __init__(self) -> None:
        super().__init__()
        self._orgs: dict[str, int] = {}
        self._users: dict[int, User] = {}
        self._sessions: dict[bytes, Session] = {}
        self._keys: dict[int, ApiKey] = {}
        self._links: dict[bytes, SetupLink] = {}
        self._ids = itertools.count(1)

    async def ensure_org(self, name: str) -> int:
        if name not in self._orgs:
            self._orgs[name] = next(self._ids)
        return self._orgs[name]

    async def add_user(self, org_id: int, *, name: str, role: Role, password_hash: str, now_ms: int) -> User:
        if await self.user_by_name(name):
            raise taken("user", name)
        user = User(next(self._ids), org_id, name, role, password_hash, now_ms)
        self._users[user.id] = user
        return user

    async def user(self, org_id: int, user_id: int) -> User | None:
        user = self._users.get(user_id)
        return user if user and user.org_id == org_id else None

    async def user_by_name(self, name: str) -> User | None:
        wanted = name_key(name)
        return next((user for user in self._users.values() if name_key(user.name) == wanted), None)

    async def users(self, org_id: int) -> Sequence[User]:
        mine = (user for user in self._users.values() if user.org_id == org_id)
        return sorted(mine, key=lambda user: (name_key(user.name), user.id))

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
        user = found(await self.user(org_id, user_id), "user", user_id)
        changed = replace(
            user,
            role=user.role if role is None else role,
            password_hash=user.password_hash if password_hash is None else password_hash,
            disabled=user.disabled if disabled is None else disabled,
            last_sign_in_ms=user.last_sign_in_ms if last_sign_in_ms is None else last_sign_in_ms,
        )
        keep_an_admin(await self.users(org_id), user, changed)
        self._users[user_id] = changed
        return changed

    async def remove_user(self, org_id: int, user_id: int) -> None:
        user = found(await self.user(org_id, user_id), "user", user_id)
        keep_an_admin(await self.users(org_id), user, None)
        del self._users[user_id]
        self._sessions = {k: v for k, v in self._sessions.items() if v.user_id != user_id}
        self._links = {k: v for k, v in self._links.items() if v.user_id != user_id}

    async def add_session(self, session: Session) -> None:
        self._sessions[session.token_sha256] = session

    async def session(self, token_sha256: bytes) -> Session | None:
        return self._sessions.get(token_sha256)

    async def touch_session(self, token_sha256: bytes, *, last_seen_ms: int, expires_at_ms: int) -> None:
        session = self._sessions.get(token_sha256)
        if session:
            self._sessions[token_sha256] = replace(
                session, last_seen_ms=last_seen_ms, expires_at_ms=expires_at_ms
            )

    async def end_session(self, token_sha256: bytes) -> None:
        self._sessions.pop(token_sha256, None)

    async def end_sessions_of(self, org_id: int, user_id: int) -> int:
        theirs = [k for k, v in self._sessions.items() if (v.org_id, v.user_id) == (org_id, user_id)]
        for token in theirs:
            del self._sessions[token]
        return len(theirs)

    async def add_api_key(self, key: ApiKey) -> ApiKey:
        if any(other.secret_sha256 == key.secret_sha256 for other in self._keys.values()):
            raise HeadframeError(Code.ALREADY_EXISTS, "this key exists already")
        kept = replace(key, id=next(self._ids))
        self._keys[kept.id] = kept
        return kept

    async def api_key_by_hash(self, secret_sha256: bytes) -> ApiKey | None:
        return next((key for key in self._keys.values() if key.secret_sha256 == secret_sha256), None)

    async def api_keys(self, org_id: int) -> Sequence[ApiKey]:
        mine = (key for key in self._keys.values() if key.org_id == org_id)
        return sorted(mine, key=lambda key: (key.created_at_ms, key.id), reverse=True)

    async def revoke_api_key(self, org_id: int, key_id: int, *, now_ms: int) -> ApiKey:
        key = self._keys.get(key_id)
        key = found(key if key and key.org_id == org_id else None, "API key", key_id)
        self._keys[key_id] = replace(
            key, revoked_at_ms=now_ms if key.revoked_at_ms is None else key.revoked_at_ms
        )
        return self._keys[key_id]

    async def touch_api_key(self, key_id: int, *, now_ms: int) -> None:
        if key_id in self._keys:
            self._keys[key_id] = replace(self._keys[key_id], last_used_ms=now_ms)

    async def put_setup_link(self, link: SetupLink) -> None:
        self._links = {k: v for k, v in self._links.items() if v.user_id != link.user_id}
        self._links[link.token_sha256] = link

    async def take_setup_link(self, token_sha256: bytes, *, now_ms: int) -> SetupLink | None:
        link = self._links.get(token_sha256)
        if link is None:
            return None
        del self._links[token_sha256]
        return link if now_ms < link.expires_at_ms else None
