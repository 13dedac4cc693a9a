"""What a node tells of devices that it does not own is not believed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Endpoint, Identity
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import FoundDevice
from headframe.core.telemetry import Sample
from headframe.kit.clock import ManualClock
from headframe.node.uploads.encode import telemetry_batch
from headframe.server.gateway.artifacts import Artifacts
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.gateway.service import Gateway
from headframe.server.routing.router import Router
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.live import LiveFeed
from headframe.server.stores.memory import MemoryStores, memory_stores
from headframe.wire.gen.gateway.v1 import gateway_pb2


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
    parts = GatewayParts(world.stores, Router(), live, desk, world.clock, "1", "test")
    world.gateway = Gateway(parts, Artifacts(tmp_path))
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
        yield telemetry_batch([Sample(device_id=two.device_id, at_ms=two.clock.now_ms())], 1)

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
