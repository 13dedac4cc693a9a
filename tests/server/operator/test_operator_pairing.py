"""Discovery and pairing: nothing is claimed but by an operator, and no login is kept in plain."""

import pytest

from headframe.core.access import Role
from headframe.core.commands.payloads import Discover, Pair
from headframe.core.devices import PairingStatus
from headframe.core.errors import Code, Problem
from headframe.kit.sealing import SealPurpose, open_sealed, sealing_info
from headframe.server.stores.ports.commands import CommandQuery
from headframe.wire.gen.miner.v1 import miner_pb2
from tests.server.operator.operator_world import Client, World

LOGIN = {"username": "root", "password": "login-secret-9"}


async def test_a_discovery_runs_reports_and_ends(world: World, admin: Client) -> None:
    mine = world.mine
    started = await admin.post(
        "/discoveries", {"targets": ["10.0.0.0/24", "10.0.1.5-7"], "drivers": ["antminer"]}
    )
    assert started.status_code == 202
    found = started.json()
    assert (found["state"], found["addresses_total"]) == ("RUNNING", 257)
    command = await world.stores.commands.command(mine.id, found["id"])
    assert command
    assert command.payload == Discover(("10.0.0.0/24", "10.0.1.5-7"), ("antminer",))
    assert command.device_id is None
    assert world.router.woken == [mine.node_id]
    newest = (await admin.get("/activity", limit=1)).json()["entries"][0]
    assert newest["summary"] == "Discover miners at 10.0.0.0/24, 10.0.1.5-7"
    world.desk.progress(found["id"], addresses_total=257, addresses_scanned=100, hosts_open=4)
    world.desk.found(found["id"], [mine.unowned_id, mine.device_ids[0], mine.unowned_id])
    shown = (await admin.get(f"/discoveries/{found['id']}")).json()
    assert (shown["addresses_scanned"], shown["devices_found"]) == (100, 2)
    rows = (await admin.get(f"/discoveries/{found['id']}/devices", limit=1)).json()
    assert (rows["total"], rows["devices"][0]["id"]) == (2, mine.unowned_id)
    world.desk.finished(found["id"])
    assert (await admin.get("/discoveries")).json()["discoveries"][0]["state"] == "FINISHED"
    world.desk.found(found["id"], [mine.device_ids[1]])
    assert (await admin.get(f"/discoveries/{found['id']}")).json()["devices_found"] == 2, "ended is ended"
    assert await world.stores.devices.owners(mine.id, [mine.unowned_id]) == {}


async def test_cancelling_a_discovery(world: World, admin: Client) -> None:
    mine = world.mine
    queued = (await admin.post("/discoveries", {"targets": ["10.0.0.1"]})).json()
    assert (await admin.post(f"/discoveries/{queued['id']}/cancel")).json()["state"] == "CANCELLED"
    sent = (await admin.post("/discoveries", {"targets": ["10.0.0.1"]})).json()
    await world.stores.commands.claim_due(mine.id, [mine.node_id], now_ms=world.clock.now_ms(), limit=9)
    assert (await admin.post(f"/discoveries/{sent['id']}/cancel")).json()["state"] == "CANCELLING"
    assert world.desk.wants_cancel(sent["id"])
    world.desk.finished(sent["id"], Problem(Code.NOT_EXECUTED, "stopped"))
    ended = (await admin.post(f"/discoveries/{sent['id']}/cancel")).json()
    assert (ended["state"], ended["problem"]["code"]) == ("CANCELLED", "not_executed")


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("8.8.8.8", "public_address_refused"),
        ("127.0.0.1", "public_address_refused"),
        ("::ffff:169.254.169.254", "public_address_refused"),
        ("2130706433", "invalid_target"),
        ("0x7f.1", "invalid_target"),
        ("mine.example", "invalid_target"),
        ("10.0.0.0/7", "public_address_refused"),
    ],
)
async def test_only_private_literals_are_scanned(admin: Client, target: str, code: str) -> None:
    answer = await admin.post("/discoveries", {"targets": ["10.0.0.1", target]})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["where"] == "/targets/1"


async def test_a_scan_needs_a_node_that_is_there(world: World, admin: Client) -> None:
    world.router.connected.clear()
    for body in ({"targets": ["10.0.0.1"]}, {"targets": ["10.0.0.1"], "node_id": world.mine.node_id}):
        answer = await admin.post("/discoveries", body)
        assert (answer.status_code, answer.json()["code"]) == (503, "node_not_connected")


