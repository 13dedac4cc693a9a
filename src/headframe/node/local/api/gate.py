"""The gate in front of every local route: whose session, whether the request is theirs, and not too many.

Every route needs a session but for two: what the page asks before anybody signs in, and signing in.
"""

import hmac
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.requests import HTTPConnection

from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import Clock
from headframe.kit.limits import RateLimiter
from headframe.kit.web.origin import CSRF_HEADER, SAFE_METHODS, address_of, check_origin
from headframe.node.local.sessions import LocalSession
from headframe.node.local.sign_in import LocalSignIn

COOKIE = "__Host-headframe-node"
"""Not the server's: cookies do not tell ports apart, and both may be on one host."""
PERSON_HEADER = "x-headframe-person"
"""On requests of a page that somebody touched just now: one that only refreshes itself is idle."""
MAX_TOKEN_CHARS = 256
PUBLIC = frozenset({("GET", "/bootstrap"), ("POST", "/sign-in")})
REQUESTS_PER_SECOND, REQUEST_BURST = 50.0, 200.0
ANONYMOUS_PER_SECOND, ANONYMOUS_BURST = 5.0, 40.0


class LocalGate:
    """Authenticates by cookie, refuses forged requests, limits rates."""

    def __init__(self, sign_in: LocalSignIn, clock: Clock) -> None:
        self._sign_in = sign_in
        self._known = RateLimiter(clock, per_second=REQUESTS_PER_SECOND, burst=REQUEST_BURST)
        self._anonymous = RateLimiter(clock, per_second=ANONYMOUS_PER_SECOND, burst=ANONYMOUS_BURST)

    def admit(self, connection: HTTPConnection, method: str, path: str) -> LocalSession | None:
        """The session, None on public routes.

        Raises:
            HeadframeError: CSRF_REJECTED, NOT_SIGNED_IN, RATE_LIMITED.
        """
        unsafe = method not in SAFE_METHODS
        if unsafe:
            check_origin(connection.headers)
        if (method, path) in PUBLIC:
            self._anonymous.spend(address_of(connection))
            return None
        session = self.session(connection)
        if unsafe and not _has_token(connection, session):
            raise HeadframeError(Code.CSRF_REJECTED, "The X-CSRF-Token header is missing or wrong.")
        if unsafe or PERSON_HEADER in connection.headers:
            self._sign_in.used(session)
        return session

    def session(self, connection: HTTPConnection) -> LocalSession:
        """The session of the cookie. NOT_SIGNED_IN, RATE_LIMITED."""
        token = connection.cookies.get(COOKIE, "")
        session = self._sign_in.authenticate(token) if 0 < len(token) <= MAX_TOKEN_CHARS else None
        if session is None:
            self._anonymous.spend(address_of(connection))
            raise HeadframeError(Code.NOT_SIGNED_IN)
        self._known.spend(session.key)
        return session


class LocalRoute(APIRoute):
    """A route that the gate stands before."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with the gate in front."""
        inner = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            gate: LocalGate = request.app.state.gate
            request.scope["state"]["session"] = gate.admit(request, request.method, self.path)
            return await inner(request)

        return guarded


def local_router(tag: str) -> APIRouter:
    """A router whose routes are all guarded."""
    return APIRouter(route_class=LocalRoute, tags=[tag])


def _has_token(connection: HTTPConnection, session: LocalSession) -> bool:
    given = connection.headers.get(CSRF_HEADER, "")
    return hmac.compare_digest(given.encode(), session.csrf_token.encode())
