"""Audit logs: chained, insert-only, and each row of a node stored once."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from headframe.core.activity import Activity
from headframe.core.actors import Actor, ActorType
from headframe.core.audit.chain import AuditRow, Break, Head, appended, first_break, head_of
from headframe.core.audit.entries import decode_entry
from headframe.core.audit.heads import SERVER_LOG
from headframe.core.errors import HeadframeError
from headframe.core.signing.documents import Signature, SignedDocument
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.activity import ActivityQuery
from headframe.server.stores.ports.audit import OWN, AuditLog, Backfill, Backfilled, KeptCheckpoint

NOW_MS = 1_700_000_000_000
NODE = 5


def activity(org_id: int, summary: str) -> Activity:
    actor = Actor(ActorType.USER, "1", "Ada")
    return Activity(0, org_id, NOW_MS, NOW_MS + 1, actor, "site.added", summary, details={"watts": 1.5})


def log_of(count: int, log_id: str = "log", first: bytes = b"e") -> list[AuditRow]:
    head, rows = Head(log_id), []
    for number in range(count):
        rows.append(appended(head, first + str(number).encode()))
        head = head_of(rows[-1])
    return rows


async def send(
    stores: Stores, org_id: int, rows: Sequence[AuditRow], checkpoint: tuple[int, bytes] | None = None
) -> Backfilled:
    document = SignedDocument("t", b"{}", (Signature("k", bytes(64)),))
    kept = KeptCheckpoint(checkpoint[0], document) if checkpoint else None
    backfill = Backfill(org_id, NODE, "log", rows, NOW_MS, kept, checkpoint[1] if checkpoint else b"")

    def told(new: Sequence[AuditRow]) -> list[Activity]:
        return [activity(org_id, f"row {row.index}") for row in new]

    return await stores.audit.backfill(
        backfill, told, lambda log_id, index: activity(org_id, f"fork of {log_id} at {index}")
    )


async def summaries(stores: Stores, org_id: int) -> list[str]:
    return [entry.summary for entry in await stores.activity.page(org_id, ActivityQuery(limit=100))][::-1]


async def own(stores: Stores, org_id: int) -> Sequence[AuditRow]:
    return await stores.audit.rows(org_id, OWN, SERVER_LOG, after=0, limit=1_000)


async def test_every_entry_of_the_activity_log_becomes_a_row_of_the_chain(stores: Stores) -> None:
    org_id, other = await stores.people.ensure_org("a"), await stores.people.ensure_org("b")
    assert await stores.audit.own_head(org_id) == Head(SERVER_LOG)
    await stores.activity.append([activity(org_id, "one"), activity(other, "else"), activity(org_id, "two")])
    await stores.activity.append([activity(org_id, "tee \u20bf \ud800")])
    rows = await own(stores, org_id)
    said = [decode_entry(row.entry) for row in rows]
    assert [each["summary"] for each in said] == ["one", "two", "tee \u20bf ?"]
    assert said[0]["actor"] == {"type": "USER", "id": "1", "name": "Ada"}
    assert said[0]["details"] == {"watts": 1.5}
    assert first_break(rows, Head(SERVER_LOG)) == await stores.audit.own_head(org_id)
    assert [log.head.index for log in await stores.audit.logs(other)] == [1]


async def test_every_keyset_becomes_a_row_of_the_chain(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    document = SignedDocument("headframe.keyset.v1", b'{"issued_at_ms":7}', (Signature("k1", bytes(64)),))
    await stores.keysets.add_keyset(org_id, 1, document)
    (said,) = (decode_entry(row.entry) for row in await own(stores, org_id))
    assert (said["event"], said["version"], said["at_ms"], said["signed_by"]) == ("keyset", 1, 7, ["k1"])


async def told_and_refused(stores: Stores, org_id: int) -> None:
    async with stores.together():
        await stores.activity.append([activity(org_id, "undone")])
        await stores.keysets.add_keyset(org_id, 9, SignedDocument("t", b"{}", ()))


async def test_what_is_undone_leaves_no_row(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    await stores.audit.append(org_id, [b"first"], now_ms=NOW_MS)
    before = await stores.audit.own_head(org_id)
    if type(stores.audit).__name__ == "MemoryAudit":
        return  # memory undoes nothing
    with pytest.raises(HeadframeError):
        await told_and_refused(stores, org_id)
    assert await stores.audit.own_head(org_id) == before
    assert await summaries(stores, org_id) == []


async def test_many_at_once_make_one_chain(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    await asyncio.gather(*(stores.activity.append([activity(org_id, str(n))]) for n in range(20)))
    rows = await own(stores, org_id)
    assert len(rows) == 20
    assert not isinstance(first_break(rows, Head(SERVER_LOG)), Break)
    page = await stores.audit.rows(org_id, OWN, SERVER_LOG, after=5, limit=3)
    assert [row.index for row in page] == [6, 7, 8]


async def test_attack_51_rows_of_a_node_are_stored_once_whatever_is_sent(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    rows = log_of(6)
    assert await stores.audit.newest(org_id, NODE) is None
    assert (await send(stores, org_id, rows[3:])).head == Head("log"), "behind a gap nothing is stored"
    assert (await send(stores, org_id, rows[:2])).stored == 2
    assert (await send(stores, org_id, [rows[4], rows[1], rows[2]])) == Backfilled(head_of(rows[2]), 1)
    assert (await send(stores, org_id, rows[:3])).stored == 0
    assert (await send(stores, org_id, rows)) == Backfilled(head_of(rows[5]), 3)
    assert list(await stores.audit.rows(org_id, NODE, "log", after=0, limit=100)) == rows
    assert await summaries(stores, org_id) == [f"row {n}" for n in range(1, 7)]
    assert await stores.audit.newest(org_id, NODE) == head_of(rows[5])
    assert len(await own(stores, org_id)) == 6, "what people see of them is in the organisation's log"


async def test_attack_52_another_row_at_an_index_is_a_fork_and_alarms_once(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    rows = log_of(4)
    await send(stores, org_id, rows[:3])
    forged = log_of(4, first=b"f")
    assert await send(stores, org_id, forged) == Backfilled(head_of(rows[2]), 0, 1)
    elsewhere = replace(appended(head_of(forged[2]), b"x"), index=4)
    assert (await send(stores, org_id, [elsewhere])).fork == 4
    assert (await summaries(stores, org_id))[3:] == ["fork of log at 1"]
    (log,) = [log for log in await stores.audit.logs(org_id) if log.node_id == NODE]
    assert log == AuditLog(NODE, head_of(rows[2]), NOW_MS, 1)
    assert (await send(stores, org_id, rows)).stored == 1, "the log itself goes on"


async def test_a_checkpoint_is_kept_once_and_only_of_the_row_that_is_stored(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    rows = log_of(3)
    assert not (await send(stores, org_id, rows, (3, rows[2].hash))).fork
    assert not (await send(stores, org_id, (), (3, rows[2].hash))).fork
    assert not (await send(stores, org_id, (), (9, bytes(32)))).fork
    assert (await send(stores, org_id, (), (2, bytes(32)))).fork == 2
    kept = await stores.audit.checkpoints(org_id, NODE, "log", after=0, limit=10)
    assert [each.index for each in kept] == [3]
    assert kept[0].document.signatures == (Signature("k", bytes(64)),)


async def test_logs_of_organisations_and_nodes_are_apart(stores: Stores) -> None:
    one, two = await stores.people.ensure_org("a"), await stores.people.ensure_org("b")
    await send(stores, one, log_of(2))
    assert await stores.audit.rows(two, NODE, "log", after=0, limit=9) in ([], ())
    assert await stores.audit.rows(one, NODE + 1, "log", after=0, limit=9) in ([], ())
    assert await stores.audit.newest(two, NODE) is None
