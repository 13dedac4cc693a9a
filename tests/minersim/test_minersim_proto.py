"""A simulated Proto rig: onboarding, tokens, pairing, and settings that are read back."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from headframe.minersim.clock import SimClock
from headframe.minersim.miner import SimMiner
from headframe.minersim.spec import FleetSpec, Group
from headframe.minersim.testing import quick_spec, running_fleet
from tests.minersim.miner_clients import Web, web_client

API = "/api/v1"
PASSWORD = "long-enough-1"


@asynccontextmanager
async def rig(**group: Any) -> AsyncIterator[tuple[SimMiner, SimClock, Web]]:
    clock = SimClock.frozen()
    spec = quick_spec("proto-rig:1")
    groups = (Group(spec.groups[0].model, 1, **{"password": PASSWORD, **group}),)
    changed = FleetSpec(groups, 1, spec.bind_base, spec.port_offset, None, 1.0)
    async with (
        running_fleet(changed, clock) as fleet,
        web_client(fleet.miners[0].address, fleet.miners[0].ports["web"]) as client,
    ):
        yield fleet.miners[0], clock, client


async def login(web: Web, password: str = PASSWORD) -> dict[str, str]:
    status, tokens = await web.call("POST", f"{API}/auth/login", {"password": password})
    assert status == 200
    web.bearer = tokens["access_token"]
    found: dict[str, str] = tokens
    return found


def signed(key: Ed25519PrivateKey, claims: dict[str, Any]) -> str:
    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    text = f"{part(json.dumps({'alg': 'EdDSA'}).encode())}.{part(json.dumps(claims).encode())}"
    return f"{text}.{part(key.sign(text.encode()))}"


def public_text(key: Ed25519PrivateKey) -> str:
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


async def test_without_a_token_only_the_public_part_is_open() -> None:
    async with rig() as (_, _, web):
        for path in ("system", "system/status", "network", "hardware", "hashboards"):
            assert (await web.call("GET", f"{API}/{path}"))[0] == 200
        for path in ("mining", "pools", "telemetry", "cooling", "errors", "system/logs"):
            status, body = await web.call("GET", f"{API}/{path}")
            assert (status, body["error"]["code"]) == (401, "UNAUTHORIZED")
        assert (await web.call("POST", f"{API}/mining/stop"))[0] == 401
        assert (await web.call("POST", f"{API}/auth/login", {"password": "no"}))[0] == 401


async def test_tokens_expire_are_renewed_and_can_be_given_back() -> None:
    async with rig() as (_, clock, web):
        tokens = await login(web)
        clock.advance(16 * 60)
        assert (await web.call("GET", f"{API}/mining"))[0] == 401
        body = {"refresh_token": tokens["refresh_token"]}
        _, renewed = await web.call("POST", f"{API}/auth/refresh", body)
        web.bearer = renewed["access_token"]
        assert (await web.call("GET", f"{API}/mining"))[0] == 200
        assert (await web.call("POST", f"{API}/auth/logout", {**tokens, **renewed}))[0] == 200
        assert (await web.call("GET", f"{API}/mining"))[0] == 401
        assert (await web.call("POST", f"{API}/auth/refresh", body))[0] == 401


async def test_onboarding_sets_the_first_password_once() -> None:
    async with rig(password="") as (_, _, web):
        assert (await web.get(f"{API}/system/status"))["password_set"] is False
        assert (await web.call("POST", f"{API}/auth/login", {"password": PASSWORD}))[0] == 403
        short = await web.call("PUT", f"{API}/auth/password", {"password": "short"})
        assert short[0] == 400
        assert (await web.call("PUT", f"{API}/auth/password", {"password": PASSWORD}))[0] == 200
        assert (await web.call("PUT", f"{API}/auth/password", {"password": PASSWORD}))[0] == 403
        await login(web)
        assert (await web.get(f"{API}/system/status"))["password_set"] is True


async def test_a_changed_password_voids_tokens() -> None:
    async with rig() as (_, _, web):
        await login(web)
        body = {"current_password": "no", "new_password": "another-long-1"}
        assert (await web.call("PUT", f"{API}/auth/change-password", body))[0] == 401
        body["current_password"] = PASSWORD
        assert (await web.call("PUT", f"{API}/auth/change-password", body))[0] == 200
        assert (await web.call("GET", f"{API}/mining"))[0] == 401
        await login(web, "another-long-1")


async def test_the_factory_password_must_go_first_where_the_rig_insists() -> None:
    async with rig(password=None, password_gate=True) as (miner, _, web):
        factory = miner.settings.accounts["admin"]
        await login(web, factory)
        status, body = await web.call("GET", f"{API}/mining")
        assert (status, body["error"]["code"]) == (403, "DEFAULT_PASSWORD_ACTIVE")
        change = {"current_password": factory, "new_password": PASSWORD}
        assert (await web.call("PUT", f"{API}/auth/change-password", change))[0] == 200
        await login(web)
        assert (await web.call("GET", f"{API}/mining"))[0] == 200


async def test_a_paired_key_opens_this_rig_and_no_other_time_or_rig() -> None:
    key, stranger = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    async with rig() as (miner, clock, web):
        info = await web.get(f"{API}/pairing/info")
        assert info == {"mac": miner.identity.mac, "cb_sn": miner.identity.serial}
        assert (await web.call("POST", f"{API}/pairing/auth-key", {"public_key": "x"}))[0] == 400
        body = {"public_key": public_text(key)}
        assert (await web.call("POST", f"{API}/pairing/auth-key", body))[0] == 200
        now = int(clock())
        good = {"miner_sn": info["cb_sn"], "nbf": now - 5, "exp": now + 60}
        outcomes = [
            (signed(key, good), 200),
            (signed(stranger, good), 401),
            (signed(key, {**good, "miner_sn": "other"}), 401),
            (signed(key, {**good, "exp": now - 1}), 401),
            (signed(key, {**good, "nbf": now + 60}), 401),
            ("not.a.token", 401),
        ]
        for token, wanted in outcomes:
            web.bearer = token
            assert (await web.call("GET", f"{API}/mining"))[0] == wanted
        web.bearer = None
        rotation = {"public_key": public_text(stranger)}
        assert (await web.call("POST", f"{API}/pairing/auth-key", rotation))[0] == 401
        web.bearer = signed(key, good)
        assert (await web.call("POST", f"{API}/pairing/auth-key", rotation))[0] == 200
        assert (await web.call("GET", f"{API}/mining"))[0] == 401
        web.bearer = signed(stranger, good)
        assert (await web.call("DELETE", f"{API}/pairing/auth-key"))[0] == 200
        assert (await web.call("GET", f"{API}/mining"))[0] == 401


async def test_mining_stops_and_starts() -> None:
    async with rig() as (_, clock, web):
        await login(web)
        assert (await web.get(f"{API}/mining"))["mining-status"]["status"] == "Mining"
        assert (await web.call("POST", f"{API}/mining/stop"))[0] == 202
        assert (await web.get(f"{API}/mining"))["mining-status"]["status"] == "PoweringOff"
        clock.advance(120)
        stopped = (await web.get(f"{API}/mining"))["mining-status"]
        assert (stopped["status"], stopped["hashboards_mining"]) == ("Stopped", 0)
        assert stopped["power_usage_watts"] < 100
        assert (await web.call("POST", f"{API}/mining/start"))[0] == 202
        assert (await web.get(f"{API}/mining"))["mining-status"]["status"] == "PoweringOn"
        clock.advance(600)
        assert (await web.get(f"{API}/mining"))["mining-status"]["status"] == "Mining"


async def test_the_power_target_is_kept_and_bounded() -> None:
    async with rig() as (_, clock, web):
        await login(web)
        bounds = await web.get(f"{API}/mining/target")
        target = {"power_target_watts": 2500, "performance_mode": "Efficiency"}
        status, answer = await web.call("PUT", f"{API}/mining/target", target)
        assert (status, answer["power_target_watts"]) == (200, 2500)
        assert (await web.get(f"{API}/mining/target"))["performance_mode"] == "Efficiency"
        clock.advance(600)
        power = (await web.get(f"{API}/telemetry?level=miner"))["miner"]["power"]
        assert power["value"] == pytest.approx(2500, rel=0.02)
        for watts, wanted in (
            (bounds["power_target_max_watts"] + 1, 422),
            (1, 422),
            ("x", 400),
        ):
            body = {"power_target_watts": watts}
            assert (await web.call("PUT", f"{API}/mining/target", body))[0] == wanted


async def test_pools_can_be_replaced_changed_and_removed() -> None:
    async with rig() as (_, clock, web):
        await login(web)
        rows = [
            {"name": "B", "url": "stratum+tcp://b.example:1", "username": "w", "priority": 1},
            {"name": "A", "url": "stratum2+tcp://a.example:1", "username": "w", "priority": 0},
        ]
        assert (await web.call("POST", f"{API}/pools", rows))[0] == 200
        pools = (await web.get(f"{API}/pools"))["pools"]
        assert [(pool["name"], pool["protocol"]) for pool in pools] == [
            ("A", "Stratum V2"),
            ("B", "Stratum V1"),
        ]
        change = {"url": "stratum+tcp://c.example:1", "username": "w"}
        assert (await web.call("PUT", f"{API}/pools/1", change))[0] == 200
        assert (await web.get(f"{API}/pools/1"))["pool"]["url"] == change["url"]
        assert (await web.call("GET", f"{API}/pools/7"))[0] == 422
        assert (await web.call("POST", f"{API}/pools", [{"url": "ftp://x"}]))[0] == 400
        assert (await web.call("POST", f"{API}/pools", rows * 2))[0] == 400
        for _ in range(2):
            assert (await web.call("DELETE", f"{API}/pools/0"))[0] == 200
        clock.advance(60)
        assert (await web.get(f"{API}/mining"))["mining-status"]["status"] == "NoPools"


async def test_cooling_light_and_logs() -> None:
    async with rig() as (miner, _, web):
        await login(web)
        body = {"mode": "Manual", "speed_percentage": 42}
        assert (await web.call("PUT", f"{API}/cooling", body))[0] == 200
        cooling = (await web.get(f"{API}/cooling"))["cooling-status"]
        assert (cooling["fan_mode"], cooling["speed_percentage"]) == ("Manual", 42)
        assert (await web.call("PUT", f"{API}/cooling", {"mode": "Manual"}))[0] == 400
        assert (await web.call("POST", f"{API}/system/locate?led_on_time=30"))[0] == 202
        assert miner.settings.led_on
        assert (await web.call("POST", f"{API}/system/locate?enable=false"))[0] == 202
        assert not miner.settings.led_on
        logs = (await web.get(f"{API}/system/logs?lines=2"))["logs"]
        assert logs["lines"] == len(logs["content"]) == 2
        assert (await web.call("GET", f"{API}/system/logs?lines=0"))[0] == 422
