"""Commands that wait for an admin's signature are claimed by nobody; with it they go, without it they end."""

from dataclasses import replace

from headframe.core.activity import Activity
from headframe.core.commands.records import CommandRecord, CommandState as S
from headframe.core.errors import Code
from headframe.core.signing.documents import Signature, SignedDocument
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.activity import ActivityQuery
from headframe.server.stores.ports.commands import Cosigned, StateChange
from tests.server.stores.store_builders import ALICE, NOW_MS, Fleet, batch, command, fleet

BATCH = "b00001"
INTENT = SignedDocument("headframe.intent.v1", b'{"a":"\xc3\xa9"}', (Signature("0" * 32, b"s" * 64),))


async def waiting(stores: Stores, count: int) -> Fleet:
    owned = await fleet(stores, 1)
    commands = [command(owned, n, state=S.AWAITING_COSIGN) for n in range(count)]
    await stores.commands.add_batch(batch(owned.org_id), commands)
    return owned


async def claimed(stores: Stores, owned: Fleet) -> list[CommandRecord]:
    found = await stores.commands.claim_due(owned.org_id, [owned.node_id], now_ms=NOW_MS, limit=100)
    return [*found[owned.node_id].commands]


def signed(number: int, **changes: object) -> Cosigned:
    given = Cosigned(f"c{number:05}", INTENT, NOW_MS + 60_000, NOW_MS)
    return replace(given, **changes)  # type: ignore[arg-type] # fields of the record


async def test_what_waits_is_claimed_by_nobody_and_counts_as_open(stores: Stores) -> None:
    owned = await waiting(stores, 2)
    assert await claimed(stores, owned) == []
    assert (await stores.commands.outlook(owned.org_id, owned.node_id, now_ms=NOW_MS)).next_due_ms is None
    assert await stores.commands.requeue_unaccepted(owned.org_id, owned.node_id) == 0
    (found,) = await stores.commands.batches(owned.org_id, limit=9, open_only=True)
    assert found.counts == {S.AWAITING_COSIGN: 2}


async def test_a_signature_lets_a_command_go_and_travels_with_it(stores: Stores) -> None:
    owned = await waiting(stores, 3)
    (changed,) = await stores.commands.cosign(owned.org_id, [signed(1), signed(9)])
    assert (changed.id, changed.state, changed.intent) == ("c00001", S.QUEUED, INTENT)
    assert changed.expires_at_ms == NOW_MS + 60_000, "no longer than the signature is good for"
    assert await stores.commands.cosign(owned.org_id, [signed(1)]) == [], "once"
    assert await stores.commands.cosign(owned.org_id + 1000, [signed(2)]) == []
    (sent,) = await claimed(stores, owned)
    assert (sent.id, sent.state, sent.intent) == ("c00001", S.SENT, INTENT)
    assert await stores.commands.command(owned.org_id, "c00001") == sent


async def test_a_signature_that_comes_late_or_lasts_long_changes_no_deadline(stores: Stores) -> None:
    owned = await waiting(stores, 2)
    assert await stores.commands.cosign(owned.org_id, [signed(0, at_ms=NOW_MS + 120_000)]) == []
    (changed,) = await stores.commands.cosign(owned.org_id, [signed(1, not_after_ms=NOW_MS + 999_000)])
    assert changed.expires_at_ms == NOW_MS + 120_000


async def test_attack_31_without_a_signature_a_command_expires_and_says_why(stores: Stores) -> None:
    owned = await waiting(stores, 1)

    def note(record: CommandRecord) -> Activity:
        return Activity(0, owned.org_id, NOW_MS, NOW_MS, ALICE, f"command.{record.state}", record.id)

    reported = [StateChange("c00000", state, NOW_MS) for state in (S.ACCEPTED, S.RUNNING, S.SUCCEEDED)]
    assert await stores.commands.apply(owned.org_id, reported) == [], "no report of a node moves it"
    (ended,) = await stores.commands.expire(now_ms=NOW_MS + 120_000, note=note)
    assert ended.state is S.EXPIRED
    assert ended.problem is not None
    assert ended.problem.code is Code.COSIGNATURE_MISSING
    assert await stores.commands.command(owned.org_id, "c00000") == ended
    (entry,) = await stores.activity.page(owned.org_id, ActivityQuery(limit=10))
    assert entry.verb == "command.EXPIRED"
    assert await stores.commands.cosign(owned.org_id, [signed(0)]) == []


async def test_what_waits_can_be_withdrawn(stores: Stores) -> None:
    owned = await waiting(stores, 2)
    await stores.commands.cosign(owned.org_id, [signed(1)])
    assert await stores.commands.cancel_queued(owned.org_id, BATCH, now_ms=NOW_MS) == 2
    kept = await stores.commands.batch(owned.org_id, BATCH)
    assert kept is not None
    assert kept.counts == {S.SUPERSEDED: 2}
