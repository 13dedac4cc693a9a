"""Every fault of the menu does what it says, on TCP and HTTP alike."""

import asyncio
import json
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest

from headframe.minersim.clock import SimClock
from headframe.minersim.faults import MAX_HUGE_BYTES, Fault, FaultError, FaultKind, parse_fault
from headframe.minersim.fleet import Fleet
from headframe.minersim.miner import SimMiner
from headframe.minersim.spec import parse_spec
from headframe.minersim.testing import quick_spec, running_fleet
from tests.minersim.miner_clients import (
    BtminerV2,
    BtminerV3,
    ask,
    exchange,
    web_client,
)

SMALL_HUGE_BYTES = 3 * 1024 * 1024
SHORT_SECONDS = 0.3
DEADLINE_SECONDS = 10.0
Probe = Callable[[SimMiner], Awaitable[bytes]]


@asynccontextmanager
async def one_in_fleet(model: str) -> AsyncIterator[tuple[SimMiner, Fleet]]:
    async with running_fleet(quick_spec(f"{model}:1", reboot_seconds=0.3)) as fleet:
        yield fleet.miners[0], fleet


@asynccontextmanager
async def one(model: str) -> AsyncIterator[SimMiner]:
    async with one_in_fleet(model) as (miner, _):
        yield miner


async def by_tcp(miner: SimMiner) -> bytes:
    return await exchange(miner.address, miner.ports["rpc"], b'{"command":"summary"}')


async def by_v3(miner: SimMiner) -> bytes:
    client = BtminerV3(miner.address, miner.ports["rpc"])
    return json.dumps(await client.read("get.miner.status", "summary")).encode()


async def by_http(miner: SimMiner) -> bytes:
    url = f"http://{miner.address}:{miner.ports['web']}/api/system/info"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return await response.read()


BOTH = pytest.mark.parametrize(
    ("model", "probe"), [("antminer-s19", by_tcp), ("bitaxe", by_http)], ids=["tcp", "http"]
)
# What a client may see of a broken answer, besides bytes that are no answer.
BROKEN = (OSError, aiohttp.ClientError, ValueError, EOFError)


def is_answer(raw: bytes) -> bool:
    try:
        return isinstance(json.loads(raw.rstrip(b"\x00")), dict)
    except ValueError:
        return False


async def sound(probe: Probe, miner: SimMiner) -> bool:
    """Whether the miner gives a proper answer."""
    try:
        return is_answer(await probe(miner))
    except BROKEN:
        return False


@BOTH
async def test_a_hanging_miner_accepts_and_says_nothing(model: str, probe: Probe) -> None:
    async with one(model) as miner:
        miner.faults.inject(Fault(FaultKind.HANG))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(probe(miner), SHORT_SECONDS)
        miner.faults.clear(FaultKind.HANG)
        assert await sound(probe, miner)


@BOTH
@pytest.mark.parametrize("kind", [FaultKind.GARBAGE, FaultKind.HALF_ANSWER])
async def test_a_broken_answer_is_no_answer_until_the_fault_is_cleared(
    model: str, probe: Probe, kind: FaultKind
) -> None:
    async with one(model) as miner:
        miner.faults.inject(Fault(kind))
        assert not await sound(probe, miner)
        assert not await sound(probe, miner)
        miner.faults.clear()
        assert await sound(probe, miner)


@BOTH
async def test_a_fault_can_be_meant_for_one_answer_only(model: str, probe: Probe) -> None:
    async with one(model) as miner:
        miner.faults.inject(Fault(FaultKind.GARBAGE, times=1))
        assert not await sound(probe, miner)
        assert await sound(probe, miner)
        assert not miner.faults


@BOTH
async def test_a_huge_answer_has_the_size_that_was_asked_for(model: str, probe: Probe) -> None:
    async with one(model) as miner:
        miner.faults.inject(Fault(FaultKind.HUGE_ANSWER, size_bytes=SMALL_HUGE_BYTES))
        raw = await probe(miner)
        assert SMALL_HUGE_BYTES <= len(raw) <= SMALL_HUGE_BYTES + 100


