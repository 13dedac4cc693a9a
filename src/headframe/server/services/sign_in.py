"""Sign-in, sessions, the one-time set-up link, and the change of one's own password."""

import hashlib
import secrets
from dataclasses import dataclass, field

from headframe.core.errors import Code, HeadframeError
from headframe.core.people import Session, User
from headframe.kit.clock import Clock
from headframe.kit.limits import AttemptLimiter
from headframe.kit.passwords import MAX_CHARS, PasswordHasher, check_password_rules
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.principals import Principal
from headframe.server.stores.ports import PeopleStore

TOKEN_BYTES = 32
ATTEMPTS_PER_NAME_AND_ADDRESS = 5
ATTEMPTS_PER_ADDRESS = 30
TOUCH_INTERVAL_MS = 60_000
"""A session in use is prolonged at most this often."""


@dataclass(frozen=True, slots=True)
class SessionPolicy:
    """How long a browser stays signed in: unused, and at most."""

    idle_seconds: int = 8 * 3600
    absolute_seconds: int = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session. `token` goes into the cookie and is kept nowhere."""

    principal: Principal
    session: Session
    token: str = field(repr=False)


def token_hash(token: str) -> bytes:
    """SHA-256 of a random token: all that is stored of it."""
    return hashlib.sha256(token.encode()).digest()


class SignInService:
    """Turns passwords and links into sessions, and tokens into principals."""

    def __init__(
        self,
        people: PeopleStore,
        hasher: PasswordHasher,
        clock: Clock,
        journal: ActivityJournal,
        policy: SessionPolicy,
    ) -> None:
        self._people = people
        self._hasher = hasher
        self._clock = clock
        self._journal = journal
        self._policy = policy
        self._per_name = AttemptLimiter(clock, free_attempts=ATTEMPTS_PER_NAME_AND_ADDRESS)
        self._per_address = AttemptLimiter(clock, free_attempts=ATTEMPTS_PER_ADDRESS)

    async def sign_in(self, name: str, password: str, *, address: str) -> SignedIn:
        """A session for a right name and password; SIGN_IN_FAILED says nothing about which was wrong."""
        name_key = f"{address}\0{name.casefold()}"
        self._per_name.begin(name_key)
        self._per_address.begin(address)
        user = await self._people.user_by_name(name)
        encoded = user.password_hash if user and not user.disabled else ""
        if not await self._hasher.verify(encoded, password[:MAX_CHARS]) or user is None:
            raise HeadframeError(Code.SIGN_IN_FAILED)
        self._per_name.succeeded(name_key)
        self._per_address.succeeded(address)
        if self._hasher.is_outdated(encoded):
            await self._set_password(user, password)
        return await self._begin(user, "user.signed_in", "signed in")

    async def use_setup_link(self, token: str, password: str, *, address: str) -> SignedIn:
        """Consume the link, set the password and sign in. SETUP_LINK_INVALID for any bad link."""
        self._per_address.begin(address)
        check_password_rules(password, user_name="")
        link = await self._people.take_setup_link(token_hash(token), now_ms=self._clock.now_ms())
        user = await self._people.user(link.org_id, link.user_id) if link else None
        if user is None or user.disabled:
            raise HeadframeError(Code.SETUP_LINK_INVALID)
        self._per_address.succeeded(address)
        await self._set_password(user, password)
        await self._people.end_sessions_of(user.org_id, user.id)
        return await self._begin(user, "user.set_up", "set a first password by a one-time link")

    async def change_password(self, principal: Principal, old: str, new: str, *, address: str) -> SignedIn:
        """Set a new password, end all sessions of the person, and begin a fresh one."""
        user = principal.require_user()
        key = f"{address}\0{user.name.casefold()}"
        self._per_name.begin(key)
        if not await self._hasher.verify(user.password_hash, old[:MAX_CHARS]):
            raise HeadframeError(Code.SIGN_IN_FAILED, "The present password is wrong.")
        self._per_name.succeeded(key)
        check_password_rules(new, user_name=user.name, where="/new_password")
        await self._set_password(user, new)
        await self._people.end_sessions_of(user.org_id, user.id)
        return await self._begin(user, "user.password_changed", "changed the own password")

    async def sign_out(self, principal: Principal) -> None:
        """End the caller's session; an API key has none."""
        if principal.session:
            await self._people.end_session(principal.session.token_sha256)
            await self._journal.record(
                principal, "user.signed_out", f"{principal.actor.display_name} signed out"
            )

    async def authenticate(self, token: str) -> Principal | None:
        """Who holds a session token; None for none, an expired one, or a disabled person."""
        session = await self._people.session(token_hash(token))
        now = self._clock.now_ms()
        if session is None or now >= session.expires_at_ms:
            return None
        user = await self._people.user(session.org_id, session.user_id)
        if user is None or user.disabled:
            return None
        if now - session.last_seen_ms >= TOUCH_INTERVAL_MS:
            await self._people.touch_session(
                session.token_sha256, last_seen_ms=now, expires_at_ms=self._expiry(session.created_at_ms, now)
            )
        return Principal.of_session(user, session)

    async def _begin(self, user: User, verb: str, words: str) -> SignedIn:
        now = self._clock.now_ms()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session = Session(
            token_sha256=token_hash(token),
            org_id=user.org_id,
            user_id=user.id,
            created_at_ms=now,
            expires_at_ms=self._expiry(now, now),
            last_seen_ms=now,
            csrf_token=secrets.token_urlsafe(TOKEN_BYTES),
        )
        await self._people.add_session(session)
        user = await self._people.update_user(user.org_id, user.id, last_sign_in_ms=now)
        principal = Principal.of_session(user, session)
        await self._journal.record(principal, verb, f"{user.name} {words}")
        return SignedIn(principal, session, token)

    async def _set_password(self, user: User, password: str) -> None:
        encoded = await self._hasher.hash(password)
        await self._people.update_user(user.org_id, user.id, password_hash=encoded)

    def _expiry(self, created_at_ms: int, now_ms: int) -> int:
        latest = created_at_ms + self._policy.absolute_seconds * 1000
        return min(now_ms + self._policy.idle_seconds * 1000, latest)
