"""The one ASGI application of a node: its API, and the same web UI that a server serves."""

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from headframe.kit.web.files import WebFiles
from headframe.kit.web.origin import host_name
from headframe.node.local.config import own_names

MISDIRECTED = 421


def create_local_site(api: FastAPI, web: WebFiles, node_name: str) -> Starlette:
    """Everything that a browser on site may ask of this node."""
    return Starlette(
        routes=[Mount("/api/v1", api), Route("/{path:path}", web.serve, methods=["GET"])],
        middleware=[Middleware(OwnHost, node_name=node_name)],
    )


class OwnHost:
    """Answers nothing under a name that is not this host's: another page's name was made to point here."""

    def __init__(self, app: ASGIApp, *, node_name: str) -> None:
        self._app = app
        self._serves = own_names(node_name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; the API answers for itself, as a problem."""
        is_page = scope["type"] == "http" and not scope["path"].startswith("/api/")
        if is_page and not self._serves(host_name(Headers(scope=scope))):
            answer = PlainTextResponse("This Host name is not served here.", status_code=MISDIRECTED)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)
