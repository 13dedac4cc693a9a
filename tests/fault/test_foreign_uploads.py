"""What a node tells of devices that it does not own is not believed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from headframe.core.actors import Actor, ActorType
from headframe.core.artifacts import Artifact, ArtifactKind
from headframe.core.capabilities import Capabilities
from headframe.core.commands.acks import CommandAck, CommandPhase
from headframe.core.commands.payloads import CommandPayload, DownloadLogs, Reboot, Unpair
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.devices import Endpoint, Identity
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import FoundDevice
from headframe.core.telemetry import Sample
from headframe.kit.clock import ManualClock
from headframe.node.uploads.encode import SampleForm
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.gateway.service import Gateway
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Unsigned
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.live import LiveFeed
from headframe.server.stores.memory import MemoryStores, memory_stores
from headframe.server.stores.ports.activity import ActivityQuery
from headframe.server.stores.ports.artifacts import ArtifactQuery
from headframe.wire.convert.commands import ack_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

ACTOR = Actor(ActorType.USER, "1", "tester")


class Two:
    """Two nodes; the device is the first one's."""

    stores: MemoryStores
    gateway: Gateway
    owner: NodePrincipal
    other: NodePrincipal
    device_id: int
    clock: ManualClock


@pytest.fixture
async def two(tmp_path: Path) -> Two:
    world = Two()
    world.stores, world.clock = memory_stores(), ManualClock()
    live, now_ms = LiveFeed(), world.clock.now_ms()
    desk = DiscoveryDesk(world.clock, live)
    parts = GatewayParts(world.stores, Router(), live, desk, Unsigned(), world.clock, "1", "test")
    world.gateway = Gateway(parts, ArtifactFiles(tmp_path))
    org_id = await world.stores.people.ensure_org("mine")
    nodes = [
        await world.stores.nodes.ensure_node(org_id, name=name, encryption_public_key=b"", now_ms=now_ms)
        for name in ("a", "b")
    ]
    world.owner, world.other = (NodePrincipal(org_id, node.id) for node in nodes)
    mac = "02:00:00:00:00:01"
    found = FoundDevice(
        f"mac:{mac}", Identity(mac=mac), Endpoint("10.0.0.1"), "v", Capabilities(), needs_credentials=False
    )
    (world.device_id,) = await world.stores.devices.record_found(
        org_id, world.owner.node_id, [found], now_ms=now_ms
    )
    await world.stores.devices.claim(org_id, world.owner.node_id, [world.device_id])
    return world


async def _samples(world: Two) -> int:
    rows = await world.stores.telemetry.raw(
        world.owner.org_id, world.device_id, from_ms=0, to_ms=2**50, limit=10
    )
    return len(rows)


async def test_samples_of_a_foreign_device_are_not_stored(two: Two) -> None:
    async def up() -> AsyncIterator[gateway_pb2.TelemetryUp]:
        form, sample = SampleForm(), Sample(device_id=two.device_id, at_ms=two.clock.now_ms())
        yield form.message(form.batch([sample]).body, 1)

    (ack,) = [ack async for ack in two.gateway.telemetry(two.other, up())]
    assert ack.rejected_rows == 1
    assert await _samples(two) == 0
    (ack,) = [ack async for ack in two.gateway.telemetry(two.owner, up())]
    assert ack.rejected_rows == 0
    assert await _samples(two) == 1


async def test_events_of_a_foreign_device_change_nothing(two: Two) -> None:
    contact = gateway_pb2.DeviceContact(reachable=True, address="10.66.6.6", moved=True)
    event = gateway_pb2.Event(device_id=two.device_id, at_ms=two.clock.now_ms(), contact=contact)

    async def up() -> AsyncIterator[gateway_pb2.EventBatch]:
        yield gateway_pb2.EventBatch(batch_sequence=1, events=[event])

    (ack,) = [ack async for ack in two.gateway.events(two.other, up())]
    assert ack.rejected_rows == 1
    _, (target,) = await two.stores.devices.manifest(two.owner.org_id, two.owner.node_id)
    assert target.endpoint.address == "10.0.0.1"


async def test_a_file_of_a_foreign_device_is_refused(two: Two) -> None:
    async def up() -> AsyncIterator[gateway_pb2.ArtifactChunk]:
        header = gateway_pb2.ArtifactHeader(artifact_id="0" * 32, device_id=two.device_id)
        yield gateway_pb2.ArtifactChunk(header=header)
        yield gateway_pb2.ArtifactChunk(data=b"log")

    with pytest.raises(HeadframeError) as refused:
        await two.gateway.upload_artifact(two.other, up())
    assert refused.value.code is Code.DEVICE_NOT_OWNED


async def test_refused_uploads_are_told_to_people_once_an_hour(two: Two) -> None:
    contact = gateway_pb2.DeviceContact(reachable=True)
    event = gateway_pb2.Event(device_id=two.device_id, at_ms=two.clock.now_ms(), contact=contact)
    header = gateway_pb2.ArtifactHeader(artifact_id="0" * 32, device_id=two.device_id)

    async def tried(batch_sequence: int) -> None:
        async def events() -> AsyncIterator[gateway_pb2.EventBatch]:
            yield gateway_pb2.EventBatch(batch_sequence=batch_sequence, events=[event, event])

        assert [ack.rejected_rows async for ack in two.gateway.events(two.other, events())] == [2]
        with pytest.raises(HeadframeError):
            await two.gateway.upload_artifact(two.other, _log(header))

    await tried(1)
    await tried(2)
    assert await _told(two) == ["Refused from the node: 2 reports of miners that it does not own"]
    two.clock.advance(3_600)
    await tried(3)
    assert len(await _told(two)) == 2


