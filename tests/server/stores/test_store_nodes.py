"""Nodes, contact, counters."""

import asyncio

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import PluginStatus, SpoolStatus
from headframe.core.status import DeviceStatus
from headframe.server.stores.ports import Stores
from tests.server.stores.store_builders import NOW_MS, columns, fleet, moment, query, sample


async def test_a_node_is_made_once_and_its_key_replaced(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    ensure = stores.nodes.ensure_node
    first = await ensure(org_id, name="n", encryption_public_key=b"1", now_ms=5)
    again = await ensure(org_id, name="n", encryption_public_key=b"2", now_ms=9)
    assert (again.id, again.encryption_public_key, again.created_at_ms) == (first.id, b"2", 5)
    assert await stores.nodes.nodes(org_id) == [again]
    other = await stores.people.ensure_org("b")
    assert await stores.nodes.node(other, first.id) is None


async def test_a_new_node_takes_no_name_in_use(stores: Stores) -> None:
    org_id, other = await stores.people.ensure_org("a"), await stores.people.ensure_org("b")
    added = await stores.nodes.add_node(org_id, name="Hall", encryption_public_key=b"1", now_ms=5)
    assert await stores.nodes.nodes(org_id) == [added]
    with pytest.raises(HeadframeError) as refused:
        await stores.nodes.add_node(org_id, name="hall", encryption_public_key=b"2", now_ms=6)
    assert refused.value.code is Code.ALREADY_EXISTS
    assert await stores.nodes.nodes(org_id) == [added]
    assert (
        await stores.nodes.add_node(other, name="hall", encryption_public_key=b"2", now_ms=6)
    ).id != added.id


async def test_names_stay_unique(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    names = ("two", "one")
    two, one = [
        await stores.nodes.ensure_node(org_id, name=n, encryption_public_key=b"", now_ms=1) for n in names
    ]
    assert [node.id for node in await stores.nodes.nodes(org_id)] == [one.id, two.id]
    with pytest.raises(HeadframeError) as refused:
        await stores.nodes.update_node(org_id, two.id, name="ONE", site_id=None)
    assert refused.value.code is Code.ALREADY_EXISTS
    with pytest.raises(HeadframeError) as refused:
        await stores.nodes.update_node(org_id, two.id, name="two", site_id=4711)
    assert refused.value.code is Code.NOT_FOUND


async def test_contact_never_moves_backwards_and_can_be_lost(stores: Stores) -> None:
    owned = await fleet(stores, 2)
    nodes, org_id, node_id = stores.nodes, owned.org_id, owned.node_id
    plugin = PluginStatus("antminer", "1", running=True, pid=1, started_at_ms=2, restarts=3, rss_bytes=4)
    await nodes.record_contact(org_id, node_id, at_ms=NOW_MS + 9, software_version="0.1", plugins=[plugin])
    await nodes.record_contact(org_id, node_id, at_ms=NOW_MS)
    node = await nodes.node(org_id, node_id)
    assert node is not None
    assert (node.last_contact_ms, node.software_version, node.devices_owned) == (NOW_MS + 9, "0.1", 2)
    assert tuple(node.plugins) == (plugin,)
    await nodes.lose_contact(org_id, node_id)
    lost = await nodes.node(org_id, node_id)
    assert lost is not None
    assert (lost.last_contact_ms, lost.last_heard_ms) == (None, NOW_MS + 9)


async def test_what_waits_on_a_node_is_as_it_told_last(stores: Stores) -> None:
    owned = await fleet(stores, 0)
    record, spool = stores.nodes.record_contact, SpoolStatus(5, 600, 7)
    known = (owned.org_id, owned.node_id)
    await record(*known, at_ms=NOW_MS, spool=spool, newest_sample_ms=NOW_MS - 10)
    await record(*known, at_ms=NOW_MS + 1, newest_sample_ms=NOW_MS - 20)
    await record(*known, at_ms=NOW_MS + 2)
    node = await stores.nodes.node(*known)
    assert node is not None
    assert (node.spool, node.newest_sample_ms) == (spool, NOW_MS - 10)


async def test_devices_of_a_node_out_of_contact_are_unavailable_since_it_was_heard(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    await stores.telemetry.ingest(
        owned.org_id, owned.node_id, 1, columns(sample(owned.ids[0], NOW_MS - 4)), received_ms=NOW_MS
    )
    await stores.nodes.record_contact(owned.org_id, owned.node_id, at_ms=NOW_MS + 3)
    await stores.nodes.lose_contact(owned.org_id, owned.node_id)
    (row,) = await stores.devices.rows(owned.org_id, owned.ids, moment(NOW_MS + 5))
    assert (row.status, row.status_since_ms) == (DeviceStatus.UNAVAILABLE, NOW_MS + 3)
    summary = await stores.devices.summary(owned.org_id, query(moment=moment(NOW_MS + 5)))
    assert summary.by_status == {DeviceStatus.UNAVAILABLE: 1}
    await stores.nodes.record_contact(owned.org_id, owned.node_id, at_ms=NOW_MS + 6)
    (row,) = await stores.devices.rows(owned.org_id, owned.ids, moment(NOW_MS + 7))
    assert row.status is DeviceStatus.HASHING
    (row,) = await stores.devices.rows(owned.org_id, owned.ids, moment(NOW_MS + 60_000))
    assert (row.status, row.status_since_ms) == (DeviceStatus.UNAVAILABLE, NOW_MS + 6), "silent for too long"


async def test_sequences_and_epochs_only_grow(stores: Stores) -> None:
    owned = await fleet(stores, 0)
    allocate = stores.nodes.allocate_sequences
    given = await asyncio.gather(
        *(allocate(owned.org_id, owned.node_id, count=3, at_least=100) for _ in range(5))
    )
    assert sorted(given) == [100, 103, 106, 109, 112]
    assert await allocate(owned.org_id, owned.node_id, count=1, at_least=50) == 115
    assert await allocate(owned.org_id, owned.node_id, count=1, at_least=10**15) == 10**15
    epochs = [await stores.nodes.allocate_epoch(owned.org_id, owned.node_id, at_least=n) for n in (5, 5, 3)]
    assert epochs == [5, 6, 7]
    node = await stores.nodes.node(owned.org_id, owned.node_id)
    assert node is not None
    assert (node.last_sequence, node.lease_epoch) == (10**15, 7)
    with pytest.raises(HeadframeError) as refused:
        await allocate(owned.org_id + 1000, owned.node_id, count=1, at_least=1)
    assert refused.value.code is Code.NOT_FOUND
