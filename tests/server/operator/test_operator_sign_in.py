"""Set-up, sign-in, sessions, keys: what lets a caller in, and what no longer does."""

import base64
from dataclasses import replace

import anyio
import pytest

from headframe.core.access import Role
from headframe.kit.limits import MAX_BACK_OFF_SECONDS
from headframe.server.services.sign_in import ATTEMPTS_PER_NAME_AND_ADDRESS, SessionPolicy
from tests.server.operator.operator_world import BASE, PASSWORD, Client, World


async def test_sign_in_sets_a_strict_cookie_and_tells_permissions(world: World) -> None:
    async with world.client() as client:
        answer = await client.sign_in("mine-technician")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("headframe=")
        for attribute in ("HttpOnly", "Path=/", "SameSite=strict"):
            assert attribute in cookie
        me = (await client.get("/me")).json()
        assert me["role"] == "technician"
        assert "configure_devices" not in me["permissions"]
        assert me["csrf_token"] == client.csrf


async def test_the_cookie_name_and_flags_under_tls() -> None:
    world = World()
    secure = await World(config=replace(world.config, tls=True)).populate()
    async with secure.client() as client:
        answer = await client.sign_in("mine-admin")
        assert answer.headers["set-cookie"].startswith("__Host-headframe=")
        assert "Secure" in answer.headers["set-cookie"]
        assert "Domain" not in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"]


@pytest.mark.parametrize(("name", "password"), [("mine-admin", "wrong password"), ("nobody", PASSWORD)])
async def test_wrong_name_and_wrong_password_look_alike(world: World, name: str, password: str) -> None:
    async with world.client() as client:
        answer = await client.sign_in(name, password)
        body = answer.json()
        assert answer.status_code == 401
        assert (body["code"], body["detail"]) == ("sign_in_failed", "Wrong name or password")
        assert "set-cookie" not in answer.headers


async def test_unknown_users_cost_a_hash_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    original = world.hasher._verify
    monkeypatch.setattr(world.hasher, "_verify", lambda *a: verified.append(a[0]) or original(*a))
    async with world.client() as client:
        await client.sign_in("mine-admin", "wrong password")
        await client.sign_in("nobody", "wrong password")
    assert len(verified) == 2
    assert all(encoded.startswith("$argon2id$") for encoded in verified)


async def test_failed_sign_ins_back_off_exponentially_before_hashing(world: World) -> None:
    async with world.client() as client:
        for _ in range(ATTEMPTS_PER_NAME_AND_ADDRESS):
            assert (await client.sign_in("mine-admin", "wrong password")).status_code == 401
        waits = []
        for _ in range(12):
            throttled = await client.sign_in("mine-admin")
            assert throttled.status_code == 429
            assert throttled.json()["code"] == "sign_in_throttled"
            wait = int(throttled.headers["retry-after"])
            waits.append(wait)
            world.clock.advance(wait)
            assert (await client.sign_in("mine-admin", "wrong password")).status_code == 401
        assert waits[:5] == [1, 2, 4, 8, 16]
        assert waits[-1] == MAX_BACK_OFF_SECONDS
        assert (await client.sign_in("mine-operator")).status_code == 200, "other names are not held up"
        world.clock.advance(MAX_BACK_OFF_SECONDS)
        assert (await client.sign_in("mine-admin")).status_code == 200
        assert (await client.sign_in("mine-admin", "wrong password")).status_code == 401, "success forgets"


async def test_many_attempts_at_once_do_not_slip_through(world: World) -> None:
    codes: list[int] = []
    async with world.client() as client, anyio.create_task_group() as tasks:

        async def attempt() -> None:
            codes.append((await client.sign_in("mine-admin", "wrong password")).status_code)

        for _ in range(20):
            tasks.start_soon(attempt)
    assert codes.count(401) == ATTEMPTS_PER_NAME_AND_ADDRESS
    assert codes.count(429) == 20 - ATTEMPTS_PER_NAME_AND_ADDRESS


