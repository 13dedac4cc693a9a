"""What people call a node's devices and where they put them, as the node asks for it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from headframe.api.placement import PlacementBody
from headframe.core.labels import DeviceLabel
from headframe.core.places import Placement
from headframe.wire.convert.labels import MAX_GROUPS, label_from_wire
from headframe.wire.convert.texts import MAX_NAME
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.gateway.stack import Stack, served_gateway
from tests.server.stores.store_builders import found

pytestmark = [pytest.mark.anyio]


@pytest.fixture
async def stack(tmp_path: Path) -> AsyncIterator[Stack]:
    async with served_gateway(tmp_path) as stack:
        yield stack


async def owned(stack: Stack, *numbers: int) -> list[int]:
    """Devices that the node found, and owns."""
    devices, node = stack.stores.devices, stack.session.principal
    every = [found(number) for number in numbers]
    ids = [*await devices.record_found(node.org_id, node.node_id, every, now_ms=1)]
    await devices.claim(node.org_id, node.node_id, ids)
    return ids


async def test_a_node_is_told_what_people_said_of_its_devices(stack: Stack) -> None:
    places, org_id = stack.stores.places, stack.session.principal.org_id
    named, placed, silent = await owned(stack, 1, 2, 3)
    (elsewhere,) = await stack.stores.devices.record_found(
        org_id, stack.session.principal.node_id, [found(4)], now_ms=1
    )
    site = await places.add_site(org_id, name="North", time_zone="UTC", power_limit_watts=None)
    building = await places.add_building(org_id, site_id=site.id, name="Hall 1")
    rack = await places.add_rack(org_id, building_id=building.id, name="R03", rows=4, columns=12)
    group = await places.add_group(org_id, name="immersion", description="")
    placement = Placement(site.id, building.id, rack.id, 2, 5)
    await places.place(org_id, [(placed, placement)])
    await places.change_group(org_id, group.id, add=[placed], remove=[])
    for device_id in (named, elsewhere):
        await stack.stores.devices.rename(org_id, device_id, "the loud one")

    answer = await (await stack.link()).get_labels(gateway_pb2.GetLabelsRequest())
    labels = {each.device_id: label_from_wire(each) for each in answer.labels}
    assert labels == {
        named: DeviceLabel(named, "the loud one"),
        placed: DeviceLabel(placed, "", placement, "North", "Hall 1", "R03", ("immersion",)),
    }
    assert silent not in labels
    assert elsewhere not in labels  # the node does not own it


async def test_labels_are_sent_again_only_when_they_have_changed(stack: Stack) -> None:
    (device_id,) = await owned(stack, 1)
    link = await stack.link()
    first = await link.get_labels(gateway_pb2.GetLabelsRequest())
    assert (first.unchanged, [*first.labels]) == (False, [])
    again = await link.get_labels(gateway_pb2.GetLabelsRequest(known_tag=first.tag))
    assert again.unchanged
    await stack.stores.devices.rename(stack.session.principal.org_id, device_id, "the loud one")
    changed = await link.get_labels(gateway_pb2.GetLabelsRequest(known_tag=first.tag))
    assert [each.name for each in changed.labels] == ["the loud one"]
    assert changed.tag != first.tag


def test_what_a_server_says_is_bounded() -> None:
    told = gateway_pb2.DeviceLabel(device_id=1, name="n" * (MAX_NAME + 1), groups=["g"] * (MAX_GROUPS + 1))
    told.place.site = "\x1b[31mNorth"  # and no id: nowhere
    label = label_from_wire(told)
    assert (label.name, label.placement, len(label.groups)) == ("", None, MAX_GROUPS)
    assert label.site_name.isprintable()


@pytest.mark.parametrize(
    ("place", "understood"),
    [
        ({"site_id": -1, "building_id": 2}, None),
        ({"site_id": 2**60}, None),
        ({"site_id": 1, "rack_id": 3, "row": 1, "column": 1}, Placement(1)),
        ({"site_id": 1, "building_id": 2, "row": 1, "column": 1}, Placement(1, 2)),
        ({"site_id": 1, "building_id": 2, "rack_id": 3, "row": 1}, Placement(1, 2, 3)),
        ({"site_id": 1, "building_id": 2, "rack_id": 3, "row": 1, "column": 10**6}, Placement(1, 2, 3)),
        ({"site_id": 1, "building_id": 2, "rack_id": 3, "row": 4, "column": 5}, Placement(1, 2, 3, 4, 5)),
    ],
)
def test_a_place_that_cannot_be_is_understood_as_far_as_it_can(
    place: dict[str, int], understood: Placement | None
) -> None:
    label = label_from_wire(gateway_pb2.DeviceLabel(device_id=1, place=gateway_pb2.Place(**place)))
    assert label.placement == understood
    PlacementBody.of(label.placement)  # or nobody on site would see any miner
