"""Users, sessions, keys, links."""

import asyncio

import pytest

from headframe.core.access import Role
from headframe.core.errors import Code, HeadframeError
from headframe.core.people import ApiKey, Session, SetupLink, User
from headframe.server.stores.ports import Stores
from tests.server.stores.store_builders import NOW_MS


async def admin(stores: Stores, org_id: int, name: str = "Ada") -> User:
    return await stores.people.add_user(org_id, name=name, role=Role.ADMIN, password_hash="h", now_ms=NOW_MS)


async def test_an_organisation_is_made_once(stores: Stores) -> None:
    first = await stores.people.ensure_org("acme")
    assert await stores.people.ensure_org("acme") == first
    assert await stores.people.ensure_org("other") != first


async def test_user_names_are_unique_across_organisations_whatever_their_case(stores: Stores) -> None:
    first, second = [await stores.people.ensure_org(name) for name in ("a", "b")]
    ada = await admin(stores, first)
    with pytest.raises(HeadframeError) as refused:
        await admin(stores, second, "ADA")
    assert refused.value.code is Code.ALREADY_EXISTS
    assert await stores.people.user_by_name("aDa") == ada
    assert await stores.people.user(second, ada.id) is None
    assert await stores.people.user(first, ada.id) == ada


async def test_what_is_given_changes_and_the_rest_stays(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    ada, bob = await admin(stores, org_id), await admin(stores, org_id, "Bob")
    await stores.people.update_user(org_id, bob.id, role=Role.VIEWER, last_sign_in_ms=5)
    changed = await stores.people.update_user(org_id, bob.id, password_hash="new")
    assert (changed.role, changed.password_hash, changed.last_sign_in_ms) == (Role.VIEWER, "new", 5)
    assert await stores.people.users(org_id) == [ada, changed]


async def test_the_last_enabled_admin_stays(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    ada, bob = await admin(stores, org_id), await admin(stores, org_id, "Bob")
    await stores.people.update_user(org_id, bob.id, disabled=True)
    for attempt in (
        stores.people.update_user(org_id, ada.id, role=Role.OPERATOR),
        stores.people.update_user(org_id, ada.id, disabled=True),
        stores.people.remove_user(org_id, ada.id),
    ):
        with pytest.raises(HeadframeError) as refused:
            await attempt
        assert refused.value.code is Code.CONFLICT
    await stores.people.update_user(org_id, bob.id, disabled=False)
    await stores.people.remove_user(org_id, ada.id)
    assert [user.name for user in await stores.people.users(org_id)] == ["Bob"]


async def test_two_admins_cannot_remove_each_other_at_once(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    both = [await admin(stores, org_id), await admin(stores, org_id, "Bob")]
    results = await asyncio.gather(
        *(stores.people.remove_user(org_id, user.id) for user in both), return_exceptions=True
    )
    assert len(await stores.people.users(org_id)) == 1
    assert sum(isinstance(result, HeadframeError) for result in results) == 1


async def test_sessions_live_until_ended_and_go_with_their_user(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    ada, bob = await admin(stores, org_id), await admin(stores, org_id, "Bob")
    for number, user in enumerate((ada, bob, bob)):
        await stores.people.add_session(Session(bytes([number]), org_id, user.id, 1, 10, 1, "csrf"))
    await stores.people.touch_session(b"\0", last_seen_ms=5, expires_at_ms=50)
    kept = await stores.people.session(b"\0")
    assert kept is not None
    assert (kept.last_seen_ms, kept.expires_at_ms, kept.csrf_token) == (5, 50, "csrf")
    await stores.people.end_session(b"\0")
    await stores.people.end_session(b"\0")
    assert await stores.people.session(b"\0") is None
    assert await stores.people.end_sessions_of(org_id, bob.id) == 2
    await stores.people.add_session(Session(b"3", org_id, bob.id, 1, 10, 1, "csrf"))
    await stores.people.remove_user(org_id, bob.id)
    assert await stores.people.session(b"3") is None


async def test_keys_are_found_by_hash_and_stay_when_revoked(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    ada = await admin(stores, org_id)
    given = [ApiKey(0, org_id, "k", Role.VIEWER, "hf_1", bytes([n]), ada.id, NOW_MS + n) for n in (1, 2)]
    first, second = [await stores.people.add_api_key(key) for key in given]
    assert first.id != second.id
    assert await stores.people.api_keys(org_id) == [second, first]
    await stores.people.touch_api_key(first.id, now_ms=7)
    revoked = await stores.people.revoke_api_key(org_id, first.id, now_ms=8)
    assert (revoked.last_used_ms, revoked.revoked_at_ms) == (7, 8)
    assert await stores.people.api_key_by_hash(b"\1") == revoked
    assert await stores.people.api_key_by_hash(b"\3") is None
    other = await stores.people.ensure_org("b")
    with pytest.raises(HeadframeError) as refused:
        await stores.people.revoke_api_key(other, second.id, now_ms=9)
    assert refused.value.code is Code.NOT_FOUND


async def test_exactly_one_caller_gets_a_setup_link(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    ada = await admin(stores, org_id)
    await stores.people.put_setup_link(SetupLink(b"old", org_id, ada.id, 100))
    await stores.people.put_setup_link(SetupLink(b"new", org_id, ada.id, 100))
    assert await stores.people.take_setup_link(b"old", now_ms=1) is None
    taken = await asyncio.gather(*(stores.people.take_setup_link(b"new", now_ms=1) for _ in range(4)))
    assert [link for link in taken if link] == [SetupLink(b"new", org_id, ada.id, 100)]
    await stores.people.put_setup_link(SetupLink(b"late", org_id, ada.id, 100))
    assert await stores.people.take_setup_link(b"late", now_ms=100) is None
