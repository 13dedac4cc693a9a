"""The first run: there is an admin, and a way for that person to get in."""

from dataclasses import dataclass, field

from headframe.core.access import Role
from headframe.core.actors import Actor, ActorType
from headframe.core.people import User
from headframe.kit.clock import Clock
from headframe.kit.passwords import PasswordHasher, check_password_rules
from headframe.server.services.api_keys import ApiKeyService
from headframe.server.services.principals import Principal
from headframe.server.services.users import UserService
from headframe.server.stores.ports import PeopleStore

ADMIN_NAME = "admin"
CLI_KEY_NAME = "command line on the server"


@dataclass(frozen=True, slots=True)
class FirstRun:
    """Makes the admin of an organisation, its one-time link, and a key for the local command line."""

    org_id: int
    people: PeopleStore
    users: UserService
    api_keys: ApiKeyService
    hasher: PasswordHasher = field(repr=False)
    clock: Clock

    async def admin(self) -> User:
        """The first enabled admin, made where there is none."""
        for user in await self.people.users(self.org_id):
            if user.role is Role.ADMIN and not user.disabled:
                return user
        return await self.people.add_user(
            self.org_id, name=ADMIN_NAME, role=Role.ADMIN, password_hash="", now_ms=self.clock.now_ms()
        )

    async def set_password(self, password: str) -> User:
        """Give the admin a password, unless there is one already.

        Raises HeadframeError INVALID_REQUEST for a password against the rules.
        """
        admin = await self.admin()
        if admin.password_hash:
            return admin
        check_password_rules(password, user_name=admin.name)
        encoded = await self.hasher.hash(password)
        return await self.people.update_user(self.org_id, admin.id, password_hash=encoded)

    async def link_token(self) -> str | None:
        """A fresh one-time token while no admin can sign in; None once one can."""
        admin = await self.admin()
        if not await self.users.setup_needed(self.org_id):
            return None
        return (await self.users.setup_link(admin)).token

    async def cli_key(self) -> str:
        """A key with the admin's abilities, for who can read this server's private files anyway."""
        admin = await self.admin()
        actor = Actor(ActorType.USER, str(admin.id), admin.name)
        principal = Principal(self.org_id, Role.ADMIN, actor, user=admin)
        issued = await self.api_keys.issue(principal, name=CLI_KEY_NAME, role=Role.ADMIN, expires_at_ms=None)
        return issued.secret
