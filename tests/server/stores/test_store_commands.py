"""Commands: all or none, one outcome, sequences that grow."""

import asyncio
from dataclasses import replace

import pytest

from headframe.core.activity import Activity
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.lifecycle import GIVE_UP_MS
from headframe.core.commands.payloads import PoolSetting, SealedSecret, UpdatePools
from headframe.core.commands.records import CommandRecord, CommandState as S
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.activity import ActivityQuery
from headframe.server.stores.ports.commands import CommandQuery, StateChange
from tests.server.stores.store_builders import ALICE, NOW_MS, Fleet, batch, command, fleet

BATCH = "b00001"


async def queued(stores: Stores, count: int) -> Fleet:
    owned = await fleet(stores, 2)
    commands = [command(owned, n, created_at_ms=NOW_MS + n) for n in range(count)]
    await stores.commands.add_batch(batch(owned.org_id), commands)
    return owned


async def claim(stores: Stores, owned: Fleet, now_ms: int = NOW_MS, limit: int = 100) -> list[str]:
    claimed = await stores.commands.claim_due(owned.org_id, [owned.node_id], now_ms=now_ms, limit=limit)
    return [each.id for each in claimed[owned.node_id].commands]


async def test_a_command_comes_back_as_it_was_given(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    sealed = SealedSecret("key-1", b"\0\xff")
    payload = UpdatePools((PoolSetting("stratum+tcp://p:3333", "w", sealed), PoolSetting("b", "w")))
    given = command(owned, 1, kind=CommandKind.UPDATE_POOLS, payload=payload, lease_epoch=4)
    kept = await stores.commands.add_batch(batch(owned.org_id, stagger_seconds=1.5), [given])
    assert kept == batch(owned.org_id, stagger_seconds=1.5, counts={S.QUEUED: 1})
    assert await stores.commands.command(owned.org_id, given.id) == given
    assert await stores.commands.command(owned.org_id + 1000, given.id) is None
    assert await stores.commands.batch(owned.org_id + 1000, kept.id) is None


async def test_a_repeated_request_finds_the_first_batch(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    add = stores.commands.add_batch
    attempts = [
        add(batch(owned.org_id, n, idempotency_key="key"), [command(owned, n, batch_id=f"b{n:05}")])
        for n in range(1, 6)
    ]
    kept = await asyncio.gather(*attempts)
    assert len({each.id for each in kept}) == 1
    assert await stores.commands.batch_with_key(owned.org_id, "key") == kept[0]
    assert await stores.commands.batch_with_key(owned.org_id + 1000, "key") is None
    assert await stores.commands.batch_with_key(owned.org_id, "") is None
    _, total = await stores.commands.commands(owned.org_id, CommandQuery(limit=10))
    assert total == 1


async def test_a_batch_is_kept_whole_or_not_at_all(stores: Stores) -> None:
    owned = await queued(stores, 1)
    with pytest.raises(HeadframeError) as refused:
        await stores.commands.add_batch(
            batch(owned.org_id, 2),
            [command(owned, 9, batch_id="b00002"), command(owned, 0, batch_id="b00002")],
        )
    assert refused.value.code is Code.ALREADY_EXISTS
    assert await stores.commands.batch(owned.org_id, "b00002") is None
    assert await stores.commands.command(owned.org_id, "c00009") is None


async def test_due_commands_are_claimed_once_and_in_order(stores: Stores) -> None:
    owned = await queued(stores, 5)
    late = [
        command(owned, 8, batch_id="b00002", not_before_ms=NOW_MS + 50),
        command(owned, 9, batch_id="b00002", expires_at_ms=NOW_MS),
    ]
    await stores.commands.add_batch(batch(owned.org_id, 2), late)
    rounds = await asyncio.gather(*(claim(stores, owned, limit=2) for _ in range(4)))
    assert sorted(i for ids in rounds for i in ids) == [f"c{n:05}" for n in range(5)]
    commands, _ = await stores.commands.commands(owned.org_id, CommandQuery(limit=10, states=(S.SENT,)))
    in_order = [each.id for each in sorted(commands, key=lambda each: each.sequence)]
    assert in_order == [f"c{n:05}" for n in range(5)]
    assert min(each.sequence for each in commands) >= NOW_MS * 1000
    assert (
        await stores.commands.outlook(owned.org_id, owned.node_id, now_ms=NOW_MS)
    ).next_due_ms == NOW_MS + 50
    assert await claim(stores, owned, NOW_MS + 50) == ["c00008"]


async def test_nodes_are_claimed_for_together_each_with_its_own_sequences(stores: Stores) -> None:
    owned = await queued(stores, 3)
    other = await stores.nodes.ensure_node(
        owned.org_id, name="node-2", encryption_public_key=b"k", now_ms=NOW_MS
    )
    theirs = replace(command(owned, 7, batch_id="b00002"), node_id=other.id, device_id=None)
    await stores.commands.add_batch(batch(owned.org_id, 2), [theirs])
    ids = [other.id, owned.node_id]
    claimed = await stores.commands.claim_due(owned.org_id, ids, now_ms=NOW_MS, limit=2)
    assert {node_id: [each.id for each in of.commands] for node_id, of in claimed.items()} == {
        owned.node_id: ["c00000", "c00001"],
        other.id: ["c00007"],
    }
    assert {node_id: of.more for node_id, of in claimed.items()} == {owned.node_id: True, other.id: False}
    mine = [each.sequence for each in claimed[owned.node_id].commands]
    assert mine == [mine[0], mine[0] + 1]
    moved = await stores.nodes.node(owned.org_id, other.id)
    assert moved is not None
    assert [each.sequence for each in claimed[other.id].commands] == [moved.last_sequence]
    with pytest.raises(HeadframeError) as refused:
        await stores.commands.claim_due(owned.org_id, [owned.node_id, 10**6], now_ms=NOW_MS, limit=2)
    assert refused.value.code is Code.NOT_FOUND
    assert await claim(stores, owned) == ["c00002"], "and nothing was claimed meanwhile"


async def test_a_node_has_no_word_on_the_commands_of_another(stores: Stores) -> None:
    owned = await queued(stores, 2)
    await claim(stores, owned)
    stranger, names = owned.node_id + 1, ["c00000", "c00001", "nobody"]
    foreign, mine = (
        [StateChange("c00000", S.ACCEPTED, NOW_MS, node_id=n)] for n in (stranger, owned.node_id)
    )
    assert await stores.commands.apply(owned.org_id, foreign) == []
    assert sorted(await stores.commands.of_other_nodes(owned.org_id, stranger, names)) == names[:2]
    assert await stores.commands.of_other_nodes(owned.org_id, owned.node_id, names) == []
    assert await stores.commands.of_other_nodes(owned.org_id + 1000, stranger, names) == []
    assert len(await stores.commands.apply(owned.org_id, mine)) == 1


async def test_unaccepted_commands_are_sent_again_with_a_new_sequence(stores: Stores) -> None:
    owned = await queued(stores, 3)
    await claim(stores, owned)
    first = await stores.commands.command(owned.org_id, "c00002")
    await stores.commands.apply(owned.org_id, [StateChange("c00000", S.ACCEPTED, NOW_MS)])
    assert await stores.commands.requeue_unaccepted(owned.org_id, owned.node_id) == 2
    assert await claim(stores, owned) == ["c00001", "c00002"]
    again = await stores.commands.command(owned.org_id, "c00002")
    assert first is not None
    assert again is not None
    assert again.sequence > first.sequence


async def test_steps_are_applied_by_the_lifecycle(stores: Stores) -> None:
    owned = await queued(stores, 2)
    await claim(stores, owned)
    problem = Problem(Code.DEVICE_REFUSED, "no", "E7")
    changes = [
        StateChange("c00000", S.RUNNING, NOW_MS + 1, progress_ratio=0.5),
        StateChange("c00000", S.ACCEPTED, NOW_MS + 2),
        StateChange("c00000", S.FAILED, NOW_MS + 3, problem, "said no", artifact_id="log"),
        StateChange("c00000", S.SUCCEEDED, NOW_MS + 4),
        StateChange("absent", S.SUCCEEDED, NOW_MS + 4),
    ]
    (changed,) = await stores.commands.apply(owned.org_id, changes)
    assert (changed.state, changed.problem, changed.detail) == (S.FAILED, problem, "said no")
    assert (changed.updated_at_ms, changed.artifact_id, changed.progress_ratio) == (NOW_MS + 3, "log", 0.5)
    assert await stores.commands.command(owned.org_id, "c00000") == changed
    assert await stores.commands.apply(owned.org_id, changes) == []
    assert await stores.commands.apply(owned.org_id + 1000, [StateChange("c00001", S.FAILED, 1)]) == []
    kept = await stores.commands.batch(owned.org_id, BATCH)
    assert kept is not None
    assert kept.counts == {S.FAILED: 1, S.SENT: 1}


async def test_an_outcome_and_its_entry_in_the_log_are_kept_both_or_neither(stores: Stores) -> None:
    owned = await queued(stores, 3)
    await claim(stores, owned)

    def note(record: CommandRecord) -> Activity:
        return Activity(0, owned.org_id, NOW_MS, NOW_MS, ALICE, f"command.{record.state}", record.id)

    def refuse(_: CommandRecord) -> Activity:
        raise HeadframeError(Code.INTERNAL)

    async def told() -> list[tuple[str, str]]:
        page = await stores.activity.page(owned.org_id, ActivityQuery(limit=10))
        return [(entry.summary, entry.verb) for entry in page]

    succeeded = [StateChange("c00000", S.SUCCEEDED, NOW_MS), StateChange("c00001", S.RUNNING, NOW_MS)]
    with pytest.raises(HeadframeError):
        await stores.commands.apply(owned.org_id, succeeded, refuse)
    reboots = {CommandKind.REBOOT}
    unfinished = await stores.commands.unfinished(owned.org_id, ["c00000", "c00001", "absent"], reboots)
    assert {each.id: each.state for each in unfinished} == {"c00000": S.SENT, "c00001": S.SENT}
    assert await told() == []
    assert len(await stores.commands.apply(owned.org_id, succeeded, note)) == 2
    assert await stores.commands.apply(owned.org_id, succeeded, note) == []
    assert await told() == [("c00000", "command.SUCCEEDED")]
    unfinished = await stores.commands.unfinished(owned.org_id, ["c00000", "c00001"], reboots)
    assert [each.id for each in unfinished] == ["c00001"]
    assert await stores.commands.unfinished(owned.org_id, ["c00001"], {CommandKind.CURTAIL}) == []
    assert await stores.commands.unfinished(owned.org_id + 1000, ["c00001"], reboots) == []
    await stores.commands.expire(now_ms=NOW_MS + 120_000 + GIVE_UP_MS, note=note)
    assert ("c00002", "command.OUTCOME_UNKNOWN") in await told()


async def test_deadlines_end_what_no_node_has_seen(stores: Stores) -> None:
    owned = await queued(stores, 2)
    await claim(stores, owned, limit=1)
    assert await stores.commands.expire(now_ms=NOW_MS + 119_999) == []
    (expired,) = await stores.commands.expire(now_ms=NOW_MS + 120_000)
    assert (expired.id, expired.state) == ("c00001", S.EXPIRED)
    (unknown,) = await stores.commands.expire(now_ms=NOW_MS + 120_000 + GIVE_UP_MS)
    assert (unknown.id, unknown.state) == ("c00000", S.OUTCOME_UNKNOWN)
    assert await stores.commands.command(owned.org_id, "c00000") == unknown


async def test_a_sent_command_expires_once_its_node_could_have_told(stores: Stores) -> None:
    owned = await queued(stores, 1)
    await claim(stores, owned)
    for seconds in range(0, 600, 20):
        await stores.nodes.record_contact(owned.org_id, owned.node_id, at_ms=NOW_MS + seconds * 1000)
    (expired,) = await stores.commands.expire(now_ms=NOW_MS + 600_000)
    assert (expired.id, expired.state) == ("c00000", S.EXPIRED)


async def test_only_what_was_never_sent_can_be_cancelled(stores: Stores) -> None:
    owned = await queued(stores, 4)
    await claim(stores, owned, limit=2)
    await stores.commands.requeue_unaccepted(owned.org_id, owned.node_id)
    assert await stores.commands.cancel_queued(owned.org_id, BATCH, now_ms=NOW_MS + 5) == 2
    kept = await stores.commands.batch(owned.org_id, BATCH)
    assert kept is not None
    assert kept.counts == {S.SUPERSEDED: 2, S.QUEUED: 2}


async def test_windows_of_commands(stores: Stores) -> None:
    owned = await queued(stores, 5)
    await claim(stores, owned)
    await stores.commands.apply(
        owned.org_id, [StateChange("c00003", S.FAILED, NOW_MS), StateChange("c00001", S.SUCCEEDED, NOW_MS)]
    )
    newest, total = await stores.commands.commands(owned.org_id, CommandQuery(limit=2, offset=1))
    assert ([each.id for each in newest], total) == (["c00003", "c00002"], 5)
    failed, _ = await stores.commands.commands(
        owned.org_id, CommandQuery(limit=9, batch_id=BATCH, failed_first=True)
    )
    assert [each.id for each in failed] == ["c00003", "c00000", "c00002", "c00004", "c00001"]
    one, total = await stores.commands.commands(
        owned.org_id, CommandQuery(limit=9, device_id=owned.ids[0], states=(S.FAILED,))
    )
    assert ([each.id for each in one], total) == (["c00003"], 1)
    assert await stores.commands.commands(owned.org_id, CommandQuery(limit=9, device_id=owned.ids[1])) == (
        [],
        0,
    )


async def test_a_batch_and_its_entry_in_the_log_are_kept_both_or_neither(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    entry = Activity(0, owned.org_id, NOW_MS, NOW_MS, ALICE, "batch.reboot", "Reboot", batch_id=BATCH)

    async def told() -> list[Activity]:
        page = await stores.activity.page(owned.org_id, ActivityQuery(limit=10))
        return [replace(each, id=0) for each in page]

    first = batch(owned.org_id, idempotency_key="k")
    await stores.commands.add_batch(first, [command(owned, 1)], entry)
    again = await stores.commands.add_batch(
        batch(owned.org_id, 2, idempotency_key="k"), [command(owned, 2, batch_id="b00002")], entry
    )
    assert again.id == first.id
    with pytest.raises(HeadframeError):
        await stores.commands.add_batch(batch(owned.org_id, 3), [command(owned, 1)], entry)
    assert await told() == [entry]


async def test_batches_newest_first(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    for number in (1, 2, 3):
        one = command(owned, number, batch_id=f"b{number:05}")
        await stores.commands.add_batch(batch(owned.org_id, number), [one])
    await claim(stores, owned)
    await stores.commands.apply(owned.org_id, [StateChange("c00003", S.SUCCEEDED, NOW_MS)])
    batches = stores.commands.batches
    assert [b.id for b in await batches(owned.org_id, limit=2)] == ["b00003", "b00002"]
    assert [b.id for b in await batches(owned.org_id, limit=9, before_ms=NOW_MS + 2)] == ["b00001"]
    assert [b.id for b in await batches(owned.org_id, limit=9, open_only=True)] == ["b00002", "b00001"]
    assert {b.actor for b in await batches(owned.org_id, limit=9)} == {ALICE}


async def test_ten_thousand_commands_fit_one_batch(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    commands = [replace(command(owned, 0), id=f"c{n:05}") for n in range(10_000)]
    kept = await stores.commands.add_batch(batch(owned.org_id), commands)
    assert kept.counts == {S.QUEUED: 10_000}
    assert len(await claim(stores, owned, limit=500)) == 500
