"""A simulated Antminer over its own sockets: what is set is read back, and who may set it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from headframe.minersim.clock import SimClock
from headframe.minersim.faults import Fault, FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.testing import quick_spec, running_fleet
from tests.minersim.miner_clients import Web, ask, exchange, web_client

ROOT = ("root", "root")


@asynccontextmanager
async def antminer() -> AsyncIterator[tuple[SimMiner, SimClock, Web]]:
    clock = SimClock.frozen()
    async with (
        running_fleet(quick_spec("antminer-s19-pro:1"), clock) as fleet,
        web_client(fleet.miners[0].address, fleet.miners[0].ports["web"], ROOT) as client,
    ):
        yield fleet.miners[0], clock, client


async def rate_ghs(miner: SimMiner) -> float:
    answer = await ask(miner.address, miner.ports["rpc"], "summary")
    return float(answer["SUMMARY"][0]["GHS 5s"])


async def test_sleep_and_wake_are_seen_on_both_ports() -> None:
    async with antminer() as (miner, clock, web):
        conf = await web.get("/cgi-bin/get_miner_conf.cgi")
        assert conf["bitmain-work-mode"] == "0"
        status, answer = await web.call("POST", "/cgi-bin/set_miner_conf.cgi", {**conf, "miner-mode": 1})
        assert (status, answer["stats"], answer["code"]) == (200, "success", "M000")
        clock.advance(60)
        assert (await web.get("/cgi-bin/get_miner_conf.cgi"))["bitmain-work-mode"] == "1"
        assert await rate_ghs(miner) < 10
        await web.call("POST", "/cgi-bin/set_miner_conf.cgi", {**conf, "miner-mode": 0})
        clock.advance(600)
        assert await rate_ghs(miner) > 100_000


async def test_pools_are_replaced_and_read_back() -> None:
    async with antminer() as (miner, _, web):
        conf = await web.get("/cgi-bin/get_miner_conf.cgi")
        new = [
            {"url": "stratum+tcp://new.example:3333", "user": "me.1", "pass": "p"},
            {"url": "", "user": "", "pass": ""},
            {"url": "", "user": "", "pass": ""},
        ]
        await web.call("POST", "/cgi-bin/set_miner_conf.cgi", {**conf, "pools": new})
        assert (await web.get("/cgi-bin/get_miner_conf.cgi"))["pools"] == new
        pools = (await ask(miner.address, miner.ports["rpc"], "pools"))["POOLS"]
        assert [(pool["URL"], pool["User"]) for pool in pools] == [(new[0]["url"], "me.1")]


async def test_a_bad_configuration_is_refused_and_changes_nothing() -> None:
    async with antminer() as (_, _, web):
        before = await web.get("/cgi-bin/get_miner_conf.cgi")
        for bad in ({}, {"pools": "x"}, {**before, "miner-mode": 9}):
            _, answer = await web.call("POST", "/cgi-bin/set_miner_conf.cgi", bad)
            assert (answer["stats"], answer["code"]) == ("error", "M001")
        assert await web.get("/cgi-bin/get_miner_conf.cgi") == before


async def test_the_light_blinks_until_it_is_told_to_stop() -> None:
    async with antminer() as (_, _, web):
        assert await web.get("/cgi-bin/get_blink_status.cgi") == {"blink": False}
        await web.call("POST", "/cgi-bin/blink.cgi", {"blink": "true"})
        assert await web.get("/cgi-bin/get_blink_status.cgi") == {"blink": True}
        await web.call("POST", "/cgi-bin/blink.cgi", {"blink": "false"})
        assert await web.get("/cgi-bin/get_blink_status.cgi") == {"blink": False}


async def test_fans_can_be_fixed() -> None:
    async with antminer() as (miner, _, web):
        conf = await web.get("/cgi-bin/get_miner_conf.cgi")
        body = {**conf, "bitmain-fan-ctrl": True, "bitmain-fan-pwm": "40"}
        await web.call("POST", "/cgi-bin/set_miner_conf.cgi", body)
        slow = (await ask(miner.address, miner.ports["rpc"], "stats"))["STATS"][1]["fan1"]
        body["bitmain-fan-pwm"] = "100"
        await web.call("POST", "/cgi-bin/set_miner_conf.cgi", body)
        fast = (await ask(miner.address, miner.ports["rpc"], "stats"))["STATS"][1]["fan1"]
        assert slow < 0.6 * fast


@pytest.mark.parametrize("login", [("root", "wrong"), ("admin", "root")])
async def test_a_wrong_login_is_turned_away(login: tuple[str, str]) -> None:
    async with antminer() as (miner, _, _):
        async with web_client(miner.address, miner.ports["web"], login) as web:
            status, _ = await web.call("GET", "/cgi-bin/get_system_info.cgi")
        assert status == 401


async def test_without_a_login_the_challenge_names_the_vendors_realm() -> None:
    async with antminer() as (miner, _, _), aiohttp.ClientSession() as session:
        url = f"http://{miner.address}:{miner.ports['web']}/"
        async with session.get(url) as response:
            assert response.status == 401
            challenge = response.headers["WWW-Authenticate"]
        assert challenge.startswith('Digest realm="antMiner Configuration", nonce="')
        assert 'qop="auth"' in challenge


async def test_an_old_nonce_is_stale_not_wrong() -> None:
    async with antminer() as (_, clock, web):
        await web.get("/cgi-bin/get_blink_status.cgi")
        clock.advance(3600)
        # the client reuses its nonce, is told it is stale, and repeats the request
        assert await web.get("/cgi-bin/get_blink_status.cgi") == {"blink": False}


async def test_a_new_password_replaces_the_old_one() -> None:
    async with antminer() as (miner, _, web):
        body = {"curPwd": "root", "newPwd": "better", "confirmPwd": "better"}
        for bad in (
            {**body, "curPwd": "no"},
            {**body, "confirmPwd": "other"},
            {**body, "newPwd": "x"},
        ):
            assert (await web.call("POST", "/cgi-bin/passwd.cgi", bad))[1]["stats"] == "error"
        _, answer = await web.call("POST", "/cgi-bin/passwd.cgi", body)
        assert (answer["stats"], answer["code"]) == ("success", "P000")
        assert (await web.call("GET", "/cgi-bin/get_blink_status.cgi"))[0] == 401
        async with web_client(miner.address, miner.ports["web"], ("root", "better")) as again:
            assert await again.get("/cgi-bin/get_blink_status.cgi") == {"blink": False}


async def test_a_bare_command_is_answered_in_text() -> None:
    async with antminer() as (miner, _, _):
        raw = await exchange(miner.address, miner.ports["rpc"], b"summary")
        assert raw.startswith(b"STATUS=S,When=")
        assert b"|SUMMARY,Elapsed=" in raw
        assert raw.endswith(b"|\x00")


async def test_joined_commands_come_in_one_answer() -> None:
    async with antminer() as (miner, _, _):
        answer = await ask(miner.address, miner.ports["rpc"], "summary+version")
        assert set(answer) == {"summary", "version", "id"}
        assert answer["version"][0]["VERSION"][0]["Type"] == "Antminer S19 Pro"


async def test_a_request_in_pieces_is_put_together() -> None:
    async with antminer() as (miner, _, _), asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(miner.address, miner.ports["rpc"])
        for piece in (b'{"comm', b'and": "ver', b'sion"}'):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        raw = await reader.read()
        writer.close()
        assert json.loads(raw.rstrip(b"\x00"))["VERSION"]


@pytest.mark.parametrize(
    ("request_bytes", "code"),
    [
        (b'{"command":"nonsense"}', 14),
        (b'{"command":"restart"}', 45),
        (b'{"command" "x"}', 23),
        (b'{"parameter":"x"}', 24),
    ],
)
async def test_what_it_does_not_do_has_cgminers_code(request_bytes: bytes, code: int) -> None:
    async with antminer() as (miner, _, _):
        raw = await exchange(miner.address, miner.ports["rpc"], request_bytes)
        record: dict[str, Any] = json.loads(raw.rstrip(b"\x00"))["STATUS"][0]
        assert (record["STATUS"], record["Code"]) == ("E", code)


async def test_the_newer_statistics_come_by_either_port() -> None:
    async with antminer() as (miner, _, web):
        by_web = await web.get("/cgi-bin/stats.cgi")
        by_rpc = await ask(miner.address, miner.ports["rpc"], "stats", new_api=True)
        assert by_web == by_rpc
        chains = by_web["STATS"][0]["chain"]
        assert [chain["asic_num"] for chain in chains] == [114, 114, 114]


async def test_a_client_that_says_nothing_and_leaves_is_let_go() -> None:
    async with antminer() as (miner, _, _), asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(miner.address, miner.ports["rpc"])
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()


async def test_a_client_may_stop_sending_before_a_slow_answer() -> None:
    async with antminer() as (miner, _, _), asyncio.timeout(10):
        miner.faults.inject(Fault(FaultKind.SLOW, delay_seconds=0.1))
        reader, writer = await asyncio.open_connection(miner.address, miner.ports["rpc"])
        writer.write(b'{"command":"version"}')
        writer.write_eof()
        assert b"Antminer S19 Pro" in await reader.read()
        writer.close()
