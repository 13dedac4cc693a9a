"""Hostile input, generated from our own OpenAPI document: no 500, and every answer is documented.

Each operation is fuzzed on a populated server of its own, as a signed-in admin: first as generated, then
with ids, selectors and names that exist in place of generated ones, so that bodies reach the use-cases.
"""

import json
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import anyio
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from headframe.core.access import Role
from headframe.core.actors import Actor, ActorType
from headframe.core.commands.payloads import Reboot
from headframe.core.devices import Credentials
from headframe.core.enrollment.fingerprint import short_form
from headframe.core.selection import Selector
from headframe.core.views import ListSettings, View, ViewPage
from headframe.server.services.commands.issue import IssueRequest
from headframe.server.services.discovery import DiscoveryRequest
from headframe.server.services.principals import Principal
from headframe.server.stores.ports.commands import CommandQuery
from tests.server.operator.operator_world import PASSWORD, World
from tests.server.stores.enrollment_builders import enrollment

DOCUMENT = Path(__file__).parents[3] / "docs" / "openapi.json"
EXAMPLES = 8
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
schema = schemathesis.openapi.from_dict(json.loads(DOCUMENT.read_text(encoding="utf-8")))


@cache
def prepared(operation: str) -> tuple[World, dict[str, str], dict[str, object]]:
    """A world for one operation, an admin's session headers, and values that make sense there."""
    assert operation
    return anyio.run(_prepare)


async def _prepare() -> tuple[World, dict[str, str], dict[str, object]]:
    world = await World().populate()
    mine = world.mine
    user = await world.stores.people.user(mine.id, mine.users[Role.ADMIN])
    assert user
    who = Principal(mine.id, Role.ADMIN, Actor(ActorType.USER, str(user.id), user.name), user=user)
    issued = await world.services.issue.issue(
        who, IssueRequest(Selector(ids=tuple(mine.device_ids)), Reboot())
    )
    discovery = await world.services.discovery.start(who, DiscoveryRequest(("10.0.0.0/30",)))
    key = await world.services.api_keys.issue(who, name="fuzz", role=Role.ADMIN, expires_at_ms=None)
    session = await world.services.sign_in.sign_in("mine-admin", PASSWORD, address="192.0.2.1")
    view = View(0, mine.id, user.id, user.name, "fuzz", ViewPage.MINERS, ListSettings())
    kept = await world.services.views.add(who, view)
    login = await world.services.default_logins.add(who, Credentials("root", "x"), "")
    image = await world.services.artifacts.upload(who, "x.bin", _image())
    history, _ = await world.stores.commands.commands(mine.id, CommandQuery(1, batch_id=issued.batch.id))
    await world.stores.enrollments.begin(asking := enrollment(mine.id))
    ids: dict[str, object] = {
        "user_id": mine.users[Role.VIEWER],
        "key_id": key.key.id,
        "site_id": mine.site_id,
        "building_id": mine.building_id,
        "rack_id": mine.rack_id,
        "group_id": mine.group_id,
        "artifact_id": image.id,
        "login_id": login.login.id,
        "view_id": kept.id,
        "node_id": mine.node_id,
        "device_id": mine.device_ids[0],
        "enrollment_id": asking.id,
        "words": short_form(asking.fingerprint),
        "batch_id": issued.batch.id,
        "discovery_id": discovery.id,
        "command_id": history[0].id,
        "field": "model",
        "sort": "name",
        "time_zone": "Europe/Oslo",
        "selector": {"filter": ""},
        "targets": ["10.0.0.0/30"],
        "old_password": PASSWORD,
        "expected_count": 4,
    }
    headers = {
        "Cookie": f"{world.config.cookie_name}={session.token}",
        "X-CSRF-Token": session.session.csrf_token,
    }
    return world, headers, ids


async def _image() -> AsyncIterator[bytes]:
    yield b"image"


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_documented(case: schemathesis.Case) -> None:
    world, headers, known = prepared(case.operation.label)
    case.cookies, case.headers = {}, {k: v for k, v in case.headers.items() if k.lower() != "authorization"}
    _check(case, world, headers)
    for part in ("path_parameters", "query", "body"):
        given = getattr(case, part)
        if given:
            setattr(case, part, _sensible(given, known))
    _check(case, world, headers)


def _sensible(value: object, known: dict[str, object]) -> object:
    """`value` with known values wherever their names stand."""
    if isinstance(value, dict):
        return {name: known.get(name, _sensible(inner, known)) for name, inner in value.items()}
    return [_sensible(inner, known) for inner in value] if isinstance(value, list) else value


def _check(case: schemathesis.Case, world: World, headers: dict[str, str]) -> None:
    response = case.call(app=world.app, headers=headers)
    assert "X-Request-Id" in response.headers or "x-request-id" in response.headers
    case.validate_response(response, checks=CHECKS)


async def test_the_document_is_up_to_date(world: World) -> None:
    kept = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    made = world.api.openapi()
    made["info"]["version"] = kept["info"]["version"]
    assert json.loads(json.dumps(made)) == kept