async def test_sessions_end_when_idle_when_old_and_on_sign_out(world: World) -> None:
    policy = SessionPolicy()
    async with await world.signed_in() as client:
        for _ in range(policy.absolute_seconds // (policy.idle_seconds - 60)):
            world.clock.advance(policy.idle_seconds - 60)
            assert (await client.get("/me")).status_code == 200, "use prolongs"
        world.clock.advance(policy.idle_seconds - 60)
        assert (await client.get("/me")).status_code == 401, "but not for ever"
    async with await world.signed_in() as client:
        world.clock.advance(policy.idle_seconds)
        assert (await client.get("/me")).status_code == 401
    async with await world.signed_in() as client:
        cookie = client.http.cookies["headframe"]
        assert (await client.post("/sign-out")).status_code == 204
        client.http.cookies.set("headframe", cookie)
        assert (await client.get("/me")).status_code == 401


async def test_disabling_a_user_ends_sessions_and_keys(world: World, admin: Client) -> None:
    user_id = world.mine.users[Role.OPERATOR]
    async with await world.signed_in(Role.OPERATOR) as operator:
        assert (await operator.get("/me")).status_code == 200
        await admin.request("PATCH", f"/users/{user_id}", json={"disabled": True})
        assert (await operator.get("/me")).status_code == 401
        assert (await operator.sign_in("mine-operator")).status_code == 401


async def test_a_setup_link_works_once_and_signs_in(world: World, admin: Client) -> None:
    invitation = await admin.post("/users", {"name": "Kari", "role": "operator"})
    assert invitation.status_code == 201
    token = invitation.json()["setup_token"]
    async with world.client() as client:
        assert (await client.sign_in("Kari", "")).status_code == 422
        assert (await client.sign_in("Kari", "no password yet")).status_code == 401
        body = {"token": token, "password": "short"}
        assert (await client.post("/setup", body)).status_code == 422
        used = await client.post("/setup", {"token": token, "password": "a long enough one"})
        assert used.status_code == 200
        assert used.json()["role"] == "operator"
        again = await client.post("/setup", {"token": token, "password": "another long one"})
        assert (again.status_code, again.json()["code"]) == (410, "setup_link_invalid")
        assert (await client.sign_in("kari", "a long enough one")).status_code == 200


async def test_setup_is_needed_until_an_admin_has_a_password() -> None:
    world = World()
    org_id = await world.stores.people.ensure_org("default")
    user = await world.stores.people.add_user(
        org_id, name="admin", role=Role.ADMIN, password_hash="", now_ms=0
    )
    link = await world.services.users.setup_link(user)
    async with world.client() as client:
        assert (await client.get("/bootstrap")).json()["setup_needed"] is True
        assert (await client.post("/setup", {"token": link.token, "password": PASSWORD})).status_code == 200
        assert (await client.get("/bootstrap")).json() == {
            "mode": "server",
            "version": "0.0.1",
            "setup_needed": False,
            "features": [],
        }


async def test_changing_the_password_ends_other_sessions(world: World, admin: Client) -> None:
    async with await world.signed_in() as elsewhere:
        wrong = await admin.post("/me/password", {"old_password": "x" * 12, "new_password": "brand new one"})
        assert wrong.status_code == 401
        right = {"old_password": PASSWORD, "new_password": "brand new password"}
        changed = await admin.post("/me/password", right)
        assert changed.status_code == 200
        admin.csrf = changed.json()["csrf_token"]
        assert (await admin.get("/me")).status_code == 200
        assert (await elsewhere.get("/me")).status_code == 401
        assert (await elsewhere.sign_in("mine-admin")).status_code == 401
        assert (await elsewhere.sign_in("mine-admin", "brand new password")).status_code == 200


async def test_api_keys_act_with_their_role_until_revoked_or_expired(world: World, admin: Client) -> None:
    expires = world.clock.now_ms() + 60_000
    body = {"name": "grafana", "role": "viewer", "expires_at_ms": expires}
    issued = (await admin.post("/api-keys", body)).json()
    secret = issued["secret"]
    assert secret.startswith(issued["key"]["prefix"])
    bearer = {"Authorization": f"Bearer {secret}"}
    async with world.client() as script:
        assert (await script.request("GET", "/devices", headers=bearer)).status_code == 200
        refused = await script.request("POST", "/groups", headers=bearer, json={"name": "x"})
        assert refused.json()["code"] == "not_permitted"
        assert (await script.request("POST", "/api-keys", headers=bearer, json=body)).status_code == 403
        listed = await admin.get("/api-keys")
        assert secret not in listed.text
        assert listed.json()[0]["last_used_ms"] == world.clock.now_ms()
        world.clock.advance(61)
        assert (await script.request("GET", "/devices", headers=bearer)).status_code == 401
    other = (await admin.post("/api-keys", {"name": "two", "role": "operator"})).json()
    async with world.client() as script:
        bearer = {"Authorization": f"Bearer {other['secret']}"}
        assert (await script.request("GET", "/me", headers=bearer)).json()["api_key_id"] == other["key"]["id"]
        await admin.request("DELETE", f"/api-keys/{other['key']['id']}")
        assert (await script.request("GET", "/me", headers=bearer)).status_code == 401


async def test_bad_authorization_is_not_saved_by_a_cookie(admin: Client) -> None:
    basic = base64.b64encode(f"mine-admin:{PASSWORD}".encode()).decode()
    for value in (f"Basic {basic}", "Bearer hf_wrong", "Bearer", "nonsense"):
        assert (await admin.request("GET", "/me", headers={"Authorization": value})).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "wrong"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://mine.example.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_requests_of_other_sites_are_refused(admin: Client, headers: dict[str, str]) -> None:
    refused = await admin.request("POST", "/groups", json={"name": "x"}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_rejected")
    assert [group["name"] for group in (await admin.get("/groups")).json()] == ["Hydro"]


async def test_other_sites_cannot_sign_in_either(world: World) -> None:
    async with world.client() as client:
        answer = await client.request(
            "POST",
            "/sign-in",
            json={"name": "mine-admin", "password": PASSWORD},
            headers={"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
        )
        assert answer.status_code == 403
        assert BASE not in answer.headers.get("access-control-allow-origin", "")


async def test_the_last_admin_stays(world: World, admin: Client) -> None:
    user_id = world.mine.users[Role.ADMIN]
    for change in ({"disabled": True}, {"role": "viewer"}):
        answer = await admin.request("PATCH", f"/users/{user_id}", json=change)
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert (await admin.request("DELETE", f"/users/{user_id}")).status_code == 409


async def test_a_demoted_issuers_keys_stop(world: World, admin: Client) -> None:
    second = await world.stores.people.add_user(
        world.mine.id,
        name="second",
        role=Role.ADMIN,
        password_hash=await world.hasher.hash(PASSWORD),
        now_ms=0,
    )
    async with world.client() as client:
        await client.sign_in("second")
        secret = (await client.post("/api-keys", {"name": "k", "role": "operator"})).json()["secret"]
    bearer = {"Authorization": f"Bearer {secret}"}
    async with world.client() as script:
        assert (await script.request("GET", "/me", headers=bearer)).status_code == 200
        await admin.request("PATCH", f"/users/{second.id}", json={"role": "viewer"})
        assert (await script.request("GET", "/me", headers=bearer)).status_code == 401
