"""What surrounds every request: an id, security headers, the Host list, the body bound, and the last resort.

Pure ASGI, outermost: it also covers answers that no route gives. An exception that nobody translated
becomes a 500 without its text; after the answer has begun it is raised on, so that the connection breaks
and nobody takes half an export for a whole one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from headframe.core.errors import Code, HeadframeError
from headframe.kit.web.defects import log_defect
from headframe.kit.web.origin import host_name
from headframe.kit.web.problems import problem_response

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
"""Set where a route did not choose its own."""
HSTS = "max-age=31536000"
WEBSOCKET_POLICY_VIOLATION = 1008


@dataclass(frozen=True, slots=True)
class EnvelopeConfig:
    """`serves_host` says which Host names are served. `uploads` bounds routes whose body is a file.

    `hsts`: browsers may hold on to HTTPS, which they do only where they trust the certificate.
    """

    hsts: bool
    serves_host: Callable[[str], bool]
    max_body_bytes: int
    uploads: Mapping[tuple[str, str], int] = field(default_factory=dict)


class Envelope:
    """The outermost layer of an API."""

    def __init__(self, app: ASGIApp, *, config: EnvelopeConfig, new_id: Callable[[], str]) -> None:
        self._app = app
        self._config = config
        self._new_id = new_id
        self._headers = SECURITY_HEADERS | ({"Strict-Transport-Security": HSTS} if config.hsts else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, socket or lifespan."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] != "websocket" or self._host_allowed(scope):
            await self._app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": WEBSOCKET_POLICY_VIOLATION, "reason": "host"})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = self._new_id()
        scope["state"] = {**scope.get("state", {}), "request_id": request_id}  # never the lifespan's own
        started = False

        async def send_headed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            self._check_host(scope)
            await self._app(scope, self._bounded(scope, receive), send_headed)
        except HeadframeError as error:
            if started:
                raise
            await problem_response(error, request_id)(scope, receive, send_headed)
        except Exception as error:
            if started:
                raise
            log_defect(error, request_id)
            answer = problem_response(HeadframeError(Code.INTERNAL), request_id)
            await answer(scope, receive, send_headed)

    def _check_host(self, scope: Scope) -> None:
        if not self._host_allowed(scope):
            raise HeadframeError(Code.CSRF_REJECTED, "This Host name is not served here.")

    def _host_allowed(self, scope: Scope) -> bool:
        return self._config.serves_host(host_name(Headers(scope=scope)))

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        route = (scope["method"], scope["path"].removeprefix(scope.get("root_path", "")))
        limit = self._config.uploads.get(route, self._config.max_body_bytes)
        stated = Headers(scope=scope).get("content-length", "")
        if stated.isdigit() and int(stated[:20]) > limit:
            raise HeadframeError(Code.TOO_LARGE, f"A request body has at most {limit} bytes.")
        taken = 0

        async def receive_bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise HTTPException(413, f"A request body has at most {limit} bytes.")
            return message

        return receive_bounded
