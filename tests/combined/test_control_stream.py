"""The ControlStream as the gateway serves it, held to transcripts on the memory stores."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from headframe.core.actors import Actor, ActorType
from headframe.core.capabilities import Capabilities
from headframe.core.commands.payloads import Reboot
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.devices import Endpoint, Identity
from headframe.core.fleet import FoundDevice
from headframe.core.topics import Topic
from headframe.kit.clock import ManualClock
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.gateway.service import Gateway
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Unsigned
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.live import LiveFeed
from headframe.server.stores.memory import MemoryStores, memory_stores
from headframe.wire.gen.gateway.v1 import gateway_pb2

ACTOR = Actor(ActorType.USER, "1", "tester")
DEADLINE_SECONDS = 5.0


@dataclass
class Peer:
    """A hand-driven node at one stream of a gateway."""

    up: asyncio.Queue[gateway_pb2.ControlUp] = field(default_factory=asyncio.Queue)
    down: AsyncIterator[gateway_pb2.ControlDown] | None = None

    async def _ups(self) -> AsyncIterator[gateway_pb2.ControlUp]:
        while True:
            yield await self.up.get()

    def open(self, gateway: Gateway, node: NodePrincipal) -> None:
        self.down = gateway.control(node, self._ups())

    async def next(self) -> gateway_pb2.ControlDown:
        assert self.down is not None
        async with asyncio.timeout(DEADLINE_SECONDS):
            return await anext(self.down)

    async def next_of(self, kind: str) -> gateway_pb2.ControlDown:
        while True:
            message = await self.next()
            if message.WhichOneof("message") == kind:
                return message

    async def greet(self, **hello: object) -> gateway_pb2.ControlDown:
        assert (await self.next()).WhichOneof("message") == "welcome"
        versions = {"min_protocol_version": 1, "max_protocol_version": 1}
        self.up.put_nowait(gateway_pb2.ControlUp(hello=gateway_pb2.Hello(**(versions | hello))))
        return await self.next()

    def ack(self, command: gateway_pb2.Command, phase: "gateway_pb2.CommandPhase", result: int = 0) -> None:
        ack = gateway_pb2.CommandAck(
            command_id=command.command_id,
            sequence=command.sequence,
            phase=phase,
            at_ms=1_700_000_000_000,
            result_sequence=result,
        )
        self.up.put_nowait(gateway_pb2.ControlUp(ack=ack))

    async def close(self) -> None:
        assert self.down is not None
        await self.down.aclose()  # type: ignore[attr-defined] # an async generator


@dataclass
class World:
    """One organisation with one node that owns one device."""

    stores: MemoryStores
    gateway: Gateway
    router: Router
    live: LiveFeed
    clock: ManualClock
    node: NodePrincipal
    device_id: int
    commands: int = 0

    async def order(self) -> str:
        """Queue a reboot; its id."""
        self.commands += 1
        command_id, now = f"{self.commands:032x}", self.clock.now_ms()
        record = CommandRecord(
            id=command_id,
            org_id=self.node.org_id,
            batch_id=f"b{self.commands}",
            node_id=self.node.node_id,
            device_id=self.device_id,
            kind=Reboot.kind,
            payload=Reboot(),
            actor=ACTOR,
            state=CommandState.QUEUED,
            created_at_ms=now,
            not_before_ms=now,
            expires_at_ms=now + 60_000,
            updated_at_ms=now,
        )
        batch = BatchRecord(record.batch_id, record.org_id, record.kind, ACTOR, now, "Reboot", "ids")
        await self.stores.commands.add_batch(batch, [record])
        self.router.wake(self.node.node_id)
        return command_id

    async def state(self, command_id: str) -> CommandState:
        record = await self.stores.commands.command(self.node.org_id, command_id)
        assert record is not None
        return record.state

    async def until(self, command_id: str, state: CommandState) -> None:
        async with asyncio.timeout(DEADLINE_SECONDS):
            with self.live.subscribe(self.node.org_id) as changes:
                assert changes is not None
                changes.want([Topic.BATCHES])
                while await self.state(command_id) is not state:
                    await changes.wait()
                    changes.take()

    @asynccontextmanager
    async def peer(self, **hello: object) -> AsyncIterator[Peer]:
        peer = Peer()
        peer.open(self.gateway, self.node)
        assert (await peer.greet(**hello)).WhichOneof("message") == "accepted"
        try:
            yield peer
        finally:
            await peer.close()


async def _world(tmp_path: Path) -> World:
    stores, clock, router = memory_stores(), ManualClock(), Router()
    live = LiveFeed()
    desk = DiscoveryDesk(clock, live)
    org_id = await stores.people.ensure_org("mine")
    node = await stores.nodes.ensure_node(org_id, name="n", encryption_public_key=b"", now_ms=clock.now_ms())
    found = FoundDevice(
        "mac:02:00:00:00:00:01",
        Identity(mac="02:00:00:00:00:01"),
        Endpoint("10.0.0.1"),
        "virtual",
        Capabilities(commands=frozenset({Reboot.kind})),
        needs_credentials=False,
    )
    (device_id,) = await stores.devices.record_found(org_id, node.id, [found], now_ms=clock.now_ms())
    await stores.devices.claim(org_id, node.id, [device_id])
    parts = GatewayParts(stores, router, live, desk, Unsigned(), clock, "test", "server")
    gateway = Gateway(parts, ArtifactFiles(tmp_path / "artifacts"))
    return World(stores, gateway, router, live, clock, NodePrincipal(org_id, node.id), device_id)


async def test_the_server_speaks_first_and_accepts(tmp_path: Path) -> None:
    world = await _world(tmp_path)
    async with world.peer():
        assert world.router.is_connected(world.node.node_id)
    assert not world.router.is_connected(world.node.node_id)
    node = await world.stores.nodes.node(world.node.org_id, world.node.node_id)
    assert node is not None
    assert node.last_contact_ms is None


async def test_who_watches_devices_hears_that_their_node_came_and_went(tmp_path: Path) -> None:
    """Their statuses depend on its contact, though nothing is written of them."""
    world = await _world(tmp_path)
    with world.live.subscribe(world.node.org_id) as changes:
        assert changes is not None
        changes.want([Topic.DEVICES])
        async with world.peer():
            assert Topic.DEVICES in changes.take()
            assert not changes.take()
        assert Topic.DEVICES in changes.take()


async def test_an_unsupported_version_is_refused_in_words(tmp_path: Path) -> None:
    world = await _world(tmp_path)
    peer = Peer()
    peer.open(world.gateway, world.node)
    goaway = (await peer.greet(min_protocol_version=7, max_protocol_version=9)).goaway
    assert goaway.reason == gateway_pb2.ControlGoaway.REASON_UNSUPPORTED_VERSION
    assert "protocol 1 to 1" in goaway.message
    assert "7 to 9" in goaway.message
    assert not world.router.is_connected(world.node.node_id)


async def test_a_command_goes_down_in_sequence_and_its_result_is_acknowledged(tmp_path: Path) -> None:
    world = await _world(tmp_path)
    async with world.peer() as peer:
        first, second = await world.order(), await world.order()
        one = (await peer.next_of("command")).command
        two = (await peer.next_of("command")).command
        assert [one.command_id, two.command_id] == [first, second]
        assert two.sequence > one.sequence
        assert two.previous_sequence == one.sequence
        peer.ack(two, gateway_pb2.COMMAND_PHASE_ACCEPTED)
        peer.ack(two, gateway_pb2.COMMAND_PHASE_SUCCEEDED, result=2)
        confirmed = (await peer.next_of("results_acknowledged")).results_acknowledged
        assert list(confirmed.result_sequences) == [2]
        assert await world.state(second) is CommandState.SUCCEEDED
        assert await world.state(first) is CommandState.SENT


async def test_what_a_broken_stream_swallowed_is_sent_again_under_the_same_id(tmp_path: Path) -> None:
    world = await _world(tmp_path)
    async with world.peer() as peer:
        command_id = await world.order()
        before = (await peer.next_of("command")).command
    async with world.peer(last_sequence=before.sequence - 1) as peer:
        after = (await peer.next_of("command")).command
        assert after.command_id == before.command_id == command_id
        assert after.sequence > before.sequence


async def test_an_accepted_command_is_not_sent_again(tmp_path: Path) -> None:
    world = await _world(tmp_path)
    async with world.peer() as peer:
        command_id = await world.order()
        command = (await peer.next_of("command")).command
        peer.ack(command, gateway_pb2.COMMAND_PHASE_ACCEPTED)
        await world.until(command_id, CommandState.ACCEPTED)
    async with world.peer(last_sequence=command.sequence) as peer:
        another = await world.order()
        assert (await peer.next_of("command")).command.command_id == another


async def test_a_final_outcome_is_never_changed_by_a_late_answer(tmp_path: Path) -> None:
    world = await _world(tmp_path)
    async with world.peer() as peer:
        command_id = await world.order()
        command = (await peer.next_of("command")).command
        peer.ack(command, gateway_pb2.COMMAND_PHASE_FAILED, result=1)
        await peer.next_of("results_acknowledged")
        peer.ack(command, gateway_pb2.COMMAND_PHASE_RUNNING)
        peer.ack(command, gateway_pb2.COMMAND_PHASE_SUCCEEDED, result=2)
        await peer.next_of("results_acknowledged")
        assert await world.state(command_id) is CommandState.FAILED


async def test_a_second_stream_replaces_the_first(tmp_path: Path) -> None:
    world = await _world(tmp_path)
    async with world.peer() as first, world.peer() as second:
        goaway = (await first.next_of("goaway")).goaway
        assert goaway.reason == gateway_pb2.ControlGoaway.REASON_REPLACED
        await first.close()
        assert world.router.is_connected(world.node.node_id)
        command_id = await world.order()
        assert (await second.next_of("command")).command.command_id == command_id


async def test_sequences_move_on_from_what_the_node_has_seen(tmp_path: Path) -> None:
    """A server database restored from a backup remembers less than its node does."""
    world = await _world(tmp_path)
    seen = (world.clock.now_ms() + 3_600_000) * 1000
    async with world.peer(last_sequence=seen) as peer:
        await world.order()
        assert (await peer.next_of("command")).command.sequence > seen


async def test_a_stopping_server_says_goodbye(tmp_path: Path) -> None:
    world = await _world(tmp_path)
    async with world.peer() as peer:
        command_id = await world.order()
        command = (await peer.next_of("command")).command
        stopping = asyncio.create_task(world.router.shut_down())
        goaway = (await peer.next_of("goaway")).goaway
        assert goaway.reason == gateway_pb2.ControlGoaway.REASON_SHUTDOWN
        assert goaway.reconnect_after_ms
        peer.ack(command, gateway_pb2.COMMAND_PHASE_SUCCEEDED, result=1)
        peer.up.put_nowait(gateway_pb2.ControlUp(drained=gateway_pb2.Drained()))
        with pytest.raises(StopAsyncIteration):
            await peer.next()
        await stopping
    record = await world.stores.commands.command(world.node.org_id, command_id)
    assert record is not None
    assert record.state is CommandState.SUCCEEDED
