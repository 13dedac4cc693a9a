"""Saved views: whose they are, who sees and changes them, what is refused."""

import pytest

from headframe.core.access import Role
from headframe.core.views import MAX_VIEWS_PER_USER
from tests.server.operator.operator_world import Client, World

HOT = {"name": "Hot", "filter": "temp>80", "sort": "temp", "descending": True, "columns": ["name", "temp"]}


async def names(client: Client) -> list[str]:
    return [view["name"] for view in (await client.get("/views")).json()]


async def test_a_view_is_kept_changed_and_removed(admin: Client) -> None:
    saved = await admin.post("/views", HOT)
    assert saved.status_code == 201
    view = saved.json()
    assert view == HOT | {
        "id": view["id"],
        "page": "miners",
        "shared": False,
        "owner": "mine-admin",
        "mine": True,
        "can_change": True,
    }
    assert (await admin.get("/views")).json() == [view]
    renamed = await admin.request("PUT", f"/views/{view['id']}", json={"name": "Warm", "filter": "temp>60"})
    assert (renamed.json()["name"], renamed.json()["sort"], renamed.json()["columns"]) == ("Warm", "", [])
    assert (await admin.request("DELETE", f"/views/{view['id']}")).status_code == 204
    assert (await admin.get("/views")).json() == []


@pytest.mark.parametrize("role", Role)
async def test_every_role_keeps_its_own_and_others_do_not_see_them(world: World, role: Role) -> None:
    other = Role.OPERATOR if role is Role.ADMIN else Role.ADMIN
    async with await world.signed_in(role) as owner, await world.signed_in(other) as stranger:
        view = (await owner.post("/views", HOT)).json()
        assert await names(stranger) == []
        for method in ("PUT", "DELETE"):
            body = HOT if method == "PUT" else None
            answer = await stranger.request(method, f"/views/{view['id']}", json=body)
            assert answer.json()["code"] == "not_found"
        assert await names(owner) == ["Hot"]


async def test_a_shared_view_is_seen_by_all_and_changed_by_its_owner_and_admins(world: World) -> None:
    async with (
        await world.signed_in(Role.VIEWER) as owner,
        await world.signed_in(Role.OPERATOR) as stranger,
        await world.signed_in(Role.ADMIN) as admin,
    ):
        view = (await owner.post("/views", HOT | {"shared": True})).json()
        path = f"/views/{view['id']}"
        seen = (await stranger.get("/views")).json()[0]
        assert (seen["owner"], seen["mine"], seen["can_change"]) == ("mine-viewer", False, False)
        for method in ("PUT", "DELETE"):
            refused = await stranger.request(method, path, json=HOT if method == "PUT" else None)
            assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
            assert "mine-viewer or an admin" in refused.json()["detail"]
        changed = await admin.request("PUT", path, json=HOT | {"name": "Warm", "shared": True})
        assert (changed.json()["owner"], changed.json()["mine"]) == ("mine-viewer", False)
        assert await names(owner) == ["Warm"]
        assert (await admin.request("DELETE", path)).status_code == 204
        assert await names(owner) == []


async def test_keys_have_no_views(world: World, admin: Client) -> None:
    key = (await admin.post("/api-keys", {"name": "script", "role": "admin"})).json()["secret"]
    async with world.client() as script:
        for method, path in (
            ("GET", "/views"),
            ("POST", "/views"),
            ("PUT", "/views/1"),
            ("DELETE", "/views/1"),
        ):
            answer = await script.request(method, path, headers={"Authorization": f"Bearer {key}"})
            assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
            assert "for people" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"filter": "temp>"}, "invalid_filter"),
        ({"sort": "colour"}, "invalid_sort"),
        ({"columns": ["name", "name"]}, "invalid_request"),
        ({"columns": ["no key!"]}, "invalid_request"),
        ({"columns": [f"c{number}" for number in range(65)]}, "invalid_request"),
        ({"page": "nodes"}, "invalid_request"),
        ({"name": ""}, "invalid_request"),
    ],
)
async def test_what_makes_no_view_is_refused(admin: Client, change: dict[str, object], code: str) -> None:
    refused = await admin.post("/views", HOT | change)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    view = (await admin.post("/views", HOT)).json()
    refused = await admin.request("PUT", f"/views/{view['id']}", json=HOT | change)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_names_and_numbers_are_bounded(world: World, admin: Client) -> None:
    for number in range(MAX_VIEWS_PER_USER):
        assert (await admin.post("/views", {"name": f"view {number}"})).status_code == 201
        assert number or (await admin.post("/views", {"name": "VIEW 0"})).json()["code"] == "already_exists"
    full = await admin.post("/views", {"name": "one more"})
    assert (full.status_code, full.json()["code"]) == (409, "limit_reached")
    async with await world.signed_in(Role.VIEWER) as viewer:
        assert (await viewer.post("/views", {"name": "mine"})).status_code == 201


async def test_the_log_names_shared_views_only(admin: Client) -> None:
    await admin.post("/views", HOT | {"name": "Secret plan"})
    await admin.post("/views", HOT | {"name": "For all", "shared": True})
    entries = (await admin.get("/activity", limit=2)).json()["entries"]
    assert [entry["summary"] for entry in entries] == [
        "saved the shared view For all",
        "saved a view of their own",
    ]