async def test_pairing_claims_and_seals(
    world: World, admin: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = world.mine
    ids = [mine.unowned_id, mine.device_ids[0]]
    body = {"selector": {"ids": ids}, "credentials": [LOGIN], "try_defaults": False}
    started = await admin.post("/pair", body)
    assert started.status_code == 202
    answer = started.json()
    assert (answer["claimed"], answer["left_out"]) == (1, 0)
    assert await world.stores.devices.owners(mine.id, ids) == dict.fromkeys(ids, mine.node_id)
    kept, total = await world.stores.commands.commands(mine.id, CommandQuery(9, batch_id=answer["batch_id"]))
    assert total == 2
    payload = kept[0].payload
    assert isinstance(payload, Pair)
    assert payload.try_defaults is False
    info = sealing_info(str(mine.id), str(mine.node_id), SealPurpose.PAIR_CREDENTIALS)
    opened = miner_pb2.Credentials.FromString(
        open_sealed(mine.node_key, payload.credentials[0].ciphertext, info)
    )
    assert (opened.username, opened.password) == (LOGIN["username"], LOGIN["password"])
    row = (await admin.get(f"/devices/{mine.unowned_id}")).json()["device"]
    assert (row["pairing"], row["node_id"]) == ("UNPAIRED", mine.node_id), "until the node says more"
    paired = (await admin.get(f"/devices/{mine.device_ids[0]}")).json()["device"]
    assert paired["pairing"] == "PAIRED", "what works goes on working meanwhile"
    entries = (await admin.get("/activity")).json()["entries"]
    assert [(entry["verb"], entry["summary"]) for entry in entries[:2]] == [
        ("batch.pair", "Pair: 2 miners"),
        ("device.claimed", "made a node the owner of 1 miner"),
    ]
    shown = capsys.readouterr()
    texts = [started.text, repr(kept), (await admin.get("/activity")).text, shown.out, shown.err]
    assert not [text for text in texts if LOGIN["password"] in text]


async def test_a_repeated_request_leaves_what_the_first_one_came_to(world: World, admin: Client) -> None:
    mine = world.mine
    body = {"selector": {"ids": [mine.unowned_id]}, "credentials": [LOGIN]}
    first = (await admin.post("/pair", body, Idempotency_Key="pair-1")).json()
    await world.stores.devices.record_pairing(mine.id, mine.unowned_id, PairingStatus.FAILED)
    again = (await admin.post("/pair", body, Idempotency_Key="pair-1")).json()
    assert again == {"batch_id": first["batch_id"], "claimed": 0, "left_out": 0}
    row = (await admin.get(f"/devices/{mine.unowned_id}")).json()["device"]
    assert row["pairing"] == "FAILED"


async def test_refused_pairing_repeats_no_password(admin: Client) -> None:
    wrong = {"username": "root", "password": "login-secret-9\n"}
    answer = await admin.post("/pair", {"selector": {"ids": ["x"]}, "credentials": [wrong]})
    assert answer.status_code == 422
    assert "login-secret" not in answer.text


async def test_without_the_nodes_key_nothing_is_claimed(world: World, admin: Client) -> None:
    mine = world.mine
    world.router.connected.clear()
    await world.stores.nodes.ensure_node(
        mine.id, name="mine-node", encryption_public_key=b"", now_ms=world.clock.now_ms()
    )
    body = {"selector": {"ids": [mine.unowned_id]}, "credentials": [LOGIN]}
    answer = await admin.post("/pair", body)
    assert (answer.status_code, answer.json()["code"]) == (503, "node_not_connected")
    assert await world.stores.devices.owners(mine.id, [mine.unowned_id]) == {}


async def test_unpairing_and_releasing(world: World, admin: Client) -> None:
    mine = world.mine
    first, second, _ = mine.device_ids
    unpaired = await admin.post("/unpair", {"selector": {"ids": [first]}, "expected_count": 1})
    assert unpaired.status_code == 202
    owners = await world.stores.devices.owners(mine.id, [first])
    assert owners == {first: mine.node_id}, "until the node has said so"
    wrong = await admin.post("/release", {"selector": {"ids": [second]}, "expected_count": 2})
    assert wrong.status_code == 409
    assert (await admin.post("/release", {"selector": {"ids": [second]}})).json() == {"count": 1}
    assert await world.stores.devices.owners(mine.id, [second]) == {}
    unowned = await admin.post("/unpair", {"selector": {"ids": [second]}})
    assert unowned.status_code == 202
    batch = (await admin.get(f"/batches/{unowned.json()['batch_id']}")).json()
    assert batch["counts"] == {"REJECTED": 1}


async def test_viewers_neither_scan_nor_pair(world: World) -> None:
    async with await world.signed_in(Role.VIEWER) as viewer:
        for path, body in (
            ("/discoveries", {"targets": ["10.0.0.1"]}),
            ("/pair", {"selector": {"filter": ""}}),
            ("/unpair", {"selector": {"filter": ""}}),
            ("/release", {"selector": {"filter": ""}}),
        ):
            assert (await viewer.post(path, body)).status_code == 403
