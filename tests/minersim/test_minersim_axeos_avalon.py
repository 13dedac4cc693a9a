"""Simulated Bitaxe and Avalon miners: what is set is read back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from headframe.minersim.clock import FROZEN_EPOCH_SECONDS, SimClock
from headframe.minersim.miner import SimMiner
from headframe.minersim.testing import quick_spec, running_fleet
from tests.minersim.miner_clients import Web, ask, exchange, web_client

NOW = int(FROZEN_EPOCH_SECONDS)


@asynccontextmanager
async def bitaxe() -> AsyncIterator[tuple[SimMiner, SimClock, Web]]:
    clock = SimClock.frozen()
    async with (
        running_fleet(quick_spec("bitaxe-gamma:1"), clock) as fleet,
        web_client(fleet.miners[0].address, fleet.miners[0].ports["web"]) as client,
    ):
        yield fleet.miners[0], clock, client


@asynccontextmanager
async def avalon(model: str) -> AsyncIterator[tuple[SimMiner, SimClock]]:
    clock = SimClock.frozen()
    async with running_fleet(quick_spec(f"{model}:1"), clock) as fleet:
        yield fleet.miners[0], clock


async def test_axeos_frequency_changes_hashrate_and_power() -> None:
    async with bitaxe() as (_, clock, web):
        before = await web.get("/api/system/info")
        assert (await web.call("PATCH", "/api/system", {"frequency": 400}))[0] == 200
        clock.advance(600)
        after = await web.get("/api/system/info")
        assert after["frequency"] == 400
        assert after["hashRate"] == pytest.approx(before["hashRate"] * 400 / 525, rel=0.05)
        assert after["expectedHashrate"] == pytest.approx(1200 * 400 / 525, rel=0.01)
        assert after["power"] < before["power"]


async def test_axeos_settings_are_read_back() -> None:
    async with bitaxe() as (_, _, web):
        body = {
            "coreVoltage": 1100,
            "autofanspeed": 0,
            "fanspeed": 55,
            "hostname": "kitchen",
            "stratumURL": "new.example",
            "stratumPort": 4444,
            "stratumUser": "me",
            "fallbackStratumURL": "spare.example",
        }
        assert (await web.call("PATCH", "/api/system", body))[0] == 200
        info = await web.get("/api/system/info")
        assert {key: info[key] for key in body} == body


@pytest.mark.parametrize(
    "body", [{"frequency": -5}, {"frequency": "x"}, {"fanspeed": 500}, {"stratumPort": 0}, [1]]
)
async def test_axeos_refuses_nonsense(body: object) -> None:
    async with bitaxe() as (_, _, web):
        before = await web.get("/api/system/info")
        assert (await web.call("PATCH", "/api/system", body))[0] == 400
        assert await web.get("/api/system/info") == before


async def test_axeos_pauses_identifies_and_lists_its_options() -> None:
    async with bitaxe() as (miner, clock, web):
        assert (await web.call("POST", "/api/system/pause"))[0] == 200
        clock.advance(60)
        assert (await web.get("/api/system/info"))["hashRate"] < 1
        assert (await web.call("POST", "/api/system/resume"))[0] == 200
        clock.advance(600)
        assert (await web.get("/api/system/info"))["hashRate"] > 1000
        assert (await web.call("POST", "/api/system/identify"))[0] == 200
        assert miner.settings.led_on
        asic = await web.get("/api/system/asic")
        assert asic["ASICModel"] == "BM1370"
        assert asic["defaultFrequency"] in asic["frequencyOptions"]
        assert (await web.call("GET", "/api/nonsense"))[0] == 404


@pytest.mark.parametrize("model", ["avalon-1246", "avalon-q"])
async def test_avalon_goes_to_standby_and_back(model: str) -> None:
    async with avalon(model) as (miner, clock):
        port = miner.ports["rpc"]
        answer = await ask(miner.address, port, "ascset", parameter=f"0,softoff,1:{NOW + 5}")
        assert answer["STATUS"][0]["STATUS"] in {"S", "I"}
        clock.advance(4)
        assert (await ask(miner.address, port, "summary"))["SUMMARY"][0]["MHS 5s"] > 1e7
        clock.advance(60)
        assert (await ask(miner.address, port, "summary"))["SUMMARY"][0]["MHS 5s"] < 1e4
        stats = str((await ask(miner.address, port, "stats"))["STATS"][0])
        assert "Work: In Idle" in stats
        await ask(miner.address, port, "ascset", parameter=f"0,softon,1:{NOW}")
        clock.advance(600)
        assert (await ask(miner.address, port, "summary"))["SUMMARY"][0]["MHS 5s"] > 8e7


async def test_avalon_modes_light_and_pools() -> None:
    async with avalon("avalon-q") as (miner, clock):
        port = miner.ports["rpc"]
        await ask(miner.address, port, "ascset", parameter="0,workmode,set,0")
        clock.advance(900)
        text = (await ask(miner.address, port, "stats"))["STATS"][0]["MM ID0:Summary"]
        assert "WORKMODE[0]" in text
        assert (await ask(miner.address, port, "summary"))["SUMMARY"][0]["MHS 5s"] < 8e7
        bad = await ask(miner.address, port, "ascset", parameter="0,workmode,set,9")
        assert bad["STATUS"][0]["STATUS"] == "E"
        await ask(miner.address, port, "ascset", parameter="0,led,1-1")
        assert miner.settings.led_on
        pool = "root,{},0,stratum+tcp://new.example:1,me,x"
        wrong = await ask(miner.address, port, "setpool", parameter=pool.format("no"))
        assert wrong["STATUS"][0]["STATUS"] == "E"
        await ask(miner.address, port, "setpool", parameter=pool.format("root"))
        rows = (await ask(miner.address, port, "pools"))["POOLS"]
        assert rows[0]["URL"] == "stratum+tcp://new.example:1"


async def test_avalon_answers_bare_words_in_text() -> None:
    async with avalon("avalon-1246") as (miner, _):
        raw = await exchange(miner.address, miner.ports["rpc"], b"ascset|0,help\n")
        assert raw.startswith(b"STATUS=I,")
        assert b"softoff" in raw


async def test_avalon_reboots_by_command() -> None:
    async with avalon("avalon-1246") as (miner, _):
        await ask(miner.address, miner.ports["rpc"], "ascset", parameter="0,reboot,0")
        assert miner.is_down
        with pytest.raises(ConnectionError):
            await asyncio.open_connection(miner.address, miner.ports["rpc"])
