"""Ids of another organisation are as good as absent, on every route, generated from the permission table."""

import asyncio
import re

import pytest

from headframe.cli.keys.documents import body_of
from headframe.core.access import Role
from headframe.core.actors import Actor, ActorType
from headframe.core.commands.intents import Intent, intent_document
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import Reboot
from headframe.core.enrollment.fingerprint import short_form
from headframe.core.selection import Selector
from headframe.server.operator.permissions import TABLE, WEBSOCKET
from headframe.server.services.commands.issue import IssueRequest
from headframe.server.services.discovery import DiscoveryRequest
from headframe.server.services.principals import Principal
from tests.server.operator.operator_world import Client, Org, World
from tests.server.stores.enrollment_builders import enrollment
from tests.server.stores.test_store_reconciliation import conflict

NO_INTENT = Intent("1", "0" * 32, "1", CommandKind.REBOOT, (), bytes(32), 1)
ROUTES_WITH_IDS = sorted(
    (method, path)
    for method, path in TABLE
    if method != WEBSOCKET and "{" in path and path != "/devices/facets/{field}"
)
BODIES: dict[str, object] = {
    "/users/{user_id}": {"role": "viewer"},
    "/sites/{site_id}": {"name": "Renamed"},
    "/buildings/{building_id}": {"name": "Renamed"},
    "/racks/{rack_id}": {"name": "Renamed", "rows": 4, "columns": 10},
    "/groups/{group_id}": {"name": "Renamed"},
    "/groups/{group_id}/members": {"add": {"filter": ""}},
    "/views/{view_id}": {"name": "Renamed"},
    "/nodes/{node_id}": {"name": "Renamed"},
    "/nodes/{node_id}/transfer": {"selector": {"filter": ""}, "to_node_id": "{to_node_id}"},
    "/nodes/{node_id}/transfer/preview": {"selector": {"filter": ""}, "to_node_id": "{to_node_id}"},
    "/nodes/{node_id}/transfer/host-off": {"reason": "unplugged"},
    "/devices/{device_id}": {"name": "Renamed"},
    "/enrollments/{enrollment_id}/draft": {"words": short_form(enrollment(1).fingerprint)},
    "/enrollments/{enrollment_id}/approve": {"words": short_form(enrollment(1).fingerprint)},
    "/batches/{batch_id}/retry": {"states": ["SUPERSEDED"]},
    "/conflicts/{conflict_id}/resolve": {"choice": "KEEP"},
    "/batches/{batch_id}/cosignatures": {"intents": [body_of(intent_document(NO_INTENT))]},
}
PARAMETERS = {
    "/devices/{device_id}/telemetry": {"metric": "power_watts"},
}


