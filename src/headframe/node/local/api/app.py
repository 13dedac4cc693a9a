"""Builds the local API."""

from fastapi import FastAPI
from starlette.middleware import Middleware

from headframe.kit.ids import system_ids
from headframe.kit.web import problems
from headframe.kit.web.envelope import Envelope, EnvelopeConfig
from headframe.node.local.api.gate import LocalGate
from headframe.node.local.api.live import PATH as LIVE_PATH, LocalLive
from headframe.node.local.api.parts import LocalParts
from headframe.node.local.api.routes import ROUTERS
from headframe.node.local.config import own_names

MAX_BODY_BYTES = 256 * 1024


def create_local_app(parts: LocalParts) -> FastAPI:
    """The application to mount at `/api/v1`. It starts nothing and needs no lifespan."""
    envelope = EnvelopeConfig(
        hsts=False,  # nobody vouches for the certificate but people who compare it
        serves_host=own_names(parts.facts.names.name),
        max_body_bytes=MAX_BODY_BYTES,
    )
    app = FastAPI(
        version=parts.facts.software_version,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=[Middleware(Envelope, config=envelope, new_id=system_ids())],
    )
    gate = LocalGate(parts.sign_in, parts.clock)
    app.state.parts, app.state.gate = parts, gate
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.add_api_websocket_route(LIVE_PATH, LocalLive(parts, gate).serve)
    return app
