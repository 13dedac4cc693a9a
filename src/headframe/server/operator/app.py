"""Builds the operator API."""

from fastapi import FastAPI
from starlette.middleware import Middleware

from headframe.kit.web import problems
from headframe.kit.web.envelope import Envelope, EnvelopeConfig
from headframe.server.operator import openapi
from headframe.server.operator.config import OperatorConfig
from headframe.server.operator.deps import OperatorDeps, Services, build_services
from headframe.server.operator.gate import Gate
from headframe.server.operator.live.socket import PATH as LIVE_PATH, LiveSockets
from headframe.server.operator.routes import (
    activity,
    artifacts,
    audit,
    commands,
    conflicts,
    cosigning,
    default_logins,
    devices,
    documentation,
    enrollment,
    groups,
    keys,
    nodes,
    pairing,
    people,
    places,
    session,
    telemetry,
    transfers,
    views,
)

ROUTERS = (
    session.router,
    people.router,
    places.router,
    groups.router,
    views.router,
    nodes.router,
    enrollment.router,
    keys.router,
    transfers.router,
    devices.router,
    telemetry.router,
    pairing.router,
    default_logins.router,
    cosigning.router,
    commands.router,
    conflicts.router,
    artifacts.router,
    activity.router,
    audit.router,
    documentation.router,
)


def create_operator_app(deps: OperatorDeps, services: Services | None = None) -> FastAPI:
    """The application to mount at `/api/v1`. It starts nothing and needs no lifespan."""
    app = FastAPI(
        title=openapi.TITLE,
        version=deps.config.version,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=[Middleware(Envelope, config=_envelope(deps.config), new_id=deps.ids)],
    )
    services = services or build_services(deps)
    gate = Gate(services.sign_in, services.api_keys, deps.config, deps.clock)
    app.state.deps, app.state.services, app.state.gate = deps, services, gate
    problems.install(app)
    openapi.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.add_api_websocket_route(LIVE_PATH, LiveSockets(deps, services, gate).serve)
    return app


def _envelope(config: OperatorConfig) -> EnvelopeConfig:
    hosts = config.allowed_hosts
    return EnvelopeConfig(
        hsts=config.tls,
        serves_host=lambda name: not hosts or name in hosts,
        max_body_bytes=config.max_body_bytes,
        uploads={("POST", "/artifacts"): config.max_upload_bytes},
    )
