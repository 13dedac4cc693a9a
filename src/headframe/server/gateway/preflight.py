"""Preflight: pings are answered one by one, so that a node can tell what stands on the way to its server."""

from collections.abc import AsyncIterator

from headframe.server.gateway.control import PROTOCOL_VERSIONS
from headframe.wire.gen.gateway.v1 import gateway_pb2

MAX_ROUNDS = 8


async def preflight(
    pings: AsyncIterator[gateway_pb2.PreflightPing],
) -> AsyncIterator[gateway_pb2.PreflightPong]:
    """Echo each ping at once, MAX_ROUNDS at the most. Asks for no session and keeps nothing."""
    low, high = PROTOCOL_VERSIONS
    rounds = 0
    async for ping in pings:
        yield gateway_pb2.PreflightPong(
            round=ping.round, nonce=ping.nonce, min_protocol_version=low, max_protocol_version=high
        )
        rounds += 1
        if rounds == MAX_ROUNDS:
            return
