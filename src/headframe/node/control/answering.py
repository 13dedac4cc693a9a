"""One call and its answer, with a bound on the wait."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from connectrpc.errors import ConnectError

from headframe.core.errors import Code, HeadframeError
from headframe.wire.rpc_errors import from_rpc

CALL_SECONDS = 30.0

Answer = TypeVar("Answer")


async def answered(call: Awaitable[Answer], *, seconds: float | None) -> Answer:
    """The answer.

    The client has deadlines too, but sets them with `asyncio.wait_for`, which may lose a cancellation that
    comes together with the answer before Python 3.12: whoever waits for the task's end then waits for ever.

    Raises:
        HeadframeError: NODE_NOT_CONNECTED after so many seconds, if any; what the server says.
    """
    try:
        async with asyncio.timeout(seconds):
            try:
                return await call
            except ConnectError as error:
                raise from_rpc(error) from error
    except TimeoutError as error:
        raise HeadframeError(Code.NODE_NOT_CONNECTED, "the server did not answer in time") from error
