"""Metrics and health over HTTP, on an address of their own."""

import contextlib
import hmac
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import AsyncIterator, Sequence

import structlog
from prometheus_client import make_asgi_app
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from headframe.core.errors import HeadframeError
from headframe.kit.monitoring.health import LIVE, LIVE_PATH, READY_PATH, Health
from headframe.kit.monitoring.listening import USER, MonitorListen
from headframe.kit.monitoring.meters import Meters
from headframe.kit.web.serving import serving

log = structlog.get_logger(__name__)

METRICS_PATH = "/metrics"
CHALLENGE = {"WWW-Authenticate": 'Basic realm="metrics"'}


@contextlib.asynccontextmanager
async def served(listen: MonitorListen, meters: Meters, health: Health) -> AsyncIterator[None]:
    """Serve for as long as the block; not at all where the address is taken and `optional`.

    Raises:
        HeadframeError: INVALID_REQUEST where the address is taken, or TLS cannot use a file.
    """
    async with contextlib.AsyncExitStack() as stack:
        app = _application(listen, meters, health)
        try:
            await stack.enter_async_context(serving(app, listen, client_authority=listen.client_authority))
        except HeadframeError as error:
            if not listen.optional:
                raise
            log.warning("metrics_not_served", why=error.message)
        else:
            log.info("metrics_served", url=f"{listen.url}{METRICS_PATH}")
        yield


def health_routes(health: Health) -> Sequence[Route]:
    """Whether the process lives, and whether it is ready: open to anybody."""

    async def live(_request: Request) -> Response:
        return JSONResponse(LIVE)

    async def ready(_request: Request) -> Response:
        verdict = await health.verdict()
        return JSONResponse(verdict.body(), verdict.status)

    return [Route(LIVE_PATH, live, methods=["GET"]), Route(READY_PATH, ready, methods=["GET"])]


def _application(listen: MonitorListen, meters: Meters, health: Health) -> Starlette:
    told = make_asgi_app(meters.registry)

    async def read_and_told(scope: Scope, receive: Receive, send: Send) -> None:
        await meters.read()
        await told(scope, receive, send)

    metrics = Guarded(read_and_told, listen.password)
    return Starlette(routes=[*health_routes(health), Route(METRICS_PATH, metrics, methods=["GET"])])


class Guarded:
    """An ASGI application behind basic authentication, where there is a password."""

    def __init__(self, app: ASGIApp, password: str) -> None:
        self._app = app
        self._expected = f"{USER}:{password}".encode() if password else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if self._lets_in(Request(scope).headers.get("authorization", "")):
            await self._app(scope, receive, send)
            return
        refusal = PlainTextResponse("metrics need a password\n", 401, CHALLENGE)
        await refusal(scope, receive, send)

    def _lets_in(self, authorization: str) -> bool:
        if self._expected is None:
            return True
        scheme, _, encoded = authorization.partition(" ")
        try:
            given = b64decode(encoded, validate=True) if scheme.lower() == "basic" else b""
        except (Base64Error, ValueError):
            return False
        return hmac.compare_digest(given, self._expected)
