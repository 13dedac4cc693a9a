"""Only the node that started a plugin may call it: every call carries the cookie it was started with."""

import hmac
import os
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
from grpc import aio

from headframe.driver.limits import COOKIE_METADATA, MAX_COOKIE_LINE_BYTES

MIN_COOKIE_CHARACTERS = 32


class CookieError(Exception):
    """Standard input did not begin with a cookie."""


def read_cookie(descriptor: int) -> str:
    """The first line of a pipe, without reading a byte beyond it. Raises CookieError."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(descriptor, 1)
        if not byte or len(line) >= MAX_COOKIE_LINE_BYTES:
            raise CookieError("standard input does not begin with a cookie line")
        line += byte
    cookie = line.decode("ascii", "replace").strip()
    if len(cookie) < MIN_COOKIE_CHARACTERS:
        raise CookieError("the cookie is too short")
    return cookie


class CookieCheck(aio.ServerInterceptor):
    """Refuses calls without the cookie with UNAUTHENTICATED, compared in constant time."""

    def __init__(self, cookie: str) -> None:
        self._cookie = cookie.encode()
        self._refusal: Any = grpc.unary_unary_rpc_method_handler(_refuse)

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Any:
        """Pass the call on, or answer it with the refusal."""
        given = [
            value for key, value in handler_call_details.invocation_metadata or () if key == COOKIE_METADATA
        ]
        if len(given) == 1 and hmac.compare_digest(_as_bytes(given[0]), self._cookie):
            return await continuation(handler_call_details)
        return self._refusal


async def _refuse(_: object, context: aio.ServicerContext[Any, Any]) -> None:
    await context.abort(grpc.StatusCode.UNAUTHENTICATED, "the cookie is missing or wrong")


def _as_bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
