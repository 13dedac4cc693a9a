"""The gate in front of every route: who asks, whether the request is theirs, and whether they may.

Routes are `GuardedRoute`s: their rule is looked up when they are made, so that a route without one cannot
exist, and applied before the body is read.
"""

import hmac
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from headframe.core.access import Permission
from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import Clock
from headframe.kit.limits import RateLimiter
from headframe.kit.web.origin import CSRF_HEADER, SAFE_METHODS, address_of, check_origin
from headframe.server.operator.config import OperatorConfig
from headframe.server.operator.permissions import Access, Rule, rule_for
from headframe.server.services.api_keys import ApiKeyService
from headframe.server.services.principals import Principal
from headframe.server.services.sign_in import SignInService

MAX_TOKEN_CHARS = 256


class Gate:
    """Authenticates by bearer token or cookie, limits rates, refuses forged requests, asks the table."""

    def __init__(
        self, sign_in: SignInService, api_keys: ApiKeyService, config: OperatorConfig, clock: Clock
    ) -> None:
        self._sign_in = sign_in
        self._api_keys = api_keys
        self._config = config
        self._known = RateLimiter(clock, per_second=config.requests_per_second, burst=config.request_burst)
        self._anonymous = RateLimiter(
            clock, per_second=config.anonymous_per_second, burst=config.anonymous_burst
        )

    async def admit(self, connection: HTTPConnection, method: str, rule: Rule) -> Principal | None:
        """The caller, allowed in; None on public routes. Raises what the caller is to be told."""
        unsafe = method not in SAFE_METHODS
        bearer = bearer_token(connection.headers)
        if unsafe and bearer is None:
            check_origin(connection.headers)
        if rule is Access.PUBLIC:
            self._anonymous.spend(address_of(connection))
            return None
        principal = await self._authenticate(connection, bearer)
        self._known.spend(principal.rate_key)
        if unsafe and principal.session and not _same(connection, principal.session.csrf_token):
            raise HeadframeError(Code.CSRF_REJECTED, "The X-CSRF-Token header is missing or wrong.")
        if isinstance(rule, Permission):
            principal.require(rule)
        if rule is Access.PERSON:
            principal.require_user()
        return principal

    def spend(self, principal: Principal) -> None:
        """Count a message that is no request. RATE_LIMITED."""
        self._known.spend(principal.rate_key)

    async def still_admitted(self, connection: HTTPConnection, principal: Principal) -> bool:
        """Whether a long-lived connection's caller could still open it, with the same role."""
        try:
            present = await self._authenticate(connection, bearer_token(connection.headers))
        except HeadframeError:
            return False
        return present.rate_key == principal.rate_key and present.role == principal.role

    async def _authenticate(self, connection: HTTPConnection, bearer: str | None) -> Principal:
        token = connection.cookies.get(self._config.cookie_name, "")
        principal = None
        if bearer is not None:
            principal = await self._api_keys.authenticate(bearer)
        elif token and len(token) <= MAX_TOKEN_CHARS:
            principal = await self._sign_in.authenticate(token)
        if principal is None:
            self._anonymous.spend(address_of(connection))
            raise HeadframeError(Code.NOT_SIGNED_IN)
        return principal


class GuardedRoute(APIRoute):
    """A route that the gate stands before."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with the gate in front."""
        inner = super().get_route_handler()
        rules = {method: rule_for(method, self.path) for method in self.methods or ()}

        async def guarded(request: Request) -> Response:
            gate: Gate = request.app.state.gate
            rule = rules[request.method]
            request.scope["state"]["principal"] = await gate.admit(request, request.method, rule)
            return await inner(request)

        return guarded


def bearer_token(headers: Headers) -> str | None:
    """The bearer token; None without an Authorization header, "" for another scheme."""
    authorization = headers.get("authorization")
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _same(connection: HTTPConnection, expected: str) -> bool:
    given = connection.headers.get(CSRF_HEADER, "")
    return hmac.compare_digest(given.encode(), expected.encode())
