"""A restored database takes back devices and numbers that its nodes still know."""

import pytest

from headframe.core.commands.acks import CommandPhase
from headframe.core.commands.lifecycle import PHASE_STATES
from headframe.core.commands.records import CommandState
from headframe.core.devices import Endpoint, PairingStatus
from headframe.core.errors import Code, HeadframeError
from headframe.core.ownership import OwnedDevice
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.commands import StateChange
from headframe.server.stores.ports.telemetry import Ingested
from tests.server.stores.store_builders import (
    NOW_MS,
    batch,
    columns,
    command,
    fleet,
    found,
    moment,
    query,
    sample,
)

FAR = 5_000


def listed(number: int, device_id: int) -> OwnedDevice:
    seen = found(number)
    return OwnedDevice(device_id, seen.key, seen.driver, seen.endpoint, seen.identity.mac, "S1", "S21", "1.0")


async def test_a_device_that_is_not_known_any_more_gets_the_id_that_its_node_has(stores: Stores) -> None:
    owned = await fleet(stores, 2)
    ids = await stores.devices.bring_back(
        owned.org_id, owned.node_id, [listed(1, 77), listed(9, FAR), listed(10, FAR + 1)], now_ms=NOW_MS
    )
    assert ids == [owned.ids[0], FAR, FAR + 1], "a key that is known keeps its id"
    (row,) = await stores.devices.rows(owned.org_id, [FAR], moment())
    assert (row.key, row.endpoint, row.driver) == (found(9).key, found(9).endpoint, "antminer")
    assert (row.identity.serial, row.identity.model, row.identity.firmware) == ("S1", "S21", "1.0")
    assert (row.node_id, row.seen_by_node_id, row.pairing) == (None, owned.node_id, PairingStatus.UNPAIRED)
    assert await stores.devices.owners(owned.org_id, ids) == {owned.ids[0]: owned.node_id}
    assert len(await stores.devices.ids(owned.org_id, query())) == 4
    again = await stores.devices.bring_back(owned.org_id, owned.node_id, [listed(9, FAR)], now_ms=NOW_MS)
    assert again == [FAR]


async def test_an_id_that_another_device_has_by_now_is_not_taken_from_it(stores: Stores) -> None:
    owned = await fleet(stores, 2)
    (brought,) = await stores.devices.bring_back(
        owned.org_id, owned.node_id, [listed(9, owned.ids[1])], now_ms=NOW_MS
    )
    assert brought not in owned.ids
    assert await stores.devices.owners(owned.org_id, [brought, *owned.ids]) == dict.fromkeys(
        owned.ids, owned.node_id
    )


async def test_ids_that_came_back_are_never_given_to_others(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    brought = [listed(number, FAR + number) for number in range(2, 5)]
    await stores.devices.bring_back(owned.org_id, owned.node_id, brought, now_ms=NOW_MS)
    new = await stores.devices.record_found(
        owned.org_id, owned.node_id, [found(number) for number in range(10, 20)], now_ms=NOW_MS
    )
    assert min(new) > FAR + 4


async def test_a_device_that_came_back_can_be_claimed_and_reported_on(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    ids = await stores.devices.bring_back(owned.org_id, owned.node_id, [listed(9, FAR)], now_ms=NOW_MS)
    assert await stores.devices.claim(owned.org_id, owned.node_id, ids) == ids
    await stores.devices.record_contact(
        owned.org_id, FAR, reachable=True, problem=None, endpoint=Endpoint("10.9.9.9"), at_ms=NOW_MS
    )
    _, targets = await stores.devices.manifest(owned.org_id, owned.node_id)
    assert [target.device_id for target in targets] == [owned.ids[0], FAR]


async def test_nodes_of_other_organisations_bring_nothing_back(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    other = await fleet(stores, 1, org="other")
    with pytest.raises(HeadframeError) as refused:
        await stores.devices.bring_back(other.org_id, owned.node_id, [listed(9, FAR)], now_ms=NOW_MS)
    assert refused.value.code is Code.NOT_FOUND
    with pytest.raises(HeadframeError) as refused:
        await stores.devices.renumber_manifest(other.org_id, owned.node_id, above=1)
    assert refused.value.code is Code.NOT_FOUND


async def test_a_manifest_is_numbered_above_what_a_node_holds_and_never_back(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    assert await stores.devices.renumber_manifest(owned.org_id, owned.node_id, above=900) == 901
    assert await stores.devices.renumber_manifest(owned.org_id, owned.node_id, above=5) == 902
    version, _ = await stores.devices.manifest(owned.org_id, owned.node_id)
    assert version == 902
    await stores.devices.release(owned.org_id, owned.ids)
    assert (await stores.devices.manifest(owned.org_id, owned.node_id))[0] == 903


async def test_commands_that_were_sent_and_have_no_outcome_are_told_in_the_order_of_sending(
    stores: Stores,
) -> None:
    owned = await fleet(stores, 5)
    commands = [command(owned, number, created_at_ms=NOW_MS + number) for number in range(5)]
    await stores.commands.add_batch(batch(owned.org_id), commands)
    assert not await stores.commands.handed_out(owned.org_id, owned.node_id)
    (claimed,) = (
        await stores.commands.claim_due(owned.org_id, [owned.node_id], now_ms=NOW_MS, limit=4)
    ).values()
    phases = (CommandPhase.ACCEPTED, CommandPhase.RUNNING, CommandPhase.SUCCEEDED)
    changes = [
        StateChange(each.id, PHASE_STATES[phase], NOW_MS)
        for each, phase in zip(claimed.commands, phases, strict=False)
    ]
    await stores.commands.apply(owned.org_id, changes)
    await stores.commands.requeue_unaccepted(owned.org_id, owned.node_id)
    handed = await stores.commands.handed_out(owned.org_id, owned.node_id)
    assert [each.sequence for each in handed] == sorted(each.sequence for each in handed)
    assert {each.id: each.state for each in handed} == {
        claimed.commands[0].id: CommandState.ACCEPTED,
        claimed.commands[1].id: CommandState.RUNNING,
        claimed.commands[3].id: CommandState.QUEUED,
    }


async def test_attack_26_batches_go_on_past_what_a_restored_database_has_and_nothing_is_doubled(
    stores: Stores,
) -> None:
    """It has the first three batches; the node has sent forty, and deleted what was acknowledged."""
    owned = await fleet(stores, 1)
    node, device = (owned.org_id, owned.node_id), owned.ids[0]

    async def ingest(number: int, *times: int) -> Ingested:
        rows = columns(*(sample(device, NOW_MS + at) for at in times))
        return await stores.telemetry.ingest(*node, number, rows, received_ms=NOW_MS)

    for number in (1, 2, 3):
        await ingest(number, number)
    assert (await ingest(41, 41)).stored == 1, "a gap is no reason to refuse"
    assert (await ingest(2, 2)).duplicate_batch
    assert (await ingest(42, 3, 42)).stored == 1, "the same sample under another number is the same sample"
    assert await stores.telemetry.acknowledged(*node) == 42
    kept = await stores.telemetry.raw(owned.org_id, device, from_ms=NOW_MS, to_ms=NOW_MS + 100, limit=10)
    assert [each.at_ms - NOW_MS for each in kept] == [1, 2, 3, 41, 42]
