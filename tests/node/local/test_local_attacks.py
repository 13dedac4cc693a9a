"""Attacks on the node's own UI: other pages, other names, other logins, and many tries."""

import asyncio
import re
import time
from http.cookies import SimpleCookie
from pathlib import Path

import httpx
import pytest

from headframe.core.access import Role
from headframe.core.errors import Code
from headframe.kit.clock import ManualClock
from headframe.kit.passwords import PasswordHasher
from headframe.kit.web.files import WebFiles
from headframe.node.local.api.gate import COOKIE
from headframe.node.local.config import own_names
from headframe.node.local.credential import NAME, LocalCredential
from headframe.node.local.sessions import IDLE_SECONDS, LocalSessions
from headframe.node.local.sign_in import ATTEMPTS_PER_ADDRESS, LocalSignIn
from headframe.node.local.site import create_local_site
from tests.node.local.onsite import on_site
from tests.server.operator.operator_world import PASSWORD, World

STOP = {"selector": {"filter": ""}, "command": {"kind": "STOP_MINING"}}
TRIES = 100


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["code"])


@pytest.mark.parametrize(
    "forged",
    [
        {"x-csrf-token": ""},
        {"x-csrf-token": "a guess"},
        {"origin": "https://evil.example"},
        {"origin": "https://hall-1:9443"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_attack_56_another_page_acts_with_the_session(tmp_path: Path, forged: dict[str, str]) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        refused = await browser.post("/commands", json=STOP, headers=forged)
        assert (refused.status_code, code_of(refused)) == (403, Code.CSRF_REJECTED)
        assert not here.hands.done


async def test_attack_56_another_page_signs_somebody_in(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        body = {"name": NAME, "password": here.password}
        refused = await here.browser().post("/sign-in", json=body, headers={"origin": "https://evil.example"})
        assert code_of(refused) == Code.CSRF_REJECTED
        assert "set-cookie" not in refused.headers


@pytest.mark.parametrize("host", ["evil.example", "hall-1.evil.example", "127.0.0.1.evil.example", ""])
async def test_attack_56_a_name_that_was_made_to_point_here(tmp_path: Path, host: str) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        refused = await browser.get("/devices", headers={"host": host})
        assert (refused.status_code, code_of(refused)) == (403, Code.CSRF_REJECTED)
        site = create_local_site(here.app, WebFiles.read(), "hall-1")
        async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url="https://x") as page:
            assert (await page.get("/miners", headers={"host": host})).status_code == 421


@pytest.mark.parametrize("name", ["10.20.0.1", "127.0.0.1", "[::1]", "localhost", "hall-1", "hall-1.local"])
def test_addresses_and_own_names_are_served(name: str) -> None:
    assert own_names("hall-1")(name)


async def test_attack_56_the_cookie_stays_where_it_belongs(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        body = {"name": NAME, "password": here.password}
        answer = await here.browser().post("/sign-in", json=body)
        cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
        assert COOKIE.startswith(
            "__Host-"
        )  # browsers take it with Secure, for this host and all its paths only
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"].lower()) == (True, True, "strict")
        assert (cookie["path"], cookie["domain"]) == ("/", "")
        plain = here.browser()
        plain.base_url = httpx.URL("http://hall-1:8443")
        plain.cookies.update(answer.cookies)
        assert code_of(await plain.get("/me")) == Code.NOT_SIGNED_IN  # it was not sent


@pytest.mark.parametrize("addresses", [1, TRIES])
async def test_attack_56_a_hundred_tries_cost_a_few_hashes(tmp_path: Path, addresses: int) -> None:
    hasher = CountedHasher()
    clock = ManualClock()
    credential = LocalCredential.within(tmp_path)
    password = await credential.rotate(hasher)
    sign_in = LocalSignIn(credential, LocalSessions(clock), hasher, clock)
    hasher.verified = 0
    began = time.process_time()

    async def attempt(number: int) -> object:
        clock.advance(1 / TRIES)
        return await sign_in.sign_in(NAME, f"guess {number}", address=f"10.20.1.{number % addresses}")

    tries = await asyncio.gather(*map(attempt, range(TRIES)), return_exceptions=True)
    spent = time.process_time() - began
    codes = {str(getattr(each, "code", each)) for each in tries}
    assert codes <= {Code.SIGN_IN_FAILED, Code.SIGN_IN_THROTTLED, Code.RATE_LIMITED}
    assert hasher.verified <= (ATTEMPTS_PER_ADDRESS if addresses == 1 else 13)
    assert spent < 5.0, "a second of tries is to cost a few hashes of 50 ms"
    clock.advance(1.0)
    session, _ = await sign_in.sign_in(NAME, password, address="10.20.0.9")  # nobody else is locked out
    assert sign_in.seconds_left(session) == IDLE_SECONDS


class CountedHasher(PasswordHasher):
    """With the costs of production."""

    verified = 0

    async def verify(self, encoded: str, password: str) -> bool:
        self.verified += 1
        return await super().verify(encoded, password)


async def test_each_further_try_waits_twice_as_long(tmp_path: Path) -> None:
    clock, hasher = ManualClock(), PasswordHasher(memory_kib=8, time_cost=1)
    credential = LocalCredential.within(tmp_path)
    await credential.rotate(hasher)
    sign_in = LocalSignIn(credential, LocalSessions(clock), hasher, clock)
    waits = []
    for _ in range(ATTEMPTS_PER_ADDRESS + 4):
        while (wait := await refusal(sign_in)) is not None:
            waits.append(wait)
            clock.advance(wait)  # at most two tries a second are looked at anyhow
    assert [round(wait) for wait in waits] == [1, 2, 4, 8]


async def refusal(sign_in: LocalSignIn) -> float | None:
    """The wait that a wrong password meets; None where it was looked at."""
    try:
        await sign_in.sign_in(NAME, "wrong", address="10.20.0.9")
    except Exception as error:
        code = getattr(error, "code", None)
        if code is Code.SIGN_IN_THROTTLED:
            return float(error.retry_after_seconds)
        if code is not Code.SIGN_IN_FAILED:
            raise
    return None


async def test_a_login_of_the_server_opens_nothing_here_and_the_other_way_round(tmp_path: Path) -> None:
    world = await World().populate()
    admin = await world.signed_in(Role.ADMIN)
    async with on_site(tmp_path) as here:
        browser = here.browser()
        tokens = [cookie.value or "" for cookie in admin.http.cookies.jar]
        assert tokens
        for token in tokens:
            for name in (COOKIE, "__Host-headframe", "headframe"):
                answer = await browser.get("/devices", headers={"cookie": f"{name}={token}"})
                assert code_of(answer) == Code.NOT_SIGNED_IN
            bearer = await browser.get("/devices", headers={"authorization": f"Bearer {token}"})
            assert code_of(bearer) == Code.NOT_SIGNED_IN
        wrong = await browser.post("/sign-in", json={"name": NAME, "password": PASSWORD})
        assert code_of(wrong) == Code.SIGN_IN_FAILED
        local = await here.signed_in()
        for cookie in local.cookies.jar:
            for name in ("__Host-headframe", "headframe"):
                forged = {"cookie": f"{name}={cookie.value}"}
                answer = await world.client().request("GET", "/me", headers=forged)
                assert code_of(answer) == Code.NOT_SIGNED_IN


def test_sessions_end_when_nobody_is_there() -> None:
    clock = ManualClock()
    sessions = LocalSessions(clock)
    session, token = sessions.begin("hash")
    clock.advance(IDLE_SECONDS - 1)
    assert sessions.of(token, "hash") is session  # looked at: that alone prolongs nothing
    clock.advance(2)
    assert sessions.of(token, "hash") is None


async def test_a_page_that_only_refreshes_itself_is_idle(tmp_path: Path) -> None:
    clock = ManualClock()
    async with on_site(tmp_path, clock=clock) as here:
        browser = await here.signed_in()
        ends = (await browser.get("/me")).json()["session_expires_at_ms"]
        clock.advance(1)
        await browser.get("/devices")
        assert (await browser.get("/me")).json()["session_expires_at_ms"] == ends
        await browser.get("/devices", headers={"x-headframe-person": "1"})
        assert (await browser.get("/me")).json()["session_expires_at_ms"] > ends


async def test_another_password_ends_every_session(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        fresh = await here.credential.rotate(PasswordHasher(memory_kib=8, time_cost=1))
        assert code_of(await browser.get("/devices")) == Code.NOT_SIGNED_IN
        old = await browser.post("/sign-in", json={"name": NAME, "password": here.password})
        assert code_of(old) == Code.SIGN_IN_FAILED
        assert (await browser.post("/sign-in", json={"name": NAME, "password": fresh})).status_code == 200
        assert re.fullmatch(r"([a-hjkmnp-z2-9]{5}-){4}[a-hjkmnp-z2-9]{5}", fresh)
        assert here.credential.path.stat().st_mode & 0o777 == 0o600
        assert fresh not in here.credential.path.read_text()


async def test_without_a_password_nobody_gets_in(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        here.credential.path.unlink()
        answer = await here.browser().post("/sign-in", json={"name": NAME, "password": "anything"})
        assert "headframe node local-password" in answer.json()["detail"]


async def test_signing_out_ends_it(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        cookie = f"{COOKIE}={browser.cookies[COOKIE]}"
        assert (await browser.post("/sign-out")).status_code == 204
        again = await here.browser().get("/me", headers={"cookie": cookie})
        assert code_of(again) == Code.NOT_SIGNED_IN
