"""Moving miners from one node to another: asked for, let go, taken over, logged in to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from headframe.core.access import Role
from headframe.core.commands.payloads import Pair
from headframe.core.commands.records import CommandState
from headframe.core.fleet import PluginStatus
from headframe.core.transfers import HOST_OFF_WAIT_MS
from headframe.kit.sealing import SealPurpose, open_sealed, sealing_info
from headframe.server.stores.ports.commands import CommandQuery
from headframe.wire.gen.miner.v1 import miner_pb2
from tests.server.operator.operator_world import Client, World

LOGIN = {"username": "root", "password": "login-secret-9"}
REASON = {"reason": "unplugged, it stands on my desk"}


@dataclass
class Hall:
    """A second node of the same organisation, in contact, without miners."""

    id: int
    key: X25519PrivateKey


@pytest.fixture
async def hall(world: World) -> Hall:
    key = X25519PrivateKey.generate()
    public, now_ms = key.public_key().public_bytes_raw(), world.clock.now_ms()
    nodes, org_id = world.stores.nodes, world.mine.id
    node = await nodes.ensure_node(org_id, name="hall-2", encryption_public_key=public, now_ms=now_ms)
    plugin = PluginStatus("antminer", "1", running=True, pid=1, started_at_ms=1, restarts=0)
    await nodes.record_contact(org_id, node.id, at_ms=now_ms, plugins=[plugin])
    world.router.connected.add(node.id)
    world.router.keys[node.id] = public
    return Hall(node.id, key)


@pytest.fixture
async def technician(world: World) -> AsyncIterator[Client]:
    async with await world.signed_in(Role.TECHNICIAN) as client:
        yield client


def move(hall: Hall, *ids: int, **more: object) -> dict[str, object]:
    return {"selector": {"ids": list(ids)}, "to_node_id": hall.id, **more}


async def let_go(world: World, *, behind: int = 0) -> None:
    """The owner says by which list it acts, or by how much older a one."""
    mine = world.mine
    version, _ = await world.stores.devices.manifest(mine.id, mine.node_id)
    await world.services.handover.node_let_go(mine.id, mine.node_id, version - behind)


async def test_miners_go_over_once_their_node_has_let_go(world: World, admin: Client, hall: Hall) -> None:
    mine, first = world.mine, world.mine.device_ids[0]
    path = f"/nodes/{mine.node_id}/transfer"
    preview = (await admin.post(f"{path}/preview", move(hall, first))).json()
    assert (preview["can"], preview["cannot"], preview["source_connected"]) == (1, 0, True)
    started = await admin.post(path, move(hall, first, credentials=[LOGIN], expected_count=1))
    assert started.status_code == 202
    assert started.json() == {"started": 1, "left_out": 0, "source_connected": True}
    assert mine.node_id in world.router.woken
    shown = (await admin.get(f"/devices/{first}")).json()["device"]
    assert (shown["node_id"], shown["moving_to_node_id"]) == (mine.node_id, hall.id)
    (listed,) = (await admin.get("/transfers")).json()
    assert (listed["from_node_id"], listed["to_node_id"], listed["devices"]) == (mine.node_id, hall.id, 1)
    await let_go(world, behind=1)
    assert await world.stores.devices.owners(mine.id, [first]) == {first: mine.node_id}
    await let_go(world)
    assert await world.stores.devices.owners(mine.id, [first]) == {first: hall.id}
    assert (await admin.get("/transfers")).json() == []
    assert hall.id in world.router.woken
    (newest,), total = await world.stores.commands.commands(mine.id, CommandQuery(1, device_id=first))
    assert (total, newest.node_id, newest.state, newest.actor.display_name) == (
        1,
        hall.id,
        CommandState.QUEUED,
        "mine-admin",
    )
    assert isinstance(newest.payload, Pair)
    info = sealing_info(str(mine.id), str(hall.id), SealPurpose.PAIR_CREDENTIALS)
    login = miner_pb2.Credentials.FromString(
        open_sealed(hall.key, newest.payload.credentials[0].ciphertext, info)
    )
    assert (login.username, login.password) == ("root", LOGIN["password"])
    verbs = [entry["verb"] for entry in (await admin.get("/activity")).json()["entries"]]
    assert verbs[:3] == ["batch.pair", "device.transferred", "device.transfer_begun"]


async def test_history_and_id_stay(world: World, admin: Client, hall: Hall) -> None:
    mine, first = world.mine, world.mine.device_ids[0]
    before = (await admin.get(f"/devices/{first}/samples")).json()
    await admin.post(f"/nodes/{mine.node_id}/transfer", move(hall, first))
    await let_go(world)
    assert (await admin.get(f"/devices/{first}/samples")).json() == before
    after = (await admin.get(f"/devices/{first}")).json()["device"]
    assert (after["node_id"], after["pairing"]) == (hall.id, "UNPAIRED")


async def test_who_cannot_go_is_named_with_why(world: World, admin: Client, hall: Hall) -> None:
    mine, first = world.mine, world.mine.device_ids[0]
    path = f"/nodes/{mine.node_id}/transfer"
    ids = (*mine.device_ids, mine.unowned_id, 987_654)
    await admin.post(path, move(hall, first))
    preview = (await admin.post(f"{path}/preview", move(hall, *ids))).json()
    assert (preview["selected"], preview["can"], preview["cannot"]) == (5, 2, 3)
    reasons = {each["code"]: each["reason"] for each in preview["reasons"]}
    assert set(reasons) == {"conflict", "device_not_owned", "not_found"}
    assert "on its way" in reasons["conflict"]
    other = PluginStatus("axeos", "1", running=True, pid=1, started_at_ms=1, restarts=0)
    now_ms = world.clock.now_ms()
    await world.stores.nodes.record_contact(mine.id, hall.id, at_ms=now_ms, plugins=[other])
    preview = (await admin.post(f"{path}/preview", move(hall, mine.device_ids[1]))).json()
    assert (preview["can"], preview["reasons"][0]["reason"]) == (0, "hall-2 runs no driver antminer")
    refused = await admin.post(path, move(hall, mine.device_ids[1]))
    assert (refused.status_code, refused.json()["code"]) == (503, "plugin_unavailable")


async def test_a_move_that_makes_no_sense_is_refused(world: World, admin: Client, hall: Hall) -> None:
    mine, first = world.mine, world.mine.device_ids[0]
    path = f"/nodes/{mine.node_id}/transfer"
    itself = await admin.post(path, {**move(hall, first), "to_node_id": mine.node_id})
    assert (itself.status_code, itself.json()["code"]) == (422, "invalid_request")
    nowhere = await admin.post(path, {**move(hall, first), "to_node_id": world.other.node_id})
    assert nowhere.status_code == 404
    assert (await admin.post(path, move(hall, first, expected_count=2))).json()["code"] == "conflict"
    world.router.connected.discard(hall.id)
    assert (await admin.post(path, move(hall, first))).json()["code"] == "node_not_connected"
    assert (await admin.get("/transfers")).json() == []


async def test_no_command_is_made_for_what_is_on_its_way(world: World, admin: Client, hall: Hall) -> None:
    mine, first = world.mine, world.mine.device_ids[0]
    await admin.post(f"/nodes/{mine.node_id}/transfer", move(hall, first))
    reboot = {"selector": {"ids": [first]}, "command": {"kind": "REBOOT"}, "refusals": "leave_out"}
    refused = await admin.post("/commands", reboot)
    assert (refused.status_code, "on its way" in refused.json()["detail"]) == (409, True)
    pair = (await admin.post("/pair", {"selector": {"ids": [first]}})).json()
    (command,) = (await admin.get(f"/batches/{pair['batch_id']}/commands")).json()["commands"]
    assert (command["state"], "on its way" in command["problem"]["message"]) == ("REJECTED", True)


async def test_what_has_not_gone_can_stay(world: World, technician: Client, hall: Hall) -> None:
    mine, first = world.mine, world.mine.device_ids[0]
    path = f"/nodes/{mine.node_id}/transfer"
    await technician.post(path, move(hall, first))
    released, _ = await world.stores.devices.manifest(mine.id, mine.node_id)
    assert (await technician.post(f"{path}/cancel")).json() == {"count": 1}
    assert (await technician.post(f"{path}/cancel")).json() == {"count": 0}
    await world.services.handover.node_let_go(mine.id, mine.node_id, released)
    assert await world.stores.devices.owners(mine.id, [first]) == {first: mine.node_id}


async def test_a_node_out_of_contact_keeps_its_miners_until_its_host_is_said_to_be_off(
    world: World, admin: Client, hall: Hall
) -> None:
    mine, first = world.mine, world.mine.device_ids[0]
    path = f"/nodes/{mine.node_id}/transfer"
    in_contact = await admin.post(f"{path}/host-off", REASON)
    assert (in_contact.status_code, "is in contact" in in_contact.json()["detail"]) == (409, True)
    world.router.connected.discard(mine.node_id)
    assert (await admin.post(f"{path}/host-off", REASON)).status_code == 409, "nothing leaves it"
    assert (await admin.post(path, move(hall, first))).json()["source_connected"] is False
    handover = world.services.handover
    world.clock.advance(10 * HOST_OFF_WAIT_MS / 1000)
    await handover.hosts_are_off(mine.id)
    assert await world.stores.devices.owners(mine.id, [first]) == {first: mine.node_id}
    assert (await admin.post(f"{path}/host-off", {"reason": " "})).status_code == 422
    assert (await admin.post(f"{path}/host-off", REASON)).json() == {"count": 1}
    (listed,) = (await admin.get("/transfers")).json()
    assert listed["due_at_ms"] == world.clock.now_ms() + HOST_OFF_WAIT_MS
    world.clock.advance(HOST_OFF_WAIT_MS / 1000 - 1)
    await handover.hosts_are_off(mine.id)
    assert await world.stores.devices.owners(mine.id, [first]) == {first: mine.node_id}
    world.clock.advance(1)
    await handover.hosts_are_off(mine.id)
    assert await world.stores.devices.owners(mine.id, [first]) == {first: hall.id}
    entries = (await admin.get("/activity")).json()["entries"]
    vouched = next(entry for entry in entries if entry["verb"] == "node.host_vouched_off")
    assert REASON["reason"] in vouched["summary"]
    assert vouched["actor"]["display_name"] == "mine-admin"


async def test_a_node_that_comes_back_makes_the_word_fall(world: World, admin: Client, hall: Hall) -> None:
    mine, first = world.mine, world.mine.device_ids[0]
    path = f"/nodes/{mine.node_id}/transfer"
    world.router.connected.discard(mine.node_id)
    await admin.post(path, move(hall, first))
    await admin.post(f"{path}/host-off", REASON)
    world.router.connected.add(mine.node_id)
    world.clock.advance(2 * HOST_OFF_WAIT_MS / 1000)
    await world.services.handover.hosts_are_off(mine.id)
    assert await world.stores.devices.owners(mine.id, [first]) == {first: mine.node_id}, "it is on"
    await world.services.handover.node_is_back(mine.id, mine.node_id)
    world.router.connected.discard(mine.node_id)
    await world.services.handover.hosts_are_off(mine.id)
    assert await world.stores.devices.owners(mine.id, [first]) == {first: mine.node_id}
    assert (await admin.get("/transfers")).json()[0]["host_off_at_ms"] is None
    verbs = [entry["verb"] for entry in (await admin.get("/activity")).json()["entries"]]
    assert "node.host_not_off" in verbs
    await let_go(world)
    assert await world.stores.devices.owners(mine.id, [first]) == {first: hall.id}


async def test_who_may_only_look_moves_nothing(world: World, hall: Hall) -> None:
    async with await world.signed_in(Role.VIEWER) as viewer:
        path = f"/nodes/{world.mine.node_id}/transfer"
        assert (await viewer.get("/transfers")).status_code == 200
        assert (await viewer.post(path, move(hall, world.mine.device_ids[0]))).status_code == 403
        assert (await viewer.post(f"{path}/host-off", REASON)).status_code == 403
