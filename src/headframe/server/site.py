"""The one ASGI application of a server: the operator API, the calls of nodes, and the web UI for the rest."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from headframe.kit.monitoring.health import Health
from headframe.kit.monitoring.serving import health_routes
from headframe.kit.web.files import WebFiles


def create_site(operator: ASGIApp, web: WebFiles, health: Health, calls: Sequence[Mount] = ()) -> Starlette:
    """Everything that a browser, a script or a node may ask of this server. `calls` are those of nodes."""
    return Starlette(
        routes=[
            Mount("/api/v1", operator),
            *calls,
            *health_routes(health),
            Route("/{path:path}", web.serve, methods=["GET"]),
        ]
    )
