"""How devices stand, by their owners' last word, and conflicts that are kept once."""

from dataclasses import replace

import pytest

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import CurtailmentLevel
from headframe.core.errors import Code, HeadframeError
from headframe.core.leases.node import Label
from headframe.core.reconcile.conflicts import Choice, Conflict, ConflictState, Decision
from headframe.core.reconcile.holds import Hold
from headframe.core.reconcile.operations import OperationRef
from headframe.core.reconcile.precedence import Precedence
from headframe.core.reconcile.revisions import Aspect, Revision
from headframe.core.reconcile.standing import UNTOUCHED, DeviceStanding, Standing
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.reconciliation import ConflictQuery
from tests.server.stores.store_builders import ALICE, NOW_MS, fleet

SITE = Actor(ActorType.LOCAL_ADMIN, "local-admin", "on site")
STOP = OperationRef("stop", CommandKind.STOP_MINING, SITE, NOW_MS, is_local=True)
START = OperationRef("start", CommandKind.START_MINING, ALICE, NOW_MS - 5, is_local=False)


def revision(number: int, epoch: int = 1_800_000_000_000) -> Revision:
    return Revision(Label(epoch, 0), number)


def standing(number: int, epoch: int = 1_800_000_000_000) -> Standing:
    at = revision(number, epoch)
    hold = Hold("grid", "event 7", CurtailmentLevel.FULL, Precedence.CURTAILMENT, NOW_MS, at, STOP)
    stopped = UNTOUCHED.wrote(Aspect.POWER, STOP, at)
    return replace(
        stopped, holds=(hold,), asserted=CurtailmentLevel.FULL, asleep_before=False, rebooted_at_ms=NOW_MS
    )


def conflict(device_id: int, name: str = "start", at_ms: int = NOW_MS) -> Conflict:
    return Conflict(
        name,
        device_id,
        Aspect.POWER,
        "start",
        Code.CHANGED_ON_SITE,
        replace(START, id=name),
        STOP,
        revision(3),
        at_ms,
    )


async def test_the_newest_standing_is_kept_whatever_the_order(stores: Stores) -> None:
    mine = await fleet(stores, 2)
    first, second = mine.ids
    told = [
        DeviceStanding(first, standing(2)),
        DeviceStanding(first, standing(9)),
        DeviceStanding(second, standing(1)),
    ]
    record = stores.reconciliation.record_standings
    assert {each.device_id for each in await record(mine.org_id, mine.node_id, told)} == {first, second}
    assert await record(mine.org_id, mine.node_id, told) == []
    assert await record(mine.org_id, mine.node_id, [DeviceStanding(first, standing(8))]) == []
    assert await stores.reconciliation.standing(mine.org_id, first) == standing(9)
    assert await stores.reconciliation.revisions(mine.org_id, [first, second, 10**6]) == {
        first: revision(9),
        second: revision(1),
    }


async def test_a_standing_is_the_owners_alone(stores: Stores) -> None:
    mine = await fleet(stores, 1)
    other = await stores.nodes.ensure_node(
        mine.org_id, name="node-2", encryption_public_key=b"k", now_ms=NOW_MS
    )
    (device,) = mine.ids
    store, told = stores.reconciliation, DeviceStanding(device, standing(9))
    assert await store.record_standings(mine.org_id, other.id, [told]) == []
    assert await store.standing(mine.org_id, device) is None
    await store.record_standings(mine.org_id, mine.node_id, [told])
    assert await store.standing(mine.org_id + 1, device) is None
    await stores.devices.release(mine.org_id, [device])
    await stores.devices.claim(mine.org_id, other.id, [device])
    assert await store.standing(mine.org_id, device) is None
    assert await store.revisions(mine.org_id, [device]) == {}
    older = DeviceStanding(device, standing(2, epoch=5))
    assert await store.record_standings(mine.org_id, other.id, [older]) == [older]
    assert await store.standing(mine.org_id, device) == older.standing


async def test_a_conflict_is_kept_once(stores: Stores) -> None:
    mine = await fleet(stores, 2)
    store, (first, second) = stores.reconciliation, mine.ids
    one, two = conflict(first), conflict(second, "later", NOW_MS + 1)
    assert await store.add_conflicts(mine.org_id, mine.node_id, [one, two, one]) == [one, two]
    assert await store.add_conflicts(mine.org_id, mine.node_id, [two, one]) == []
    assert await store.add_conflicts(mine.org_id, mine.node_id, [conflict(10**6, "foreign")]) == []
    assert await store.conflicts(mine.org_id, ConflictQuery(10)) == ([two, one], 2)
    assert await store.conflicts(mine.org_id, ConflictQuery(1, offset=1)) == ([one], 2)
    assert await store.conflicts(mine.org_id, ConflictQuery(10, device_id=first)) == ([one], 1)
    assert await store.conflicts(mine.org_id + 1, ConflictQuery(10)) == ([], 0)
    assert await store.conflict(mine.org_id, "later") == two
    assert await store.conflict(mine.org_id + 1, "later") is None


async def test_a_conflict_is_decided_once(stores: Stores) -> None:
    mine = await fleet(stores, 1)
    store, one = stores.reconciliation, conflict(mine.ids[0])
    await store.add_conflicts(mine.org_id, mine.node_id, [one])
    keep = Decision(Choice.KEEP, ALICE, NOW_MS + 7)
    decided = await store.resolve(mine.org_id, one.id, keep)
    assert decided == replace(one, decision=keep) == await store.conflict(mine.org_id, one.id)
    assert await store.add_conflicts(mine.org_id, mine.node_id, [one]) == []
    assert await store.conflict(mine.org_id, one.id) == decided
    assert await store.conflicts(mine.org_id, ConflictQuery(5, state=ConflictState.OPEN)) == ([], 0)
    assert await store.conflicts(mine.org_id, ConflictQuery(5, state=ConflictState.RESOLVED)) == (
        [decided],
        1,
    )
    with pytest.raises(HeadframeError) as again:
        await store.resolve(mine.org_id, one.id, replace(keep, choice=Choice.APPLY))
    assert again.value.code is Code.CONFLICT
    with pytest.raises(HeadframeError) as absent:
        await store.resolve(mine.org_id + 1, one.id, keep)
    assert absent.value.code is Code.NOT_FOUND
