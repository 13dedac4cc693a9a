"""Requests to the operator API, counted by the route that they took."""

import time

from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from headframe.kit.monitoring.meters import Meters
from headframe.server.metrics import names

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER, NO_ROUTE = "other", "none"
"""What stands for anything a stranger may send, so that nobody can make new series."""


class MeasuredRequests:
    """An ASGI application around another one."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        self._requests = meters.counter(names.HTTP_REQUESTS)
        self._seconds = meters.histogram(names.HTTP_SECONDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; sockets are counted elsewhere."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500

        async def send_counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = time.perf_counter()
        try:
            await self._app(scope, receive, send_counted)
        finally:
            method = scope["method"] if scope["method"] in METHODS else OTHER
            self._requests.labels(method, _route(scope), str(status)).inc()
            self._seconds.labels(method).observe(time.perf_counter() - began)


def _route(scope: Scope) -> str:
    route = scope.get("route")  # where nothing matched, that of the mount above
    return route.path if isinstance(route, Route) else NO_ROUTE
