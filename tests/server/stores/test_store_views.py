"""Saved views."""

from dataclasses import replace

import pytest

from headframe.core.access import Role
from headframe.core.errors import Code, HeadframeError
from headframe.core.people import User
from headframe.core.views import ListSettings, View, ViewPage
from headframe.server.stores.ports import Stores
from tests.server.stores.store_builders import NOW_MS

HOT = ListSettings("temp>80", "temp", descending=True, columns=("name", "temp", "fan"))


async def person(stores: Stores, org_id: int, name: str) -> User:
    return await stores.people.add_user(
        org_id, name=name, role=Role.OPERATOR, password_hash="h", now_ms=NOW_MS
    )


def view(owner: User, name: str, *, shared: bool = False) -> View:
    return View(0, owner.org_id, owner.id, owner.name, name, ViewPage.MINERS, HOT, shared=shared)


async def refused(code: Code, attempt: object) -> None:
    with pytest.raises(HeadframeError) as raised:
        await attempt  # type: ignore[misc] # a coroutine
    assert raised.value.code is code


async def test_a_person_sees_the_own_and_the_shared_views_by_name(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    ada, bob = [await person(stores, org_id, name) for name in ("Ada", "Bob")]
    mine = await stores.views.add_view(view(ada, "hot"))
    shared = await stores.views.add_view(view(bob, "Cold", shared=True))
    private = await stores.views.add_view(view(bob, "private"))
    assert mine == replace(view(ada, "hot"), id=mine.id)
    assert await stores.views.views(org_id, ada.id) == [shared, mine]
    assert await stores.views.views(org_id, bob.id) == [shared, private]
    assert await stores.views.view(org_id, private.id) == private


async def test_names_are_unique_for_each_owner(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    ada, bob = [await person(stores, org_id, name) for name in ("Ada", "Bob")]
    await stores.views.add_view(view(ada, "hot"))
    await refused(Code.ALREADY_EXISTS, stores.views.add_view(view(ada, "HOT")))
    await stores.views.add_view(view(bob, "hot"))
    other = await stores.views.add_view(view(ada, "other"))
    await refused(Code.ALREADY_EXISTS, stores.views.update_view(replace(other, name="Hot")))
    assert await stores.views.view(org_id, other.id) == other


async def test_a_view_is_replaced_but_for_its_owner_and_removed(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    ada, bob = [await person(stores, org_id, name) for name in ("Ada", "Bob")]
    kept = await stores.views.add_view(view(ada, "hot"))
    new = replace(kept, name="Hot!", settings=ListSettings(), shared=True)
    changed = await stores.views.update_view(replace(new, owner_id=bob.id, owner_name="Bob"))
    assert changed == new
    await stores.views.remove_view(org_id, kept.id)
    assert await stores.views.views(org_id, ada.id) == []
    await refused(Code.NOT_FOUND, stores.views.remove_view(org_id, kept.id))
    await refused(Code.NOT_FOUND, stores.views.update_view(kept))


async def test_views_end_with_their_owner(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    ada, bob = [await person(stores, org_id, name) for name in ("Ada", "Bob")]
    admin = await stores.people.add_user(
        org_id, name="Root", role=Role.ADMIN, password_hash="h", now_ms=NOW_MS
    )
    kept = await stores.views.add_view(view(bob, "hot", shared=True))
    await stores.people.remove_user(org_id, bob.id)
    assert await stores.views.views(org_id, ada.id) == await stores.views.views(org_id, admin.id) == []
    assert await stores.views.view(org_id, kept.id) is None


async def test_views_of_another_organisation_do_not_exist(stores: Stores) -> None:
    first, second = [await stores.people.ensure_org(name) for name in ("a", "b")]
    ada = await person(stores, first, "Ada")
    kept = await stores.views.add_view(view(ada, "hot", shared=True))
    assert await stores.views.views(second, ada.id) == []
    assert await stores.views.view(second, kept.id) is None
    await refused(Code.NOT_FOUND, stores.views.remove_view(second, kept.id))
    await refused(Code.NOT_FOUND, stores.views.update_view(replace(kept, org_id=second)))
