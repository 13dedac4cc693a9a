"""Devices: discovery, ownership, reports, details."""

from dataclasses import replace

import pytest

from headframe.core.capabilities import Capabilities
from headframe.core.commands.kinds import CommandKind
from headframe.core.devices import ComponentKind, Endpoint, Identity, PairingStatus, Severity
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.core.fleet import DeviceDetail, DeviceRow
from headframe.core.status import DeviceStatus
from headframe.core.telemetry import DeviceSettings, Fault, Pool
from headframe.server.stores.ports import Stores
from tests.server.stores.store_builders import NOW_MS, Fleet, columns, fleet, found, moment, query, sample


async def row_of(stores: Stores, owned: Fleet, now_ms: int = NOW_MS) -> DeviceRow:
    return (await stores.devices.rows(owned.org_id, owned.ids[:1], moment(now_ms)))[0]


async def detail_of(stores: Stores, owned: Fleet) -> DeviceDetail:
    detail = await stores.devices.detail(owned.org_id, owned.ids[0], moment())
    assert detail is not None
    return detail


async def report(stores: Stores, owned: Fleet, sequence: int, at_ms: int, **values: object) -> None:
    await stores.telemetry.ingest(
        owned.org_id,
        owned.node_id,
        sequence,
        columns(sample(owned.ids[0], at_ms, **values)),
        received_ms=at_ms,
    )