async def _told(two: Two) -> list[str]:
    entries = await two.stores.activity.page(two.other.org_id, ActivityQuery(limit=10))
    return [entry.summary for entry in entries if entry.verb == "security.upload_refused"]


async def test_a_file_that_no_command_asked_for_replaces_nothing(two: Two) -> None:
    """A node cannot put a log in the place of a firmware image, nor of another command's log."""
    org_id, image_id = two.owner.org_id, "f" * 32
    image = Artifact(image_id, org_id, ArtifactKind.FIRMWARE, "x.bin", 1, b"s" * 32, 1, ACTOR)
    await two.stores.artifacts.put_artifact(image)
    await _order(two, "1" * 32, DownloadLogs())
    await _order(two, "2" * 32, Reboot())
    for artifact_id, command_id in (
        (image_id, "1" * 32),
        (image_id, image_id),
        ("3" * 32, "3" * 32),
        ("2" * 32, "2" * 32),
    ):
        header = gateway_pb2.ArtifactHeader(
            artifact_id=artifact_id, command_id=command_id, device_id=two.device_id
        )
        with pytest.raises(HeadframeError) as refused:
            await two.gateway.upload_artifact(two.owner, _log(header))
        assert refused.value.code is Code.INVALID_REQUEST
    assert await two.stores.artifacts.artifacts(org_id, ArtifactQuery(10)) == ([image], 1)


async def test_a_log_is_kept_for_its_command_and_is_no_image(two: Two) -> None:
    await _order(two, "1" * 32, DownloadLogs())
    header = gateway_pb2.ArtifactHeader(
        artifact_id="1" * 32, command_id="1" * 32, device_id=two.device_id, file_name="../../x.log"
    )
    for _ in range(2):  # a node that was restarted sends it again
        stored = await two.gateway.upload_artifact(two.owner, _log(header))
        assert stored.stored_bytes == 3
    (kept,), total = await two.stores.artifacts.artifacts(two.owner.org_id, ArtifactQuery(10))
    assert (total, kept.kind, kept.name) == (1, ArtifactKind.LOG, "_.._x.log")
    assert (kept.actor, kept.device_id) == (ACTOR, two.device_id)
    request = gateway_pb2.DownloadArtifactRequest(artifact_id="1" * 32)
    with pytest.raises(HeadframeError) as refused:
        await anext(two.gateway.download_artifact(two.owner, request))
    assert refused.value.code is Code.NOT_FOUND
    header.sha256 = b"x" * 32
    with pytest.raises(HeadframeError) as refused:
        await two.gateway.upload_artifact(two.owner, _log(header))
    assert refused.value.code is Code.INVALID_REQUEST


async def test_word_of_another_nodes_command_is_not_taken(two: Two) -> None:
    """A node that learned the id of a command could else release another node's miner."""
    org_id, command_id, commands = two.owner.org_id, "1" * 32, two.stores.commands
    await _order(two, command_id, Unpair())
    phases = (CommandPhase.ACCEPTED, CommandPhase.RUNNING, CommandPhase.SUCCEEDED)
    await commands.claim_due(org_id, [two.owner.node_id], now_ms=two.clock.now_ms(), limit=1)

    async def says(node: NodePrincipal) -> None:
        heard = asyncio.Event()

        async def up() -> AsyncIterator[gateway_pb2.ControlUp]:
            hello = gateway_pb2.Hello(min_protocol_version=1, max_protocol_version=1)
            yield gateway_pb2.ControlUp(hello=hello)
            for number, phase in enumerate(phases):
                ack = CommandAck(command_id, 1, phase, two.clock.now_ms(), result_sequence=number // 2)
                yield gateway_pb2.ControlUp(ack=ack_to_wire(ack))
            await heard.wait()

        async with aclosing(two.gateway.control(node, up())) as down:
            async for message in down:
                if message.HasField("results_acknowledged"):
                    heard.set()
                    return

    await says(two.other)
    kept = await commands.command(org_id, command_id)
    assert kept is not None
    assert kept.state is CommandState.SENT
    assert len((await two.stores.devices.manifest(org_id, two.owner.node_id))[1]) == 1
    assert await _told(two) == ["Refused from the node: word of 1 commands of other nodes"]
    await says(two.owner)
    kept = await commands.command(org_id, command_id)
    assert kept is not None
    assert kept.state is CommandState.SUCCEEDED
    assert not (await two.stores.devices.manifest(org_id, two.owner.node_id))[1]


async def _log(header: gateway_pb2.ArtifactHeader) -> AsyncIterator[gateway_pb2.ArtifactChunk]:
    yield gateway_pb2.ArtifactChunk(header=header)
    yield gateway_pb2.ArtifactChunk(data=b"log")


async def _order(two: Two, command_id: str, payload: CommandPayload) -> None:
    now_ms, org_id = two.clock.now_ms(), two.owner.org_id
    batch = BatchRecord(command_id, org_id, payload.kind, ACTOR, now_ms, "x", "ids")
    command = CommandRecord(
        id=command_id,
        org_id=org_id,
        batch_id=batch.id,
        node_id=two.owner.node_id,
        device_id=two.device_id,
        kind=payload.kind,
        payload=payload,
        actor=ACTOR,
        state=CommandState.QUEUED,
        created_at_ms=now_ms,
        not_before_ms=now_ms,
        expires_at_ms=now_ms + 60_000,
        updated_at_ms=now_ms,
    )
    await two.stores.commands.add_batch(batch, [command])
