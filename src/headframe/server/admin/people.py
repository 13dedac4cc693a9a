"""Users of a database, changed by whoever runs the server."""

import getpass
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from headframe.core.access import Role
from headframe.core.actors import Actor, ActorType
from headframe.core.errors import Code, HeadframeError
from headframe.core.people import User
from headframe.kit.clock import SystemClock
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.live import LiveFeed
from headframe.server.services.principals import Principal
from headframe.server.services.users import Invitation, UserService
from headframe.server.stores.opening import open_stores
from headframe.server.stores.ports import PeopleStore

ORGANISATION = "default"
"""The installation's own, as `ServerConfig` has it."""


@dataclass(frozen=True, slots=True)
class People:
    """The users of the installation's organisation."""

    principal: Principal
    store: PeopleStore
    users: UserService

    async def named(self, name: str) -> User:
        """A user; NOT_FOUND with the names there are."""
        known = await self.store.users(self.principal.org_id)
        for user in known:
            if user.name.casefold() == name.casefold():
                return user
        names = ", ".join(user.name for user in known) or "none"
        raise HeadframeError(Code.NOT_FOUND, f"there is no user {name!r}; there are: {names}")

    async def first_admin(self) -> User:
        """The first enabled admin; NOT_FOUND where there is none."""
        for user in await self.store.users(self.principal.org_id):
            if user.role is Role.ADMIN and not user.disabled:
                return user
        raise HeadframeError(Code.NOT_FOUND, "there is no admin yet; the server makes one when it starts")

    async def link(self, user: User) -> Invitation:
        """A new set-up link, noted in the activity log."""
        return await self.users.renew_link(self.principal, user.id)


@asynccontextmanager
async def opened_people(url: str) -> AsyncIterator[People]:
    """The users of a database. Acts are recorded under the name of the account on this machine."""
    async with open_stores(url) as stores:
        org_id = await stores.people.ensure_org(ORGANISATION)
        actor = Actor(ActorType.SYSTEM, "server-console", f"{getpass.getuser()} on the server's console")
        clock = SystemClock()
        journal = ActivityJournal(stores.activity, clock, LiveFeed())
        service = UserService(stores.people, clock, journal)
        yield People(Principal(org_id, Role.ADMIN, actor), stores.people, service)