@BOTH
async def test_a_client_may_leave_in_the_middle_of_a_huge_answer(model: str, probe: Probe) -> None:
    async with one(model) as miner:
        miner.faults.inject(Fault(FaultKind.HUGE_ANSWER, times=1))
        port = miner.ports["rpc" if probe is by_tcp else "web"]
        reader, writer = await asyncio.open_connection(miner.address, port)
        request = b'{"command":"summary"}'
        writer.write(request if probe is by_tcp else b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.wait_for(reader.readexactly(100_000), 10)
        writer.transport.abort()
        assert await sound(probe, miner)


@BOTH
async def test_a_slow_miner_answers_late_but_properly(model: str, probe: Probe) -> None:
    async with one(model) as miner:
        miner.faults.inject(Fault(FaultKind.SLOW, delay_seconds=SHORT_SECONDS))
        started = asyncio.get_running_loop().time()
        assert await sound(probe, miner)
        assert asyncio.get_running_loop().time() - started >= SHORT_SECONDS


@BOTH
async def test_a_refusing_miner_has_no_open_port(model: str, probe: Probe) -> None:
    async with one_in_fleet(model) as (miner, fleet), asyncio.timeout(DEADLINE_SECONDS):
        miner.faults.inject(Fault(FaultKind.REFUSE))
        with pytest.raises((ConnectionRefusedError, aiohttp.ClientConnectorError)):
            await probe(miner)
        miner.faults.clear(FaultKind.REFUSE)
        await fleet.until_listening(miner)
        assert await sound(probe, miner)


@BOTH
async def test_a_reboot_in_mid_answer_breaks_it_and_comes_back(model: str, probe: Probe) -> None:
    async with one_in_fleet(model) as (miner, fleet), asyncio.timeout(DEADLINE_SECONDS):
        miner.faults.inject(Fault(FaultKind.REBOOT_MID_ANSWER, times=1))
        assert not await sound(probe, miner)
        assert miner.reboots == 1
        assert not fleet.is_listening(miner)
        await fleet.until_listening(miner)
        assert await sound(probe, miner)
        assert miner.read().uptime_seconds < 30


@BOTH
async def test_absurd_numbers_are_in_a_well_formed_answer(model: str, probe: Probe) -> None:
    async with one(model) as miner:
        miner.faults.inject(Fault(FaultKind.ABSURD))
        answer = json.loads((await probe(miner)).rstrip(b"\x00"))
        numbers = list(_numbers(answer))
        assert any(math.isnan(number) for number in numbers)
        assert any(number < -1e6 for number in numbers)


def _numbers(tree: object) -> list[float]:
    if isinstance(tree, dict):
        return [number for value in tree.values() for number in _numbers(value)]
    if isinstance(tree, list):
        return [number for value in tree for number in _numbers(value)]
    return [float(tree)] if isinstance(tree, int | float) and not isinstance(tree, bool) else []


async def test_absurd_brackets_of_an_avalon() -> None:
    async with one("avalon-1246") as miner:
        miner.faults.inject(Fault(FaultKind.ABSURD))
        raw = await exchange(miner.address, miner.ports["rpc"], b'{"command":"stats"}')
        assert b"GHSspd[nan]" in raw


async def test_another_miner_at_the_same_address_has_another_mac() -> None:
    async with one("whatsminer-m50s") as miner:
        before = await ask(miner.address, miner.ports["rpc"], "get_miner_info")
        miner.faults.inject(Fault(FaultKind.WRONG_MAC))
        after = await ask(miner.address, miner.ports["rpc"], "get_miner_info")
        assert after["Msg"]["mac"] != before["Msg"]["mac"]
        assert after["Msg"]["mac"][:8] == before["Msg"]["mac"][:8]
        assert miner.describe()["mac"] == before["Msg"]["mac"]


async def test_rejected_passwords_by_family() -> None:
    mix = "antminer-s19:1,whatsminer-m50s:1,whatsminer-m60s:1,proto-rig:1"
    async with running_fleet(quick_spec(mix)) as fleet:
        for miner in fleet.miners:
            miner.faults.inject(Fault(FaultKind.REJECT_AUTH))
        ant, v2, v3, rig = fleet.miners
        async with web_client(ant.address, ant.ports["web"], ("root", "root")) as web:
            assert (await web.call("GET", "/cgi-bin/summary.cgi"))[0] == 401
        answer = await BtminerV2(v2.address, v2.ports["rpc"]).write("reboot")
        assert (answer["STATUS"], answer["Code"]) == ("E", 23)
        assert (await BtminerV3(v3.address, v3.ports["rpc"]).write("set.system.reboot"))["code"] == -4
        async with web_client(rig.address, rig.ports["web"]) as web:
            body = {"password": rig.settings.accounts["admin"]}
            assert (await web.call("POST", "/api/v1/auth/login", body))[0] == 401
        assert [miner.reboots for miner in fleet.miners] == [0, 0, 0, 0]


async def test_a_liar_says_yes_and_does_nothing() -> None:
    async with one("whatsminer-m60s") as miner:
        miner.faults.inject(Fault(FaultKind.LIAR))
        client = BtminerV3(miner.address, miner.ports["rpc"])
        for command, param in (
            ("set.miner.service", "stop"),
            ("set.miner.power_limit", 2000),
            ("set.system.led", []),
            ("set.system.reboot", None),
        ):
            assert (await client.write(command, param))["code"] == 0
        assert miner.settings.mining
        assert not miner.settings.led_on
        assert miner.settings.power_limit_watts is None
        assert miner.reboots == 0
        assert [record.applied for record in miner.journal] == [False] * 4


@pytest.mark.parametrize(
    ("model", "command"),
    [
        ("antminer-s19", "web"),
        ("whatsminer-m50s", "v2"),
        ("whatsminer-m60s", "v3"),
        ("bitaxe", "axeos"),
        ("avalon-q", "ascset"),
        ("proto-rig", "proto"),
    ],
)
async def test_a_reboot_is_answered_then_closes_every_port_then_starts_from_zero(
    model: str, command: str
) -> None:
    clock = SimClock.frozen()
    async with running_fleet(quick_spec(f"{model}:1", reboot_seconds=30), clock) as fleet:
        miner = fleet.miners[0]
        before = miner.read().uptime_seconds
        await _reboot(miner, command)
        assert fleet.listener_count == 0
        for port in miner.ports.values():
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection(miner.address, port)
        clock.advance(31)
        async with asyncio.timeout(DEADLINE_SECONDS):
            await fleet.until_listening(miner)
        assert before > 3000
        assert miner.read().uptime_seconds <= 1
        assert miner.read().hashrate_hs == 0
        clock.advance(600)
        assert miner.read().hashrate_hs > 0.9 * miner.model.hashrate_hs


async def _reboot(miner: SimMiner, command: str) -> None:
    match command:
        case "web":
            async with web_client(miner.address, miner.ports["web"], ("root", "root")) as web:
                assert (await web.call("GET", "/cgi-bin/reboot.cgi"))[0] == 200
        case "v2":
            answer = await BtminerV2(miner.address, miner.ports["rpc"]).write("reboot")
            assert answer["Code"] == 131
        case "v3":
            client = BtminerV3(miner.address, miner.ports["rpc"])
            assert (await client.write("set.system.reboot"))["code"] == 0
        case "axeos":
            async with web_client(miner.address, miner.ports["web"]) as web:
                assert (await web.call("POST", "/api/system/restart"))[0] == 200
        case "ascset":
            port = miner.ports["rpc"]
            answer = await ask(miner.address, port, "ascset", parameter="0,reboot,0")
            assert answer["STATUS"][0]["STATUS"] == "S"
        case _:
            async with web_client(miner.address, miner.ports["web"]) as web:
                body = {"password": miner.settings.accounts["admin"]}
                _, tokens = await web.call("POST", "/api/v1/auth/login", body)
                web.bearer = tokens["access_token"]
                assert (await web.call("POST", "/api/v1/system/reboot"))[0] == 202


async def test_an_open_connection_is_cut_by_a_reboot() -> None:
    async with one("whatsminer-m60s") as miner, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(miner.address, miner.ports["rpc"])
        writer.write(b"\x02\x00\x00\x00{}")
        assert await reader.readexactly(4)  # this connection is being served
        miner.reboot()
        try:
            await reader.read()
        except ConnectionResetError:
            pass
        finally:
            writer.close()


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"kind": "nonsense"},
        {"kind": "slow", "delay_seconds": -1},
        {"kind": "slow", "delay_seconds": 1e9},
        {"kind": "slow", "delay_seconds": "2"},
        {"kind": "slow", "delay_seconds": float("nan")},
        {"kind": "huge-answer", "size_bytes": MAX_HUGE_BYTES + 1},
        {"kind": "huge-answer", "size_bytes": 0},
        {"kind": "board-loss", "index": -1},
        {"kind": "garbage", "times": 0},
        {"kind": "garbage", "colour": 1},
        {"kind": "overheat", "delta_c": 1000},
    ],
)
def test_a_fault_out_of_bounds_is_refused(raw: dict[str, object]) -> None:
    with pytest.raises(FaultError):
        parse_fault(raw)


def test_every_kind_can_be_given_by_name() -> None:
    assert {parse_fault({"kind": kind.value}).kind for kind in FaultKind} == set(FaultKind)


async def test_a_specification_gives_faults_to_the_first_of_a_group() -> None:
    base = quick_spec("antminer-s19:1")
    spec = parse_spec(
        {
            "bind_base": base.bind_base,
            "port_offset": base.port_offset,
            "miners": [
                {
                    "model": "antminer-s19",
                    "count": 3,
                    "faults": [{"kind": "garbage", "count": 1}, {"kind": "slow", "count": 2}],
                }
            ],
        }
    )
    async with running_fleet(spec) as fleet:
        kinds = [{fault.kind.value for fault in miner.faults.active} for miner in fleet.miners]
    assert kinds == [{"garbage", "slow"}, {"slow"}, set()]
