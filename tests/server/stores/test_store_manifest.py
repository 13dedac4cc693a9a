"""What a manifest says: it gets a new version when its node has to know something else of a device."""

from dataclasses import replace

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Endpoint, Identity, PairingStatus
from headframe.core.fleet import FoundDevice
from headframe.core.reports import ContactReport, PairingReport
from headframe.core.telemetry import DeviceSettings
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.devices import OwnedTarget
from tests.server.stores.store_builders import NOW_MS, Fleet, fleet


async def manifest(stores: Stores, owned: Fleet) -> tuple[int, OwnedTarget]:
    version, targets = await stores.devices.manifest(owned.org_id, owned.node_id)
    claimed = await stores.commands.claim_due(owned.org_id, [owned.node_id], now_ms=NOW_MS, limit=1)
    assert claimed[owned.node_id].ownership_version == version
    return version, targets[0]


async def test_who_a_device_is_reaches_its_node(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    version, target = await manifest(stores, owned)
    revealed = Identity(mac="02:00:00:00:99:99", serial="S99")
    paired = (owned.org_id, target.device_id, PairingStatus.PAIRED)
    await stores.devices.record_pairing(*paired, identity=revealed)
    after, told = await manifest(stores, owned)
    assert after > version
    assert (told.identity.mac, told.identity.serial) == (revealed.mac, revealed.serial)
    await stores.devices.record_pairing(*paired, identity=revealed)
    assert (await manifest(stores, owned))[0] == after, "nothing new"
    await stores.devices.record_details(
        owned.org_id,
        target.device_id,
        identity=Identity(firmware="9.9"),
        capabilities=Capabilities(),
        settings=DeviceSettings(),
        at_ms=NOW_MS,
    )
    assert (await manifest(stores, owned))[0] > after


async def test_where_a_device_has_moved_reaches_its_node(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    version, target = await manifest(stores, owned)
    moved = Endpoint("10.9.9.9", {"api": 1})
    await stores.devices.record_contact(
        owned.org_id, target.device_id, reachable=True, problem=None, endpoint=moved, at_ms=NOW_MS
    )
    after, told = await manifest(stores, owned)
    assert after > version
    assert told.endpoint == moved
    again = FoundDevice(
        target.key,
        target.identity,
        Endpoint("10.9.9.10"),
        target.driver,
        Capabilities(),
        needs_credentials=False,
    )
    await stores.devices.record_found(owned.org_id, owned.node_id, [again], now_ms=NOW_MS)
    last, found = await manifest(stores, owned)
    assert last > after
    assert found.endpoint.address == "10.9.9.10"
    await stores.devices.record_found(owned.org_id, owned.node_id, [again], now_ms=NOW_MS)
    assert (await manifest(stores, owned))[0] == last, "nothing new"


async def test_reports_say_whose_manifest_they_changed(stores: Stores) -> None:
    owned = await fleet(stores, 2)
    device_id = owned.ids[0]
    known = Identity(mac="02:00:00:00:99:99", serial="S99")
    revealing = PairingReport(device_id, PairingStatus.PAIRED, None, known, None)
    silent = ContactReport(device_id, NOW_MS, False, None, None)  # noqa: FBT003 - a field of the report
    assert await stores.devices.record_reports(owned.org_id, [silent, revealing]) == [owned.node_id]
    assert await stores.devices.record_reports(owned.org_id, [silent, revealing]) == []
    await stores.devices.release(owned.org_id, [device_id])
    unowned = replace(revealing, identity=Identity(serial="S100"))
    assert await stores.devices.record_reports(owned.org_id, [unowned]) == []
