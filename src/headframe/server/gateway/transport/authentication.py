"""Who calls: the session token and the proof of possession in a call's headers, looked at before its body.

authorization: Bearer <session token>
headframe-proof: <counter>.<base64url signature>      on streams
"""

import re
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from typing import Any, Protocol, TypeAlias
from weakref import WeakKeyDictionary

from connectrpc.method import StreamType
from connectrpc.request import RequestContext

from headframe.core.errors import Code, HeadframeError
from headframe.server.gateway.parts import NodePrincipal
from headframe.wire.rpc_errors import to_rpc

AnyContext: TypeAlias = RequestContext[Any, Any]

AUTHORIZATION, PROOF = "authorization", "headframe-proof"
_BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]{16,128})")
_PROOF = re.compile(r"(\d{1,18})\.([A-Za-z0-9_-]{86}={0,2})")
NOT_SIGNED_IN = "this call needs a session: sign in by the challenge handshake"


class NodeSessions(Protocol):
    """Sessions of enrolled nodes."""

    async def authenticate(
        self, *, token: str, method: str, counter: int | None, proof: bytes
    ) -> NodePrincipal:
        """The node behind a token. Streams come with a counter that is used once, and its proof.

        Raises:
            HeadframeError: NOT_SIGNED_IN.
        """
        ...


class Authentication:
    """A metadata interceptor, and where handlers ask who calls."""

    def __init__(self, sessions: NodeSessions) -> None:
        self._sessions = sessions
        self._callers: WeakKeyDictionary[AnyContext, NodePrincipal] = WeakKeyDictionary()

    async def on_start(self, ctx: AnyContext) -> None:
        """Called by connectrpc before it reads the body."""
        try:
            self._callers[ctx] = await self._authenticated(ctx)
        except HeadframeError as error:
            raise to_rpc(error) from error

    async def on_end(self, token: None, ctx: AnyContext, error: Exception | None, /) -> None:
        """Nothing to undo."""

    def caller(self, ctx: AnyContext) -> NodePrincipal:
        """The node behind a call that was let in."""
        return self._callers[ctx]

    async def _authenticated(self, ctx: AnyContext) -> NodePrincipal:
        bearer = _BEARER.fullmatch(ctx.request_headers.get(AUTHORIZATION, ""))
        if bearer is None:
            raise HeadframeError(Code.NOT_SIGNED_IN, NOT_SIGNED_IN)
        counter, proof = None, b""
        if ctx.method.stream_type is not StreamType.UNARY:
            counter, proof = _proof(ctx.request_headers.get(PROOF, ""))
        return await self._sessions.authenticate(
            token=bearer[1], method=ctx.method.name, counter=counter, proof=proof
        )


def _proof(text: str) -> tuple[int, bytes]:
    found = _PROOF.fullmatch(text)
    if found is None:
        raise HeadframeError(Code.NOT_SIGNED_IN, "a stream needs a proof of possession")
    try:
        return int(found[1]), urlsafe_b64decode(found[2] + "=" * (-len(found[2]) % 4))
    except Base64Error as error:
        raise HeadframeError(Code.NOT_SIGNED_IN, "the proof of possession cannot be read") from error
