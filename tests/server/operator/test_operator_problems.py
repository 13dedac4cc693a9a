"""Every error is a problem with a code; nothing leaks; bounds hold."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from headframe.core.errors import TABLE, Code, HeadframeError
from tests.server.operator.operator_world import BASE, PASSWORD, Client, World


def is_problem(answer: httpx.Response, status: int, code: str) -> bool:
    body = answer.json()
    return (
        answer.status_code == status == body["status"]
        and answer.headers["content-type"] == "application/problem+json"
        and body["code"] == code
        and body["title"] == TABLE[Code(code)].title
        and body["action"] == TABLE[Code(code)].action
        and body["type"] == f"urn:headframe:problem:{code}"
        and body["request_id"] == answer.headers["x-request-id"]
    )


async def test_unknown_routes_and_methods(admin: Client) -> None:
    assert is_problem(await admin.get("/nothing"), 404, "not_found")
    wrong = await admin.request("PUT", "/devices")
    assert is_problem(wrong, 405, "invalid_request")
    assert wrong.headers["allow"] == "GET"
    assert is_problem(await admin.get("/devices/"), 404, "not_found")


async def test_validation_names_fields_by_pointer_and_repeats_no_input(admin: Client) -> None:
    body = {"selector": {"ids": [1, "secret-value"]}, "command": {"kind": "CURTAIL", "level": "secret-value"}}
    answer = await admin.post("/commands/preview", body)
    assert is_problem(answer, 422, "invalid_request")
    where = {error["where"] for error in answer.json()["errors"]}
    assert "/selector/ids/1" in where
    assert "secret-value" not in answer.text
    query = await admin.get("/devices", limit=0)
    assert [error["where"] for error in query.json()["errors"]] == ["limit"]
    broken = await admin.request(
        "POST", "/groups", content=b"{", headers={"Content-Type": "application/json"}
    )
    assert is_problem(broken, 422, "invalid_request")


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b'{"name": 1e999999}',
        b'{"name": NaN}',
        b'{"name": "\\ud800"}',
        b"\xff\xfe",
        b"9" * 10_000,
    ],
)
async def test_odd_json_is_refused_in_words(admin: Client, content: bytes) -> None:
    answer = await admin.request(
        "POST", "/groups", content=content, headers={"Content-Type": "application/json"}
    )
    assert is_problem(answer, 422, "invalid_request"), answer.text


async def test_bodies_are_bounded_stated_or_not(world: World, admin: Client) -> None:
    limit = world.config.max_body_bytes
    stated = await admin.request("POST", "/groups", content=b"x" * (limit + 1))
    assert is_problem(stated, 413, "too_large")

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(limit // 65_536 + 2):
            yield b" " * 65_536

    streamed = await admin.request(
        "POST", "/groups", content=chunks(), headers={"Content-Type": "application/json"}
    )
    assert is_problem(streamed, 413, "too_large"), streamed.text


async def test_a_defect_is_a_500_without_its_text(
    world: World, admin: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    world.memory.places.fail_next("groups", RuntimeError(f"connection string with {PASSWORD}"))
    answer = await admin.get("/groups")
    assert is_problem(answer, 500, "internal")
    shown = capsys.readouterr()
    assert PASSWORD not in answer.text + shown.out + shown.err
    assert answer.json()["request_id"] in shown.out + shown.err


@pytest.mark.parametrize(
    ("code", "status"), [(Code.STORAGE_UNAVAILABLE, 503), (Code.STORAGE_FULL, 507), (Code.BUSY, 503)]
)
async def test_store_problems_keep_their_code(world: World, admin: Client, code: Code, status: int) -> None:
    world.memory.places.fail_next("add_group", HeadframeError(code, retry_after_seconds=1.2))
    answer = await admin.post("/groups", {"name": "x"})
    assert is_problem(answer, status, code)
    assert answer.headers["retry-after"] == "2"


async def test_an_export_that_breaks_midway_is_no_shorter_file(world: World, admin: Client) -> None:
    world.memory.devices.fail_next("export", RuntimeError("lost"))
    with pytest.raises(RuntimeError, match="lost"):
        await admin.get("/devices/export.csv")


async def test_security_headers_stand_on_every_answer(admin: Client) -> None:
    for path in ("/me", "/nothing", "/docs", "/devices/export.csv"):
        headers = (await admin.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"


async def test_foreign_host_names_are_refused() -> None:
    world = World()
    listed = await World(config=replace(world.config, allowed_hosts=("mine.example",))).populate()
    async with listed.client() as client:
        assert (await client.get("/bootstrap")).status_code == 200
        assert (
            await client.request("GET", "/bootstrap", headers={"Host": "mine.example:8443"})
        ).status_code == 200
        for host in ("evil.example", "mine.example.evil.example", "[::1]", "127.0.0.1"):
            refused = await client.request("GET", "/bootstrap", headers={"Host": host})
            assert is_problem(refused, 403, "csrf_rejected"), host


async def test_each_caller_has_a_rate_of_its_own() -> None:
    config = replace(World().config, requests_per_second=1, request_burst=5)
    world = await World(config=config).populate()
    async with await world.signed_in() as admin, await world.signed_in(org="other") as other:
        codes = [(await admin.get("/me")).status_code for _ in range(8)]
        assert codes == [200] * 5 + [429] * 3
        limited = await admin.get("/me")
        assert is_problem(limited, 429, "rate_limited")
        assert int(limited.headers["retry-after"]) >= 1
        assert (await other.get("/me")).status_code == 200
        world.clock.advance(1)
        assert (await admin.get("/me")).status_code == 200


async def test_strangers_are_limited_by_address() -> None:
    config = replace(World().config, anonymous_per_second=1, anonymous_burst=3)
    world = await World(config=config).populate()
    async with world.client() as client:
        codes = [(await client.get("/me")).status_code for _ in range(5)]
        assert codes == [401, 401, 401, 429, 429]


async def test_the_documentation_page_needs_nobody_else(admin: Client) -> None:
    page = await admin.get("/docs")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "http://" not in page.text.replace(BASE, "")
    assert "https://" not in page.text
    document = (await admin.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    for item in document["paths"].values():
        for operation in item.values():
            assert operation["summary"]
            assert operation["description"]
            assert operation["operationId"] in page.text
            assert "429" in operation["responses"]
