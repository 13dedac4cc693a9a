"""What a handler gets: the caller, the use-cases, the stores."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from headframe.core.errors import Code, HeadframeError
from headframe.kit.web.origin import address_of
from headframe.server.operator.deps import OperatorDeps, Services
from headframe.server.operator.gate import GuardedRoute
from headframe.server.services.principals import Principal
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.devices import Moment


@dataclass(frozen=True, slots=True)
class Context:
    """One request's surroundings."""

    deps: OperatorDeps
    services: Services
    caller: Principal | None
    address: str

    @property
    def principal(self) -> Principal:
        """The caller of a route that is not public."""
        if self.caller is None:
            raise HeadframeError(Code.NOT_SIGNED_IN)
        return self.caller

    @property
    def org_id(self) -> int:
        """The caller's organisation: the first argument of every store call."""
        return self.principal.org_id

    @property
    def stores(self) -> Stores:
        """All stores."""
        return self.deps.stores

    async def moment(self) -> Moment:
        """Now, with the bounds that statuses are judged by."""
        return await self.services.settings.moment(self.org_id)


async def _context(request: Request) -> Context:
    return Context(
        deps=request.app.state.deps,
        services=request.app.state.services,
        caller=request.scope["state"].get("principal"),
        address=address_of(request),
    )


Ctx = Annotated[Context, Depends(_context)]


def guarded_router(tag: str) -> APIRouter:
    """A router whose routes are all guarded."""
    return APIRouter(route_class=GuardedRoute, tags=[tag])
