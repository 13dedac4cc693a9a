"""Devices that leave a node for another: on whose manifest they are, and whose they become."""

from dataclasses import replace

from headframe.core.commands.payloads import Pair, SealedSecret
from headframe.core.devices import PairingStatus
from headframe.core.fleet import DeviceRow
from headframe.core.transfers import Transfer
from headframe.server.stores.ports import Stores
from tests.server.stores.store_builders import ALICE, NOW_MS, Fleet, fleet, moment

LOGIN = Pair((SealedSecret("k", b"\x00sealed"),), try_defaults=False)


def leaving(source: Fleet, target: Fleet, device_id: int) -> Transfer:
    return Transfer(device_id, source.org_id, source.node_id, target.node_id, ALICE, NOW_MS, LOGIN)


async def two(stores: Stores, devices: int = 3) -> tuple[Fleet, Fleet]:
    return await fleet(stores, devices), await fleet(stores, 0, node="node-2")


async def version_and_ids(stores: Stores, owned: Fleet) -> tuple[int, set[int]]:
    version, targets = await stores.devices.manifest(owned.org_id, owned.node_id)
    return version, {target.device_id for target in targets}


async def row(stores: Stores, owned: Fleet, device_id: int) -> DeviceRow:
    return (await stores.devices.rows(owned.org_id, [device_id], moment()))[0]


async def test_what_leaves_is_on_nobodys_manifest_and_still_its_owners(stores: Stores) -> None:
    source, target = await two(stores)
    first, second, third = source.ids
    before, _ = await version_and_ids(stores, source)
    wanted = [leaving(source, target, first), leaving(source, target, second)]
    assert await stores.transfers.begin(source.org_id, wanted) == [first, second]
    after, ids = await version_and_ids(stores, source)
    assert (after > before, ids) == (True, {third})
    assert (await version_and_ids(stores, target))[1] == set()
    shown = await row(stores, source, first)
    assert (shown.node_id, shown.moving_to_node_id) == (source.node_id, target.node_id)
    assert await stores.devices.owners(source.org_id, [first]) == {first: source.node_id}
    kept = await stores.transfers.transfers(source.org_id)
    assert kept == [replace(each, released_version=after) for each in wanted]
    assert await stores.transfers.transfers(source.org_id, from_node_id=target.node_id) == []
    assert await stores.devices.claim(source.org_id, target.node_id, [first]) == [], "it has an owner"


async def test_only_what_its_node_owns_begins_to_leave_and_only_once(stores: Stores) -> None:
    source, target = await two(stores)
    first = source.ids[0]
    foreign = await fleet(stores, 1, org="other")
    await stores.devices.release(source.org_id, [source.ids[2]])
    assert await stores.transfers.begin(source.org_id, [leaving(source, target, source.ids[2])]) == []
    assert await stores.transfers.begin(source.org_id, [leaving(target, source, first)]) == []
    assert await stores.transfers.begin(source.org_id, [leaving(source, target, foreign.ids[0])]) == []
    assert await stores.transfers.begin(source.org_id, [leaving(source, foreign, first)]) == []
    assert await stores.transfers.begin(source.org_id, [leaving(source, target, first)]) == [first]
    assert await stores.transfers.begin(source.org_id, [leaving(source, target, first)]) == []
    assert await stores.transfers.transfers(foreign.org_id) == []


async def test_what_was_let_go_becomes_the_new_owners_unpaired(stores: Stores) -> None:
    source, target = await two(stores)
    first = source.ids[0]
    await stores.devices.record_pairing(source.org_id, first, PairingStatus.PAIRED)
    await stores.transfers.begin(source.org_id, [leaving(source, target, first)])
    released, _ = await version_and_ids(stores, source)
    before, _ = await version_and_ids(stores, target)
    take_over = stores.transfers.take_over
    assert await take_over(source.org_id, source.node_id, let_go_version=released - 1) == []
    assert await take_over(source.org_id, target.node_id, let_go_version=released) == []
    (ended,) = await take_over(source.org_id, source.node_id, let_go_version=released)
    assert (ended.device_id, ended.login) == (first, LOGIN)
    after, ids = await version_and_ids(stores, target)
    assert (after > before, ids) == (True, {first})
    shown = await row(stores, target, first)
    assert (shown.node_id, shown.moving_to_node_id) == (target.node_id, None)
    assert shown.pairing is PairingStatus.UNPAIRED
    assert await take_over(source.org_id, source.node_id, let_go_version=released) == []
    assert await stores.transfers.transfers(source.org_id) == []


async def test_what_is_cancelled_stays_and_an_old_word_moves_it_no_more(stores: Stores) -> None:
    source, target = await two(stores)
    first = source.ids[0]
    await stores.transfers.begin(source.org_id, [leaving(source, target, first)])
    released, _ = await version_and_ids(stores, source)
    assert await stores.transfers.cancel(source.org_id, source.ids) == [first]
    after, ids = await version_and_ids(stores, source)
    assert (after > released, ids) == (True, set(source.ids))
    assert await stores.transfers.cancel(source.org_id, source.ids) == []
    await stores.transfers.begin(source.org_id, [leaving(source, target, first)])
    assert await stores.transfers.take_over(source.org_id, source.node_id, let_go_version=after) == []
    assert (await version_and_ids(stores, target))[1] == set()


async def test_a_host_that_is_off_need_not_let_go(stores: Stores) -> None:
    source, target = await two(stores)
    first = source.ids[0]
    take_over = stores.transfers.take_over_off
    assert await stores.transfers.vouch_off(source.org_id, source.node_id, at_ms=NOW_MS) == []
    await stores.transfers.begin(source.org_id, [leaving(source, target, first)])
    assert await take_over(source.org_id, source.node_id, vouched_until_ms=NOW_MS) == []
    assert await stores.transfers.vouch_off(source.org_id, source.node_id, at_ms=NOW_MS) == [first]
    assert await take_over(source.org_id, source.node_id, vouched_until_ms=NOW_MS - 1) == []
    assert await stores.transfers.vouch_off(source.org_id, source.node_id, at_ms=None) == [first]
    assert await take_over(source.org_id, source.node_id, vouched_until_ms=NOW_MS) == []
    await stores.transfers.vouch_off(source.org_id, source.node_id, at_ms=NOW_MS)
    (ended,) = await take_over(source.org_id, source.node_id, vouched_until_ms=NOW_MS)
    assert ended.device_id == first
    assert (await version_and_ids(stores, target))[1] == {first}


async def test_a_released_device_leaves_nobody_any_more(stores: Stores) -> None:
    source, target = await two(stores)
    first = source.ids[0]
    await stores.transfers.begin(source.org_id, [leaving(source, target, first)])
    await stores.devices.release(source.org_id, [first])
    assert await stores.transfers.transfers(source.org_id) == []
    shown = await row(stores, source, first)
    assert (shown.node_id, shown.moving_to_node_id) == (None, None)
    assert await stores.devices.claim(source.org_id, target.node_id, [first]) == [first]
    assert (await version_and_ids(stores, target))[1] == {first}