@pytest.fixture(params=["memory", "sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    """These hold on every kind of store."""
    name: str = request.param
    return name


def principal(org: Org) -> Principal:
    actor = Actor(ActorType.USER, str(org.users[Role.ADMIN]), "admin")
    return Principal(org.id, Role.ADMIN, actor)


async def ids_of(world: World, org: Org) -> dict[str, str]:
    """An existing id of `org` for each path parameter."""
    who = principal(org)
    issued = await world.services.issue.issue(who, IssueRequest(Selector(ids=(org.device_ids[0],)), Reboot()))
    await world.services.batches.cancel(who, issued.batch.id)
    async with await world.signed_in(Role.ADMIN, "mine" if org is world.mine else "other") as admin:
        batch = (await admin.get(f"/batches/{issued.batch.id}/commands")).json()
        key = await admin.post("/api-keys", {"name": "script", "role": "viewer"})
        login = await admin.post("/default-logins", {"username": "root", "password": "x"})
        image = await admin.request(
            "POST",
            "/artifacts",
            params={"name": "x"},
            content=b"x",
            headers={"Content-Type": "application/octet-stream"},
        )
        view = await admin.post("/views", {"name": "Hot", "shared": True})
    asking = enrollment(org.id, org.id)
    await world.stores.enrollments.begin(asking)
    discovery = await world.services.discovery.start(who, DiscoveryRequest(("10.0.0.0/30",)))
    hall = await world.stores.nodes.ensure_node(
        org.id, name="hall", encryption_public_key=bytes(32), now_ms=world.clock.now_ms()
    )
    world.router.connected.add(hall.id)
    lost = conflict(org.device_ids[0], f"{org.id:032x}")
    await world.stores.reconciliation.add_conflicts(org.id, org.node_id, [lost])
    return {
        "conflict_id": lost.id,
        "user_id": str(org.users[Role.VIEWER]),
        "key_id": str(key.json()["key"]["id"]),
        "site_id": str(org.site_id),
        "building_id": str(org.building_id),
        "rack_id": str(org.rack_id),
        "group_id": str(org.group_id),
        "artifact_id": image.json()["id"],
        "login_id": str(login.json()["id"]),
        "view_id": str(view.json()["id"]),
        "node_id": str(org.node_id),
        "to_node_id": str(hall.id),
        "enrollment_id": asking.id,
        "device_id": str(org.device_ids[0]),
        "batch_id": issued.batch.id,
        "command_id": batch["commands"][0]["id"],
        "discovery_id": discovery.id,
    }


async def ask(client: Client, method: str, path: str, ids: dict[str, str]) -> int:
    target = re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], path)
    body = None if method in ("GET", "DELETE") else _filled(BODIES.get(path), ids)
    answer = await client.request(method, target, json=body, params=PARAMETERS.get(path))
    if answer.status_code == 404:
        assert answer.json()["code"] == "not_found"
    return answer.status_code


def _filled(body: object, ids: dict[str, str]) -> object:
    """A body with ids of the organisation in place of their names."""
    if not isinstance(body, dict):
        return body
    named = {f"{{{name}}}": value for name, value in ids.items()}
    return {key: named.get(value, value) if isinstance(value, str) else value for key, value in body.items()}


@pytest.mark.parametrize(("method", "path"), ROUTES_WITH_IDS)
async def test_attack_58_foreign_ids_are_not_found_and_own_ids_are(
    world: World, admin: Client, method: str, path: str
) -> None:
    own, foreign = await ids_of(world, world.mine), await ids_of(world, world.other)
    parameter = re.findall(r"\{(\w+)\}", path)[0]
    assert own[parameter] != foreign[parameter], "the test needs ids that differ"
    assert await ask(admin, method, path, foreign) == 404
    assert await ask(admin, method, path, own) in (200, 202, 204, 409)


async def test_attack_58_foreign_devices_in_selectors_are_missing(world: World, admin: Client) -> None:
    foreign = world.other.device_ids
    preview = await admin.post(
        "/commands/preview", {"selector": {"ids": foreign}, "command": {"kind": "REBOOT"}}
    )
    assert preview.json()["can"] == 0
    assert [reason["code"] for reason in preview.json()["reasons"]] == ["not_found"]
    issued = await admin.post("/commands", {"selector": {"ids": foreign}, "command": {"kind": "REBOOT"}})
    assert issued.status_code == 404
    pairing = await admin.post("/pair", {"selector": {"ids": foreign}})
    assert pairing.status_code == 404
    assert (await admin.post("/release", {"selector": {"ids": foreign}})).json() == {"count": 0}
    assert (await admin.post("/devices/forget", {"selector": {"ids": foreign}})).json() == {"count": 0}
    owners = await world.stores.devices.owners(world.other.id, foreign)
    assert set(owners.values()) == {world.other.node_id}


async def test_attack_58_foreign_places_take_nothing(world: World, admin: Client) -> None:
    other = world.other
    device_id = world.mine.device_ids[0]
    for placement in (
        {"site_id": other.site_id},
        {"site_id": world.mine.site_id, "building_id": other.building_id},
        {"site_id": world.mine.site_id, "building_id": world.mine.building_id, "rack_id": other.rack_id},
    ):
        moved = await admin.post(
            "/placements", {"placements": [{"device_id": device_id, "placement": placement}]}
        )
        assert moved.status_code == 404, moved.text
    foreign = {"device_id": other.device_ids[0], "placement": {"site_id": world.mine.site_id}}
    assert (await admin.post("/placements", {"placements": [foreign]})).status_code == 404
    assert (await admin.post("/buildings", {"site_id": other.site_id, "name": "X"})).status_code == 404
    rack = {"building_id": other.building_id, "name": "X", "rows": 1, "columns": 1}
    assert (await admin.post("/racks", rack)).status_code == 404
    node = await admin.request(
        "PATCH", f"/nodes/{world.mine.node_id}", json={"name": "n", "site_id": other.site_id}
    )
    assert node.status_code == 404
    unowned = world.mine.unowned_id
    pairing = await admin.post("/pair", {"selector": {"ids": [unowned]}, "node_id": other.node_id})
    assert pairing.status_code == 404
    scan = await admin.post("/discoveries", {"targets": ["10.0.0.1"], "node_id": other.node_id})
    assert scan.status_code == 404
    assert (
        await admin.get("/telemetry/fleet", metric="power_watts", site_id=other.site_id)
    ).status_code == 404


async def test_attack_58_lists_and_exports_hold_only_the_own_organisation(
    world: World, admin: Client
) -> None:
    own, foreign = await ids_of(world, world.mine), await ids_of(world, world.other)
    assert own != foreign
    for path in ("/devices/export.csv", "/activity/export.csv", "/devices", "/activity", "/users", "/nodes"):
        text = (await admin.get(path)).text
        assert "mine-" in text or "mine" in text, path
        assert "other-" not in text, path
    batches = (await admin.get("/batches")).json()["batches"]
    assert own["batch_id"] in [batch["id"] for batch in batches]
    assert foreign["batch_id"] not in [batch["id"] for batch in batches]
    found = (await admin.get("/discoveries")).json()["discoveries"]
    assert [entry["id"] for entry in found] == [own["discovery_id"]]


async def test_attack_58_the_keys_of_an_organisation_are_another_ones_business(world: World) -> None:
    async with await world.signed_in(Role.ADMIN, "other") as stranger:
        for path in ("/keys", "/keys/keysets", "/keys/certificates"):
            answer = await stranger.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path
        changed = await stranger.post("/keys/changes", {"rotate_root": True})
        assert changed.status_code == 404
        assert (await stranger.post("/keys/issuer-draft", {})).status_code == 404
        assert (await stranger.get("/commands/awaiting-signature")).json()["admin_key_ids"] == []
    assert world.org_keys.keyset_version == 1


@pytest.mark.parametrize("path", ["/devices", "/nodes", "/sites", "/users", "/activity", "/batches"])
async def test_attack_58_connections_that_are_shared_carry_no_organisation_along(
    world: World, path: str
) -> None:
    """Requests of two organisations take turns on the same pool, many at once: each sees its own alone."""
    await ids_of(world, world.mine)
    await ids_of(world, world.other)
    async with (
        await world.signed_in(Role.ADMIN, "mine") as mine,
        await world.signed_in(Role.ADMIN, "other") as other,
    ):
        own, foreign = (await mine.get(path)).text, (await other.get(path)).text
        assert own != foreign
        answers = await asyncio.gather(*(client.get(path) for client in (mine, other) * 12))
    assert {answer.text for answer in answers[::2]} == {own}
    assert {answer.text for answer in answers[1::2]} == {foreign}
