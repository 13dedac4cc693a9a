"""A node that is heard no more has left, however its transport hangs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from headframe.kit.clock import ManualClock
from headframe.server.gateway import acks, control
from headframe.server.gateway.control import ControlStreams
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Unsigned
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.live import LiveFeed
from headframe.server.stores.memory import memory_stores
from headframe.wire.gen.gateway.v1 import gateway_pb2

HELLO = gateway_pb2.ControlUp(hello=gateway_pb2.Hello(min_protocol_version=1, max_protocol_version=1))


class Node:
    """One node, and what it says."""

    def __init__(self, parts: GatewayParts, principal: NodePrincipal) -> None:
        self.parts, self.principal = parts, principal
        self.streams = ControlStreams(parts)
        self.lets_go = asyncio.Event()
        self.pings = 0

    async def up(self) -> AsyncIterator[gateway_pb2.ControlUp]:
        """A hello, some pings, and then a read that does not heed its cancellation."""
        yield HELLO
        for counter in range(self.pings):
            await asyncio.sleep(acks.SILENCE_SECONDS / 2)
            yield gateway_pb2.ControlUp(ping=gateway_pb2.Ping(counter=counter))
        while not self.lets_go.is_set():
            try:
                await self.lets_go.wait()
            except asyncio.CancelledError:
                continue

    @property
    def connected(self) -> bool:
        return self.parts.router.is_connected(self.principal.node_id)


@pytest.fixture
async def node(monkeypatch: pytest.MonkeyPatch) -> Node:
    monkeypatch.setattr(acks, "SILENCE_SECONDS", 0.2)
    monkeypatch.setattr(control, "LAST_WORDS_SECONDS", 0.1)
    clock, live, stores = ManualClock(), LiveFeed(), memory_stores()
    org_id = await stores.people.ensure_org("test")
    kept = await stores.nodes.ensure_node(org_id, name="n", encryption_public_key=b"k", now_ms=1)
    desk = DiscoveryDesk(clock, live)
    parts = GatewayParts(stores, Router(), live, desk, Unsigned(), clock, "1", "s")
    return Node(parts, NodePrincipal(org_id, kept.id))


async def test_a_stream_on_which_nothing_can_be_read_or_written_is_left(node: Node) -> None:
    async with aclosing(node.streams.serve(node.principal, node.up())) as down:  # type: ignore[type-var]
        while not (await anext(down)).HasField("accepted"):
            pass
        await asyncio.sleep(0)
        waiting = asyncio.create_task(anext(down))  # as far as the line; then nobody takes what it says
        async with asyncio.timeout(5.0):
            while node.connected:  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.01)
        node.lets_go.set()
        with pytest.raises(StopAsyncIteration):
            await waiting


async def test_a_stream_on_which_something_is_heard_is_kept(node: Node) -> None:
    node.pings = 4
    began = asyncio.get_running_loop().time()
    async with aclosing(node.streams.serve(node.principal, node.up())) as down:  # type: ignore[type-var]
        heard = [message.WhichOneof("message") async for message in down]
    assert heard == ["welcome", "accepted", *["pong"] * 4]
    assert asyncio.get_running_loop().time() - began > 2 * acks.SILENCE_SECONDS
    assert not node.connected
    node.lets_go.set()
