"""The one ASGI application of a server: the operator API, the calls of nodes, and the web UI for the rest."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from headframe.kit.monitoring.health import LIVE, LIVE_PATH, READY_PATH, Health
from headframe.kit.web.files import WebFiles


def create_site(operator: ASGIApp, web: WebFiles, health: Health, calls: Sequence[Mount] = ()) -> Starlette:
    """Everything that a browser, a script or a node may ask of this server. `calls` are those of nodes."""
    return Starlette(
        routes=[
            Mount("/api/v1", operator),
            *calls,
            *_health_routes(health),
            Route("/{path:path}", web.serve, methods=["GET"]),
        ]
    )


def _health_routes(health: Health) -> Sequence[Route]:
    """Whether the process lives, and whether it is ready: open to anybody."""

    async def live(_request: Request) -> Response:
        return JSONResponse(LIVE)

    async def ready(_request: Request) -> Response:
        verdict = await health.verdict()
        return JSONResponse(verdict.body(), verdict.status)

    return [Route(LIVE_PATH, live, methods=["GET"]), Route(READY_PATH, ready, methods=["GET"])]
