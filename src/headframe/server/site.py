"""The one ASGI application of a server: the operator API and the server's own pages."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route

PAGES = Path(__file__).with_name("pages")
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_FILES = {"/": "index.html", "/setup": "setup.html"} | {
    f"/pages/{name}": name for name in ("style.css", "setup.js")
}


def create_site(operator: FastAPI) -> Starlette:
    """Everything that a browser or a script may ask of this server."""
    pages = [Route(path, _page(name), methods=["GET"]) for path, name in _FILES.items()]
    return Starlette(routes=[*pages, Mount("/api/v1", operator)])


def _page(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def page(_request: Request) -> Response:
        return FileResponse(PAGES / name, headers=HEADERS)

    return page
