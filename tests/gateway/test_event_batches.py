"""Events of a node count once, however often their batch comes, and wherever it broke off."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import ManualClock
from headframe.server.gateway import events as events_module
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.gateway.service import Gateway
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Unsigned
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.live import LiveFeed
from headframe.server.stores.memory import MemoryStores, memory_stores
from headframe.server.stores.ports.activity import ActivityQuery
from headframe.server.stores.ports.event_marks import EventMark
from headframe.wire.gen.gateway.v1 import gateway_pb2


class World:
    """A gateway with one node."""

    stores: MemoryStores
    gateway: Gateway
    node: NodePrincipal

    async def acks(self, *batches: gateway_pb2.EventBatch) -> list[int]:
        """What the server acknowledges."""

        async def up() -> AsyncIterator[gateway_pb2.EventBatch]:
            for batch in batches:
                yield batch

        return [ack.batch_sequence async for ack in self.gateway.events(self.node, up())]

    async def notes(self) -> list[str]:
        """What stands in the activity log, oldest first."""
        found = await self.stores.activity.page(self.node.org_id, ActivityQuery(limit=1_000))
        return [entry.summary for entry in found][::-1]

    async def mark(self) -> EventMark:
        """How far the events were taken."""
        return await self.stores.event_marks.event_mark(self.node.org_id, self.node.node_id)


@pytest.fixture
async def world(tmp_path: Path) -> World:
    made, clock, live = World(), ManualClock(), LiveFeed()
    made.stores = memory_stores()
    parts = GatewayParts(
        made.stores, Router(), live, DiscoveryDesk(clock, live), Unsigned(), clock, "1", "test"
    )
    made.gateway = Gateway(parts, ArtifactFiles(tmp_path))
    org_id = await made.stores.people.ensure_org("mine")
    node = await made.stores.nodes.ensure_node(org_id, name="n", encryption_public_key=b"", now_ms=1)
    made.node = NodePrincipal(org_id, node.id)
    return made


def batch(sequence: int, words: Sequence[str]) -> gateway_pb2.EventBatch:
    """Notices, each of which leaves an entry in the activity log."""
    notices = (gateway_pb2.SecurityNotice(code="c", message=each) for each in words)
    return gateway_pb2.EventBatch(
        batch_sequence=sequence, events=[gateway_pb2.Event(at_ms=1, security=each) for each in notices]
    )


async def test_attack_51_a_batch_that_comes_twice_counts_once(world: World) -> None:
    one, two = batch(1, ["a", "b"]), batch(2, ["c"])
    assert await world.acks(one, one, two, one) == [1, 1, 2, 1]
    assert await world.acks(two, batch(7, ["d"])) == [2, 7]
    assert await world.notes() == ["a", "b", "c", "d"]
    assert (await world.mark()).acknowledged == 7


async def test_a_batch_that_broke_off_goes_on_where_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_module, "GROUP", 2)
    words = ["a", "b", "c", "d", "e"]
    append, full = world.stores.activity.append, HeadframeError(Code.STORAGE_FULL)

    async def append_two(entries: Sequence[object]) -> None:
        if len(await world.notes()) >= 2:
            raise full
        await append(entries)  # type: ignore[arg-type] # entries of the activity log

    monkeypatch.setattr(world.stores.activity, "append", append_two)
    with pytest.raises(HeadframeError):
        await world.acks(batch(3, words))
    assert await world.mark() == EventMark(3, whole=False, taken=2)
    assert (await world.mark()).acknowledged == 2
    monkeypatch.setattr(world.stores.activity, "append", append)
    assert await world.acks(batch(3, words)) == [3]
    assert await world.notes() == words


async def test_an_empty_batch_and_a_refused_event_count_too(world: World) -> None:
    foreign = gateway_pb2.Event(device_id=99, at_ms=1, contact=gateway_pb2.DeviceContact(reachable=True))
    mixed = batch(2, ["a"])
    mixed.events.append(foreign)
    assert await world.acks(gateway_pb2.EventBatch(batch_sequence=1), mixed) == [1, 2]
    assert await world.mark() == EventMark(2)


@pytest.mark.parametrize("sequence", [0, 2**64 - 1])
async def test_a_batch_without_a_number_is_refused(world: World, sequence: int) -> None:
    with pytest.raises(HeadframeError, match="number"):
        await world.acks(gateway_pb2.EventBatch(batch_sequence=sequence))


async def test_hello_is_answered_with_what_was_kept(world: World) -> None:
    await world.acks(batch(5, ["a"]))

    async def up() -> AsyncIterator[gateway_pb2.ControlUp]:
        hello = gateway_pb2.Hello(min_protocol_version=1, max_protocol_version=1)
        yield gateway_pb2.ControlUp(hello=hello)

    downs = [down async for down in world.gateway.control(world.node, up())]
    accepted = next(down.accepted for down in downs if down.HasField("accepted"))
    assert accepted.events_acknowledged == 5
