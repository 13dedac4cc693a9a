"""Users of an organisation, as its admins keep them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from headframe.core.access import Role
from headframe.core.errors import Code, HeadframeError
from headframe.core.people import SetupLink, User
from headframe.kit.clock import Clock
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.principals import Principal
from headframe.server.services.sign_in import TOKEN_BYTES, token_hash
from headframe.server.stores.ports import PeopleStore

MAX_USERS = 2_000
SETUP_LINK_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Invitation:
    """A user with the one-time token that sets its password; the token is shown once."""

    user: User
    expires_at_ms: int
    token: str = field(repr=False)


class UserService:
    """Invite, change, remove. Nobody but a user ever knows its password."""

    def __init__(self, people: PeopleStore, clock: Clock, journal: ActivityJournal) -> None:
        self._people = people
        self._clock = clock
        self._journal = journal

    async def users(self, principal: Principal) -> Sequence[User]:
        """All users, by name."""
        return await self._people.users(principal.org_id)

    async def invite(self, principal: Principal, *, name: str, role: Role) -> Invitation:
        """A new user without a password, and the link token that lets it set one."""
        if len(await self._people.users(principal.org_id)) >= MAX_USERS:
            raise HeadframeError(Code.LIMIT_REACHED, f"At most {MAX_USERS} users.")
        user = await self._people.add_user(
            principal.org_id, name=name, role=role, password_hash="", now_ms=self._clock.now_ms()
        )
        invitation = await self.setup_link(user)
        await self._note(principal, "user.invited", f"invited {name} as {role}", user)
        return invitation

    async def renew_link(self, principal: Principal, user_id: int) -> Invitation:
        """A new set-up link: a forgotten password is replaced, never read. Earlier links end."""
        user = await self._existing(principal, user_id)
        invitation = await self.setup_link(user)
        await self._note(principal, "user.link_renewed", f"made a set-up link for {user.name}", user)
        return invitation

    async def change(
        self, principal: Principal, user_id: int, *, role: Role | None, disabled: bool | None
    ) -> User:
        """Change role or access. Disabling ends the user's sessions."""
        await self._existing(principal, user_id)
        user = await self._people.update_user(principal.org_id, user_id, role=role, disabled=disabled)
        if disabled:
            await self._people.end_sessions_of(principal.org_id, user_id)
        await self._note(principal, "user.changed", f"changed the access of {user.name}", user)
        return user

    async def remove(self, principal: Principal, user_id: int) -> None:
        """Remove a user; its sessions, links and API keys stop working."""
        user = await self._existing(principal, user_id)
        await self._people.remove_user(principal.org_id, user_id)
        await self._note(principal, "user.removed", f"removed {user.name}", user)

    async def setup_link(self, user: User) -> Invitation:
        """A fresh one-time token for `user`; also what the command line prints on first start."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        expires = self._clock.now_ms() + SETUP_LINK_SECONDS * 1000
        await self._people.put_setup_link(SetupLink(token_hash(token), user.org_id, user.id, expires))
        return Invitation(user, expires, token)

    async def setup_needed(self, org_id: int) -> bool:
        """Whether no admin of the organisation can sign in yet."""
        users = await self._people.users(org_id)
        return not any(user.role is Role.ADMIN and user.password_hash and not user.disabled for user in users)

    async def _existing(self, principal: Principal, user_id: int) -> User:
        user = await self._people.user(principal.org_id, user_id)
        if user is None:
            raise HeadframeError(Code.NOT_FOUND, f"There is no user {user_id}.")
        return user

    async def _note(self, principal: Principal, verb: str, summary: str, user: User) -> None:
        details: dict[str, str | int | float | bool | None] = {
            "user_id": user.id,
            "role": str(user.role),
            "disabled": user.disabled,
        }
        await self._journal.record(principal, verb, summary, details=details)
