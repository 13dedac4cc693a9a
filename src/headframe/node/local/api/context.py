"""What a local handler gets."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from headframe.core.errors import Code, HeadframeError
from headframe.kit.web.origin import address_of
from headframe.node.local.api.parts import LocalParts
from headframe.node.local.sessions import LocalSession


@dataclass(frozen=True, slots=True)
class Context:
    """One request's surroundings. `signed_in` is None on public routes."""

    parts: LocalParts
    signed_in: LocalSession | None
    address: str

    @property
    def session(self) -> LocalSession:
        """The session of a route that is not public."""
        if self.signed_in is None:
            raise HeadframeError(Code.NOT_SIGNED_IN)
        return self.signed_in


def _context(request: Request) -> Context:
    return Context(request.app.state.parts, request.scope["state"].get("session"), address_of(request))


Ctx = Annotated[Context, Depends(_context)]
