"""The one ASGI application of a server: the operator API, and the web UI for every other path."""

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from headframe.server.web_files import WebFiles


def create_site(operator: FastAPI, web: WebFiles) -> Starlette:
    """Everything that a browser or a script may ask of this server."""
    return Starlette(routes=[Mount("/api/v1", operator), Route("/{path:path}", web.serve, methods=["GET"])])
