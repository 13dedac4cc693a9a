"""Sessions: spent once, refreshed in time, renewed when forgotten, shared by requests that run together."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from headframe.driver import AuthenticationRejectedError, ProtocolError
from headframe.drivers.http import Endpoint, HttpTransport
from headframe.drivers.proto_rig.login import PasswordLogin, Sessions
from headframe.drivers.proto_rig.protocol import MINING, Rig
from tests.drivers.http.served import served

PASSWORD = "right-password"


class TinyRig:
    """Hands out numbered tokens that live for `lifetime_seconds`, and accepts the newest only."""

    def __init__(self, lifetime_seconds: int = 900) -> None:
        self.lifetime_seconds = lifetime_seconds
        self.logins = self.refreshes = self.issued = 0
        self.accepted = ""
        self.can_refresh = True

    async def login(self, request: web.Request) -> web.Response:
        self.logins += 1
        if (await request.json())["password"] != PASSWORD:
            return web.json_response({"message": "no"}, status=401)
        return web.json_response({"access_token": self._issue(), "refresh_token": "refresh-me"})

    async def refresh(self, request: web.Request) -> web.Response:
        self.refreshes += 1
        assert (await request.json())["refresh_token"] == "refresh-me"
        if not self.can_refresh:
            return web.json_response({"message": "no"}, status=401)
        return web.json_response({"access_token": self._issue()})

    async def mining(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {self.accepted}":
            return web.json_response({"message": "no"}, status=401)
        return web.json_response({"mining-status": {"status": "Mining"}})

    def _issue(self) -> str:
        self.issued += 1
        claims = {"iat": 1000, "exp": 1000 + self.lifetime_seconds, "n": self.issued}
        middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        self.accepted = f"head.{middle}.signature"
        return self.accepted


@asynccontextmanager
async def rig(tiny: TinyRig, password: str = PASSWORD) -> AsyncIterator[Rig]:
    app = web.Application()
    app.router.add_post("/api/v1/auth/login", tiny.login)
    app.router.add_post("/api/v1/auth/refresh", tiny.refresh)
    app.router.add_get("/api/v1/mining", tiny.mining)
    transport = HttpTransport()
    async with served(app) as port:
        where = Endpoint("127.0.0.1", port)
        try:
            yield Rig(
                transport, where, PasswordLogin(transport, where, password, Sessions().of(where, password))
            )
        finally:
            await transport.close()


async def test_a_password_is_spent_once() -> None:
    tiny = TinyRig()
    async with rig(tiny) as found:
        for _ in range(3):
            assert await found.read_object(MINING)
    assert (tiny.logins, tiny.refreshes) == (1, 0)


async def test_requests_that_run_together_log_in_once() -> None:
    tiny = TinyRig()
    async with rig(tiny) as found:
        await asyncio.gather(*(found.read_object(MINING) for _ in range(8)))
    assert tiny.logins == 1


async def test_a_token_that_is_about_to_end_is_refreshed_first() -> None:
    tiny = TinyRig(lifetime_seconds=20)
    async with rig(tiny) as found:
        await found.read_object(MINING)
        await found.read_object(MINING)
    assert (tiny.logins, tiny.refreshes) == (1, 1)


async def test_a_forgotten_token_is_renewed_and_the_request_repeated() -> None:
    tiny = TinyRig()
    async with rig(tiny) as found:
        await found.read_object(MINING)
        tiny.accepted = "forgotten"
        await asyncio.gather(*(found.read_object(MINING) for _ in range(4)))
        assert (tiny.logins, tiny.refreshes) == (1, 1)
        tiny.accepted, tiny.can_refresh = "forgotten", False
        assert await found.read_object(MINING)
    assert (tiny.logins, tiny.refreshes) == (2, 2)


async def test_a_wrong_password_is_sent_once() -> None:
    tiny = TinyRig()
    async with rig(tiny, "wrong-password") as found:
        for _ in range(3):
            with pytest.raises(AuthenticationRejectedError) as caught:
                await found.read_object(MINING)
    assert tiny.logins == 1
    assert "wrong-password" not in repr(caught.value)


async def test_a_rig_that_rejects_its_own_fresh_tokens_is_not_asked_forever() -> None:
    tiny = TinyRig()
    async with rig(tiny) as found:
        tiny._issue = lambda: "never-accepted"  # type: ignore[method-assign]  # a rig that lies
        with pytest.raises(AuthenticationRejectedError):
            await found.read_object(MINING)
    assert (tiny.logins, tiny.refreshes) == (1, 1)


@pytest.mark.parametrize("token", ["", "a\r\nX: y", "sp ace", "x" * 10_000, None, 7])
async def test_a_token_that_cannot_be_sent_back_is_a_protocol_error(token: object) -> None:
    tiny = TinyRig()
    async with rig(tiny) as found:
        tiny._issue = lambda: token  # type: ignore[method-assign, assignment, return-value]  # a rig that lies
        with pytest.raises(ProtocolError):
            await found.read_object(MINING)


def test_sessions_are_found_by_rig_and_password_and_keep_no_password() -> None:
    sessions = Sessions()
    here, there = Endpoint("10.0.0.1", 443, is_tls=True), Endpoint("10.0.0.2", 443, is_tls=True)
    assert sessions.of(here, "one") is sessions.of(here, "one")
    assert sessions.of(here, "one") is not sessions.of(here, "two")
    assert sessions.of(here, "one") is not sessions.of(there, "one")
    kept = sessions.of(here, "one")
    sessions.drop(here, "one")
    assert sessions.of(here, "one") is not kept
    assert "one" not in repr(vars(sessions)["_open"]._entries.keys()).replace("Endpoint", "")
