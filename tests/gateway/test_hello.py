"""What a node's hello brings: the Keysets that it has missed, and a look at the keys that it shows."""

from collections.abc import AsyncIterator, Sequence

import pytest

from headframe.core.enrollment.bundle import KeyBundle
from headframe.core.errors import Code, HeadframeError
from headframe.core.signing.documents import SignedDocument
from headframe.kit.clock import ManualClock
from headframe.server.gateway.control import ControlStreams
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Unsigned
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.live import LiveFeed
from headframe.server.stores.memory import memory_stores
from headframe.wire.gen.gateway.v1 import gateway_pb2

pytestmark = [pytest.mark.anyio]
SHOWN = bytes(range(32))


class Chain:
    """Keysets by version."""

    def after(self, version: int) -> Sequence[SignedDocument]:
        return [SignedDocument("headframe.keyset.v1", b"%d" % n, ()) for n in range(version + 1, 4)]


class Certified:
    """Takes a node that shows SHOWN."""

    async def check(self, node_id: int, shown: KeyBundle) -> None:
        if shown.encryption != SHOWN:
            raise HeadframeError(Code.NOT_SIGNED_IN, f"node {node_id} shows other keys")


async def welcomed(hello: gateway_pb2.Hello, *, most: int) -> list[gateway_pb2.ControlDown]:
    """The first messages that a node hears."""
    clock, live, stores = ManualClock(), LiveFeed(), memory_stores()
    org_id = await stores.people.ensure_org("test")
    node = await stores.nodes.ensure_node(org_id, name="n", encryption_public_key=SHOWN, now_ms=1)
    parts = GatewayParts(
        stores, Router(), live, DiscoveryDesk(clock, live), Unsigned(), clock, "1", "s",
        keysets=Chain(), certified=Certified(),
    )  # fmt: skip

    async def up() -> AsyncIterator[gateway_pb2.ControlUp]:
        yield gateway_pb2.ControlUp(hello=hello)

    heard: list[gateway_pb2.ControlDown] = []
    stream = ControlStreams(parts).serve(NodePrincipal(org_id, node.id), up())
    async for down in stream:
        heard.append(down)
        if len(heard) == most:
            await stream.aclose()  # type: ignore[attr-defined] # an async generator
            break
    return heard


def hello(*, keyset_version: int, encryption: bytes = SHOWN) -> gateway_pb2.Hello:
    return gateway_pb2.Hello(
        min_protocol_version=1,
        max_protocol_version=1,
        stream_nonce=bytes(16),
        keyset_version=keyset_version,
        bundle=gateway_pb2.KeyBundle(encryption_x25519=encryption),
    )


async def test_a_node_that_was_away_hears_of_every_keyset_before_any_command() -> None:
    heard = await welcomed(hello(keyset_version=1), most=4)
    assert [each.WhichOneof("message") for each in heard] == [
        "welcome",
        "accepted",
        "keyset_changed",
        "keyset_changed",
    ]
    assert [each.keyset_changed.keyset.body for each in heard[2:]] == [b"2", b"3"]


async def test_a_node_with_the_newest_keyset_hears_of_none() -> None:
    heard = await welcomed(hello(keyset_version=3), most=9)
    assert "keyset_changed" not in [each.WhichOneof("message") for each in heard]


async def test_attack_04_a_key_swapped_in_the_hello_is_sealed_to_by_nobody() -> None:
    with pytest.raises(HeadframeError) as refused:
        await welcomed(hello(keyset_version=3, encryption=bytes(32)), most=9)
    assert refused.value.code is Code.NOT_SIGNED_IN
