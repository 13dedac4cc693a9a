"""The activity log, and settings."""

from dataclasses import replace

from headframe.core.activity import Activity
from headframe.core.actors import Actor, ActorType
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.activity import ActivityQuery
from tests.server.stores.store_builders import ALICE, NOW_MS

ROBOT = Actor(ActorType.SCHEDULE, "s1", "Night shift")


async def filled(stores: Stores) -> tuple[int, list[Activity]]:
    org_id = await stores.people.ensure_org("a")
    entries = [
        Activity(
            0, org_id, NOW_MS, NOW_MS, ALICE, "device.paired", "Paired m1", 1, 9, None, {"n": 1, "x": None}
        ),
        Activity(0, org_id, NOW_MS + 1, NOW_MS + 5, ROBOT, "command.issued", "Reboot of 5", batch_id="b"),
        Activity(0, org_id, NOW_MS + 2, NOW_MS + 2, ALICE, "device.renamed", "Stra\u00dfe", 2),
    ]
    await stores.activity.append(entries)
    kept = await stores.activity.page(org_id, ActivityQuery(limit=9))
    assert [replace(entry, id=0) for entry in kept] == entries[::-1]
    return org_id, [*reversed(kept)]


async def test_ids_grow_and_entries_come_back_newest_first(stores: Stores) -> None:
    org_id, kept = await filled(stores)
    assert kept[0].id < kept[1].id < kept[2].id
    assert list(await stores.activity.page(org_id, ActivityQuery(limit=2))) == [kept[2], kept[1]]
    older = ActivityQuery(limit=2, before_id=kept[1].id)
    assert list(await stores.activity.page(org_id, older)) == [kept[0]]
    assert [entry async for entry in stores.activity.export(org_id, ActivityQuery(limit=1))] == kept[::-1]
    other = await stores.people.ensure_org("b")
    assert list(await stores.activity.page(other, ActivityQuery(limit=9))) == []


async def test_pages_by_what_is_asked(stores: Stores) -> None:
    org_id, (paired, issued, renamed) = await filled(stores)
    asked = (
        (paired, ({"device_id": 1}, {"node_id": 9}, {"to_ms": NOW_MS + 1}, {"text": "pAIRed"})),
        (issued, ({"batch_id": "b"}, {"actor_id": "s1"}, {"verb_prefix": "command."}, {"text": "NIGHT"})),
        (renamed, ({"from_ms": NOW_MS + 2}, {"verb_prefix": "device.r"}, {"text": "STRASSE"})),
    )
    for entry, questions in asked:
        for question in questions:
            query = ActivityQuery(limit=9, **question)  # type: ignore[arg-type] # keywords of the record
            assert list(await stores.activity.page(org_id, query)) == [entry], question
    assert list(await stores.activity.page(org_id, ActivityQuery(limit=9, text="100%_"))) == []


async def test_a_setting_is_replaced_whole(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    assert await stores.settings.setting(org_id, "retention") is None
    await stores.settings.put_setting(org_id, "retention", {"days": 3, "nested": {"x": [1, None]}})
    await stores.settings.put_setting(org_id, "retention", {"hours": 1.5})
    assert await stores.settings.setting(org_id, "retention") == {"hours": 1.5}
    other = await stores.people.ensure_org("b")
    assert await stores.settings.setting(other, "retention") is None
