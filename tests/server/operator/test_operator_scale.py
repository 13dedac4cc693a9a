"""Bulk acts on ten thousand devices: complete, and a handful of store calls, not one a device."""

from headframe.core.devices import PairingStatus
from tests.server.operator.operator_world import CAPABILITIES, Client, World, found_device

REBOOT = {"kind": "REBOOT"}


async def test_ten_thousand_devices_are_one_act(world: World, admin: Client) -> None:
    mine = world.mine
    found = [found_device("bulk", number) for number in range(10_000)]
    ids = await world.stores.devices.record_found(mine.id, mine.node_id, found, now_ms=0)
    await world.stores.devices.claim(mine.id, mine.node_id, ids)
    for device_id in ids:
        await world.stores.devices.record_pairing(
            mine.id, device_id, PairingStatus.PAIRED, capabilities=CAPABILITIES
        )
    selector = {"filter": "serial:bulk"}
    preview = (await admin.post("/commands/preview", {"selector": selector, "command": REBOOT})).json()
    assert preview["can"] == 10_000
    issued = await admin.post(
        "/commands", {"selector": selector, "command": REBOOT, "expected_count": preview["selected"]}
    )
    assert issued.json()["batch"]["counts"] == {"QUEUED": 10_000}
    assert (await admin.post(f"/batches/{issued.json()['batch']['id']}/cancel")).json() == {"count": 10_000}
    retry = await admin.post(f"/batches/{issued.json()['batch']['id']}/retry", {"states": ["SUPERSEDED"]})
    assert retry.json()["batch"]["total"] == 10_000


async def test_ten_thousand_devices_are_paired_in_one_act(world: World, admin: Client) -> None:
    mine = world.mine
    found = [found_device("bulk", number) for number in range(10_000)]
    ids = await world.stores.devices.record_found(mine.id, mine.node_id, found, now_ms=0)
    body = {"selector": {"filter": "serial:bulk"}, "credentials": [{"username": "root", "password": "x"}]}
    started = (await admin.post("/pair", body)).json()
    assert (started["claimed"], started["left_out"]) == (10_000, 0)
    assert len(await world.stores.devices.owners(mine.id, ids)) == 10_000
    unpaired = (await admin.post("/unpair", {"selector": {"filter": "serial:bulk"}})).json()
    counts = (await admin.get(f"/batches/{unpaired['batch_id']}")).json()["counts"]
    assert counts == {"QUEUED": 10_000}
