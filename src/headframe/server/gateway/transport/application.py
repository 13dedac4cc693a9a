"""The gateway as an ASGI application, HTTP/2 only, to stand beside the operator API on one port."""

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from headframe.core.errors import Code
from headframe.server.gateway.service import Gateway
from headframe.server.gateway.transport.authentication import Authentication, NodeSessions
from headframe.server.gateway.transport.refusals import Refusals, ignored
from headframe.server.gateway.transport.service import NetworkGateway
from headframe.wire.gen.gateway.v1.gateway_connect import GatewayServiceASGIApplication

GATEWAY_PATH = "/headframe.gateway.v1.GatewayService"
MAX_MESSAGE_BYTES = 4 * 1024 * 1024
HTTP_2 = "2"
NEEDS_HTTP_2 = (
    b"The gateway speaks HTTP/2 only, and this request came by another version: a proxy between strips it."
)


def gateway_application(
    gateway: Gateway, sessions: NodeSessions, refused: Callable[[Code], None] = ignored
) -> ASGIApp:
    """Mount it at GATEWAY_PATH, which is a part of each method's own path. `refused` hears of problems."""
    authentication = Authentication(sessions)
    application = GatewayServiceASGIApplication(
        NetworkGateway(gateway, authentication),
        interceptors=[Refusals(refused), authentication],
        read_max_bytes=MAX_MESSAGE_BYTES,
    )
    return http2_only(application)


def http2_only(application: ASGIApp) -> ASGIApp:
    """The same application, which refuses any other version in words."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["http_version"] != HTTP_2:
            await send(
                {
                    "type": "http.response.start",
                    "status": 426,
                    "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"upgrade", b"h2")],
                }
            )
            await send({"type": "http.response.body", "body": NEEDS_HTTP_2})
            return
        await application(scope, receive, send)

    return guarded