async def test_a_found_device_comes_back_as_it_was_told(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    row = await row_of(stores, owned)
    told = found(1)
    assert (row.key, row.identity, row.endpoint, row.driver) == (
        told.key,
        told.identity,
        told.endpoint,
        told.driver,
    )
    assert (row.name, row.node_id, row.seen_by_node_id) == ("m001", owned.node_id, owned.node_id)
    assert (row.pairing, row.sample, row.placement) == (PairingStatus.UNPAIRED, None, None)
    assert (row.status, row.status_since_ms) == (DeviceStatus.OFFLINE, NOW_MS - 1000)
    assert (await detail_of(stores, owned)).capabilities == told.capabilities


async def test_found_again_only_adds_and_only_the_owner_moves_a_device(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    other = await stores.nodes.ensure_node(owned.org_id, name="node-2", encryption_public_key=b"", now_ms=1)
    moved = replace(found(1, model="", firmware="v2"), endpoint=Endpoint("10.9.9.9", {"http": 80}))
    ids = await stores.devices.record_found(owned.org_id, other.id, [moved], now_ms=NOW_MS)
    assert list(ids) == list(owned.ids)
    row = await row_of(stores, owned)
    assert (row.identity.model, row.identity.firmware) == ("S21", "v2")
    assert (row.endpoint, row.node_id, row.seen_by_node_id) == (
        found(1).endpoint,
        owned.node_id,
        owned.node_id,
    )
    await stores.devices.record_found(owned.org_id, owned.node_id, [moved], now_ms=NOW_MS)
    assert (await row_of(stores, owned)).endpoint == moved.endpoint


async def test_the_same_key_twice_in_one_report_is_one_device(stores: Stores) -> None:
    owned = await fleet(stores, 0)
    twice = [found(7), found(8), found(7, firmware="new")]
    ids = await stores.devices.record_found(owned.org_id, owned.node_id, twice, now_ms=NOW_MS)
    assert ids[0] == ids[2] != ids[1]


async def test_ownership_is_claimed_once_and_released(stores: Stores) -> None:
    owned = await fleet(stores, 3)
    devices, org_id = stores.devices, owned.org_id
    other = await stores.nodes.ensure_node(org_id, name="node-2", encryption_public_key=b"", now_ms=1)
    assert list(await devices.claim(org_id, other.id, owned.ids)) == []
    version, targets = await devices.manifest(org_id, owned.node_id)
    assert [target.device_id for target in targets] == list(owned.ids)
    assert targets[0].identity == found(1).identity
    await devices.release(org_id, owned.ids[:2])
    assert await devices.owners(org_id, owned.ids) == {owned.ids[2]: owned.node_id}
    after, targets = await devices.manifest(org_id, owned.node_id)
    assert after > version
    assert [target.device_id for target in targets] == [owned.ids[2]]
    assert list(await devices.claim(org_id, other.id, owned.ids)) == list(owned.ids[:2])
    assert (await devices.manifest(org_id, other.id))[0] == 1
    with pytest.raises(HeadframeError) as refused:
        await devices.claim(org_id, other.id + 1000, owned.ids)
    assert refused.value.code is Code.NOT_FOUND


async def test_only_unowned_devices_are_forgotten(stores: Stores) -> None:
    owned = await fleet(stores, 2)
    with pytest.raises(HeadframeError) as refused:
        await stores.devices.forget(owned.org_id, owned.ids)
    assert refused.value.code is Code.CONFLICT
    group = await stores.places.add_group(owned.org_id, name="g", description="")
    await stores.places.change_group(owned.org_id, group.id, add=owned.ids)
    await stores.devices.release(owned.org_id, owned.ids)
    assert await stores.devices.forget(owned.org_id, [owned.ids[0], 10**9]) == 1
    assert await stores.devices.detail(owned.org_id, owned.ids[0], moment()) is None
    assert [g.devices for g in await stores.places.groups(owned.org_id)] == [1]
    again = await stores.devices.record_found(owned.org_id, owned.node_id, [found(1)], now_ms=NOW_MS)
    assert again[0] not in owned.ids


async def test_names_of_peoples_choice(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    await stores.devices.rename(owned.org_id, owned.ids[0], "Big Bertha")
    await stores.devices.record_found(owned.org_id, owned.node_id, [found(1)], now_ms=NOW_MS)
    assert (await row_of(stores, owned)).name == "Big Bertha"
    await stores.devices.rename(owned.org_id, owned.ids[0], "")
    assert (await row_of(stores, owned)).name == "m001"


async def test_pairing_and_what_it_reveals(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    record = stores.devices.record_pairing
    problem = Problem(Code.DEVICE_AUTHENTICATION_REJECTED, "no")
    await record(owned.org_id, owned.ids[0], PairingStatus.AUTHENTICATION_NEEDED, problem=problem)
    row = await row_of(stores, owned)
    assert (row.pairing, row.problem) == (PairingStatus.AUTHENTICATION_NEEDED, problem)
    able = Capabilities(frozenset({CommandKind.REBOOT, CommandKind.BLINK_LED}), max_pools=3)
    await record(
        owned.org_id,
        owned.ids[0],
        PairingStatus.PAIRED,
        identity=Identity(serial="SN1", control_board="AML"),
        capabilities=able,
    )
    row = await row_of(stores, owned)
    assert (row.pairing, row.problem, row.identity.serial) == (PairingStatus.PAIRED, None, "SN1")
    assert (row.identity.control_board, row.identity.model) == ("AML", "S21")
    assert await stores.devices.capabilities(owned.org_id, owned.ids) == {owned.ids[0]: able}


async def test_settings_of_the_newest_full_poll_stay(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    pools = (Pool("stratum+tcp://a", "w.1", active=False), Pool("stratum+tcp://b", "w.2", active=True))
    settings = DeviceSettings(pools, led_on=False, power_mode="eco", vendor_json=b'{"x":1}')
    args = {"identity": Identity(firmware="f2"), "capabilities": Capabilities()}
    details = stores.devices.record_details
    await details(owned.org_id, owned.ids[0], settings=settings, at_ms=NOW_MS, **args)  # type: ignore[arg-type] # keywords
    old = DeviceSettings(power_mode="old")
    await details(owned.org_id, owned.ids[0], settings=old, at_ms=NOW_MS - 1, **args)  # type: ignore[arg-type] # keywords
    detail = await detail_of(stores, owned)
    assert detail.settings == settings
    assert detail.details_at_ms == NOW_MS
    assert detail.capabilities == found(1).capabilities
    assert (detail.row.pool_url, detail.row.pool_user) == ("stratum+tcp://b", "w.2")
    assert detail.row.identity.firmware == "f2"


async def test_faults_open_stay_and_close(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    hot = Fault("OVER_TEMPERATURE", Severity.MAJOR, ComponentKind.HASH_BOARD, 1, "hot", "E1")
    fan = Fault("FAN_LOST", Severity.CRITICAL, ComponentKind.FAN, 0, since_ms=NOW_MS - 500)
    record = stores.devices.record_faults
    await record(owned.org_id, owned.ids[0], [hot], at_ms=NOW_MS)
    await record(owned.org_id, owned.ids[0], [hot, fan], at_ms=NOW_MS + 1)
    await record(owned.org_id, owned.ids[0], [], at_ms=NOW_MS)
    detail = await detail_of(stores, owned)
    assert [(f.code, f.first_seen_ms, f.last_seen_ms) for f in detail.faults] == [
        ("FAN_LOST", NOW_MS - 500, NOW_MS + 1),
        ("OVER_TEMPERATURE", NOW_MS, NOW_MS + 1),
    ]
    assert (detail.row.fault_count, detail.row.worst_fault) == (2, Severity.CRITICAL)
    await record(owned.org_id, owned.ids[0], [hot], at_ms=NOW_MS + 2)
    row = await row_of(stores, owned)
    assert (row.fault_count, row.worst_fault) == (1, Severity.MAJOR)
    await record(owned.org_id, owned.ids[0], [], at_ms=NOW_MS + 3)
    row = await row_of(stores, owned)
    assert (row.fault_count, row.worst_fault) == (0, None)


async def test_status_follows_reports_contact_and_time(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    await report(stores, owned, 1, NOW_MS)
    row = await row_of(stores, owned)
    assert (row.status, row.status_since_ms, row.last_report_ms) == (DeviceStatus.HASHING, NOW_MS, NOW_MS)
    await report(stores, owned, 2, NOW_MS + 10, hashrate_hs=1e13)
    row = await row_of(stores, owned, NOW_MS + 10)
    assert (row.status, row.status_since_ms) == (DeviceStatus.DEGRADED, NOW_MS + 10)
    lost = Problem(Code.DEVICE_UNREACHABLE, "gone")
    contact = stores.devices.record_contact
    new_place = Endpoint("10.0.0.77", {"api": 4028})
    await contact(
        owned.org_id, owned.ids[0], reachable=False, problem=lost, endpoint=new_place, at_ms=NOW_MS + 20
    )
    row = await row_of(stores, owned, NOW_MS + 20)
    assert (row.status, row.status_since_ms, row.reachable) == (DeviceStatus.OFFLINE, NOW_MS + 20, False)
    assert (row.problem, row.endpoint) == (lost, new_place)
    await report(stores, owned, 3, NOW_MS + 30)
    row = await row_of(stores, owned, NOW_MS + 30)
    assert (row.status, row.reachable) == (DeviceStatus.HASHING, True)
    assert (await row_of(stores, owned, NOW_MS + 30_031)).status is DeviceStatus.UNAVAILABLE


async def test_an_expected_reboot_ends_with_a_report_from_after_it(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    await report(stores, owned, 1, NOW_MS, uptime_seconds=5000)
    expect = stores.devices.expect_transition
    await expect(owned.org_id, owned.ids[0], "REBOOTING", until_ms=NOW_MS + 25_000, since_ms=NOW_MS + 1000)
    row = await row_of(stores, owned, NOW_MS + 2000)
    assert (row.status, row.status_since_ms) == (DeviceStatus.REBOOTING, NOW_MS + 1000)
    await report(stores, owned, 2, NOW_MS + 3000, uptime_seconds=5003)
    assert (await row_of(stores, owned, NOW_MS + 3000)).status is DeviceStatus.REBOOTING
    await report(stores, owned, 3, NOW_MS + 20_000, uptime_seconds=4)
    assert (await row_of(stores, owned, NOW_MS + 20_000)).status is DeviceStatus.HASHING
    await expect(owned.org_id, owned.ids[0], "UPDATING", until_ms=NOW_MS + 22_000)
    assert (await row_of(stores, owned, NOW_MS + 21_000)).status is DeviceStatus.UPDATING
    assert (await row_of(stores, owned, NOW_MS + 22_000)).status is DeviceStatus.HASHING


async def test_curtailment_and_faults_show_with_the_next_report(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    await stores.devices.set_curtailed(owned.org_id, owned.ids[0], curtailed=True)
    await report(stores, owned, 1, NOW_MS, hashrate_hs=0.0)
    assert (await row_of(stores, owned)).status is DeviceStatus.CURTAILED
    await stores.devices.set_curtailed(owned.org_id, owned.ids[0], curtailed=False)
    fault = Fault("X", Severity.CRITICAL)
    await stores.devices.record_faults(owned.org_id, owned.ids[0], [fault], at_ms=NOW_MS)
    await report(stores, owned, 2, NOW_MS + 1)
    assert (await row_of(stores, owned, NOW_MS + 1)).status is DeviceStatus.ERROR


async def test_watchers_learn_of_every_change_and_of_nothing_else(stores: Stores) -> None:
    owned = await fleet(stores, 3)
    changed = stores.devices.changed_since
    _, now = await changed(owned.org_id, 0, limit=100)
    assert await changed(owned.org_id, now, limit=100) == ([], now)
    await report(stores, owned, 1, NOW_MS)
    await stores.devices.rename(owned.org_id, owned.ids[1], "x")
    ids, after = await changed(owned.org_id, now, limit=100)
    assert set(ids) == set(owned.ids[:2])
    assert (await changed(owned.org_id, after, limit=100))[0] == []
    seen, cursor = set(), now
    while True:
        ids, following = await changed(owned.org_id, cursor, limit=1)
        seen |= set(ids)
        if following == cursor:
            break
        cursor = following
    assert seen == set(owned.ids[:2])


async def test_devices_of_others_do_not_exist(stores: Stores) -> None:
    owned = await fleet(stores, 2)
    other = await fleet(stores, 1, org="other", node="n")
    devices = stores.devices
    assert await devices.rows(other.org_id, owned.ids, moment()) == []
    assert await devices.detail(other.org_id, owned.ids[0], moment()) is None
    assert await devices.owners(other.org_id, owned.ids) == {}
    assert await devices.capabilities(other.org_id, owned.ids) == {}
    assert list(await devices.claim(other.org_id, other.node_id, owned.ids)) == []
    assert await devices.forget(other.org_id, owned.ids) == 0
    assert (await devices.window(other.org_id, query(), offset=0, limit=9))[1] == 1
    with pytest.raises(HeadframeError) as refused:
        await devices.rename(other.org_id, owned.ids[0], "mine")
    assert refused.value.code is Code.NOT_FOUND
