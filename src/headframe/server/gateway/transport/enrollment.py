"""EnrollmentService as an ASGI application, HTTP/2 only: open to anybody, so limited by address."""

import ipaddress
from collections.abc import Callable

from starlette.types import ASGIApp

from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import Clock
from headframe.kit.limits import RateLimiter
from headframe.server.gateway.enrollment import EnrollmentHandlers
from headframe.server.gateway.transport.application import http2_only
from headframe.server.gateway.transport.authentication import AnyContext
from headframe.server.gateway.transport.refusals import Refusals, ignored
from headframe.server.services.enrollment.services import EnrollmentServices
from headframe.wire.gen.gateway.v1.gateway_connect import EnrollmentServiceASGIApplication
from headframe.wire.rpc_errors import to_rpc

ENROLLMENT_PATH = "/headframe.gateway.v1.EnrollmentService"
MAX_MESSAGE_BYTES = 64 * 1024
CALLS_PER_SECOND, CALL_BURST = 20.0, 200.0
"""An address. A handshake is two calls: a hundred nodes behind one address come back at once."""
IPV6_PREFIX = 64
"""One host has as many addresses as it likes in a network of this size."""


def enrollment_application(
    services: EnrollmentServices, clock: Clock, refused: Callable[[Code], None] = ignored
) -> ASGIApp:
    """Mount it at ENROLLMENT_PATH, which is a part of each method's own path. `refused` hears of problems."""
    application = EnrollmentServiceASGIApplication(
        EnrollmentHandlers(services),
        interceptors=[Refusals(refused), AddressLimits(clock)],
        read_max_bytes=MAX_MESSAGE_BYTES,
    )
    return http2_only(application)


class AddressLimits:
    """A metadata interceptor: who floods is refused before a body is read, and nobody else."""

    def __init__(self, clock: Clock) -> None:
        self._limiter = RateLimiter(clock, per_second=CALLS_PER_SECOND, burst=CALL_BURST)

    async def on_start(self, ctx: AnyContext) -> None:
        """Called by connectrpc before it reads the body. RATE_LIMITED."""
        try:
            self._limiter.spend(network_of(ctx.client_address or ""))
        except HeadframeError as error:
            raise to_rpc(error) from error

    async def on_end(self, token: None, ctx: AnyContext, error: Exception | None, /) -> None:
        """Nothing to undo."""


def network_of(client: str) -> str:
    """What a peer at `address:port` is counted under."""
    host = client.rpartition(":")[0].strip("[]")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
    return host
