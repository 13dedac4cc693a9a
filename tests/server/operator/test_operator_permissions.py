"""The permission table and the routes agree, both ways, and each rule holds for each role."""

import re
from collections.abc import Iterator

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIWebSocketRoute

from headframe.core.access import Permission, Role, may
from headframe.server.operator import permissions
from headframe.server.operator.app import ROUTERS
from headframe.server.operator.context import guarded_router
from headframe.server.operator.gate import GuardedRoute
from headframe.server.operator.permissions import TABLE, WEBSOCKET, Access
from tests.server.operator.operator_world import World

NOWHERE = {
    "field": "model",
    "batch_id": "0" * 32,
    "command_id": "0" * 32,
    "discovery_id": "0" * 32,
    "artifact_id": "0" * 32,
    "enrollment_id": "0" * 32,
}


def served(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every method and path that the application answers, found by asking its routes."""
    for router in ROUTERS:
        assert isinstance(router, APIRouter)
        for route in router.routes:
            assert isinstance(route, GuardedRoute)
            for method in route.methods or ():
                yield method, route.path
    for route in app.routes:
        if isinstance(route, APIWebSocketRoute):
            yield WEBSOCKET, route.path


def filled(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: NOWHERE.get(found[1], "9007199254740991"), path)


async def test_table_and_routes_are_the_same_set(world: World) -> None:
    routes = list(served(world.api))
    assert len(routes) == len(set(routes))
    assert set(routes) == set(TABLE)


def test_a_route_outside_the_table_cannot_be_made() -> None:
    router = guarded_router("stray")

    async def stray() -> None:
        """A route that nobody gave a rule."""

    with pytest.raises(KeyError):
        router.add_api_route("/stray", stray, methods=["GET"])


async def test_nothing_but_public_routes_answers_strangers(world: World) -> None:
    async with world.client() as stranger:
        for method, path in TABLE:
            if method == WEBSOCKET:
                continue
            answer = await stranger.request(method, filled(path))
            if TABLE[method, path] is Access.PUBLIC:
                assert answer.status_code in (200, 422), path
            else:
                assert answer.status_code == 401, (method, path)
                assert answer.json()["code"] == "not_signed_in"
                assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("role", Role)
async def test_each_role_passes_exactly_what_it_may(world: World, role: Role) -> None:
    async with await world.signed_in(role) as client:
        for (method, path), rule in TABLE.items():
            if method == WEBSOCKET or not isinstance(rule, Permission):
                continue
            answer = await client.request(method, filled(path))
            refused = answer.status_code == 403 and answer.json()["code"] == "not_permitted"
            assert refused is not may(role, rule), (role, method, path, answer.text)


def test_rules_are_looked_up_and_nothing_is_assumed() -> None:
    with pytest.raises(KeyError):
        permissions.rule_for("GET", "/nothing")


async def test_roles_are_told_to_anybody_signed_in(world: World) -> None:
    async with await world.signed_in(Role.VIEWER) as viewer:
        told = (await viewer.get("/roles")).json()
    assert [each["role"] for each in told] == list(Role)
    for each in told:
        assert each["permissions"] == [
            permission for permission in Permission if may(each["role"], permission)
        ]
