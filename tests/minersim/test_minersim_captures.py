"""Every simulated answer has the keys and JSON types of the answers recorded from real miners."""

import json
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from headframe.minersim.faults import Fault, FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.settings import Pool
from headframe.minersim.testing import quick_spec, running_fleet
from tests.minersim.miner_clients import BtminerV3, ask, web_client
from tests.minersim.shape import differences

CAPTURES = Path(os.environ.get("HEADFRAME_CAPTURES", Path(__file__).parents[3] / "shared" / "captures"))
Asker = Callable[[SimMiner], Awaitable[Any]]

# Recorded shapes that no single firmware has, with the reason.
EXCEPTIONS = {
    # AxeOS prints a whole number of GH/s without a point when it happens to be one.
    "bitaxe/v2_0_0/system_info.json": {"$.hashRate"},
}
# Newer firmware than the recorded one tells more.
MAY_TELL_MORE = ("bitaxe/", "proto/")


def recorded(name: str) -> Any:
    """A recorded answer; skips where there are none, except in CI."""
    if not CAPTURES.is_dir():
        message = f"no recorded answers at {CAPTURES}; set HEADFRAME_CAPTURES"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return json.loads((CAPTURES / name).read_text(encoding="utf-8"))


@asynccontextmanager
async def one_miner(model: str) -> AsyncIterator[SimMiner]:
    async with running_fleet(quick_spec(f"{model}:1")) as fleet:
        miner = fleet.miners[0]
        miner.settings.pools = [Pool(f"stratum+tcp://p{n}.example:3333", "w") for n in range(3)]
        yield miner


def rpc(command: str, **fields: Any) -> Asker:
    async def asker(miner: SimMiner) -> Any:
        return await ask(miner.address, miner.ports["rpc"], command, **fields)

    return asker


def v3(command: str, param: Any = None) -> Asker:
    async def asker(miner: SimMiner) -> Any:
        return await BtminerV3(miner.address, miner.ports["rpc"]).read(command, param)

    return asker


def web(path: str, digest: tuple[str, str] | None = None) -> Asker:
    async def asker(miner: SimMiner) -> Any:
        async with web_client(miner.address, miner.ports["web"], digest) as client:
            return await client.get(path)

    return asker


def proto(path: str) -> Asker:
    async def asker(miner: SimMiner) -> Any:
        async with web_client(miner.address, miner.ports["web"]) as client:
            body = {"password": miner.settings.accounts["admin"]}
            _, tokens = await client.call("POST", "/api/v1/auth/login", body)
            client.bearer = tokens["access_token"]
            return await client.get(f"/api/v1/{path}")

    return asker


ROOT = ("root", "root")
CASES: dict[str, tuple[str, Asker]] = {
    "antminer/v2020/devs.json": ("antminer-s19-pro", rpc("devs")),
    "antminer/v2020/pools.json": ("antminer-s19-pro", rpc("pools")),
    "antminer/v2020/stats.json": ("antminer-s19-pro", rpc("stats")),
    "antminer/v2020/summary.json": ("antminer-s19-pro", rpc("summary")),
    "antminer/v2020/version.json": ("antminer-s19-pro", rpc("version")),
    "antminer/v2020/system_info.json": (
        "antminer-s21",
        web("/cgi-bin/get_system_info.cgi", ROOT),
    ),
    "whatsminer/v2/devs.json": ("whatsminer-m50s", rpc("devs")),
    "whatsminer/v2/get_error_code.json": ("whatsminer-m50s", rpc("get_error_code")),
    "whatsminer/v2/get_miner_info.json": ("whatsminer-m50s", rpc("get_miner_info")),
    "whatsminer/v2/get_psu.json": ("whatsminer-m50s", rpc("get_psu")),
    "whatsminer/v2/get_version.json": ("whatsminer-m50s", rpc("get_version")),
    "whatsminer/v2/pools.json": ("whatsminer-m50s", rpc("pools")),
    "whatsminer/v2/status.json": ("whatsminer-m50s", rpc("status")),
    "whatsminer/v2/summary.json": ("whatsminer-m50s", rpc("summary")),
    "whatsminer/v3/get_device_info.json": ("whatsminer-m60s", v3("get.device.info")),
    "whatsminer/v3/get_miner_status_edevs.json": (
        "whatsminer-m60s",
        v3("get.miner.status", "edevs"),
    ),
    "whatsminer/v3/get_miner_status_pools.json": (
        "whatsminer-m60s",
        v3("get.miner.status", "pools"),
    ),
    "whatsminer/v3/get_miner_status_summary.json": (
        "whatsminer-m60s",
        v3("get.miner.status", "summary"),
    ),
    "bitaxe/v2_0_0/system_info.json": ("bitaxe-supra", web("/api/system/info")),
    "avalonminer/version.json": ("avalon-q", rpc("version")),
    "avalonminer/summary.json": ("avalon-q", rpc("summary")),
    "avalonminer/devs.json": ("avalon-q", rpc("devs")),
    "avalonminer/pools.json": ("avalon-q", rpc("pools")),
    "avalonminer/stats.json": ("avalon-q", rpc("stats")),
    "avalonminer/litestats.json": ("avalon-q", rpc("litestats")),
    "avalonminer/devdetails.json": ("avalon-q", rpc("devdetails")),
    "avalonminer/config.json": ("avalon-q", rpc("config")),
    "avalonminer/coin.json": ("avalon-q", rpc("coin")),
    "avalonminer/check.json": ("avalon-q", rpc("check", parameter="nothing")),
    "avalonminer/ascset_help.json": ("avalon-q", rpc("ascset", parameter="0,help")),
    "avalonminer/ascset_softoff.json": ("avalon-q", rpc("ascset", parameter="0,softoff,1:1")),
    "avalonminer/ascset_softon.json": ("avalon-q", rpc("ascset", parameter="0,softon,1:1")),
    "avalonminer/ascset_workmode.json": ("avalon-q", rpc("ascset", parameter="0,workmode,set,1")),
    "avalonminer/avalon_a_stats.json": ("avalon-1246", rpc("stats")),
    "proto/v1/system.json": ("proto-rig", proto("system")),
    "proto/v1/network.json": ("proto-rig", proto("network")),
    "proto/v1/hardware.json": ("proto-rig", proto("hardware")),
    "proto/v1/mining.json": ("proto-rig", proto("mining")),
    "proto/v1/cooling.json": ("proto-rig", proto("cooling")),
    "proto/v1/pools.json": ("proto-rig", proto("pools")),
    "proto/v1/errors.json": ("proto-rig", proto("errors")),
    "proto/v1/telemetry_full.json": (
        "proto-rig",
        proto("telemetry?level=miner,hashboard,psu"),
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_an_answer_has_the_recorded_shape(name: str) -> None:
    wanted = recorded(name)
    model, asker = CASES[name]
    async with one_miner(model) as miner:
        answer = await asker(miner)
    found = differences(wanted, answer, extra_ok=name.startswith(MAY_TELL_MORE))
    allowed = EXCEPTIONS.get(name, set())
    assert [line for line in found if line.partition(":")[0] not in allowed] == []


@pytest.mark.parametrize(
    ("name", "asker"),
    [
        ("whatsminer/v2/get_error_code_with_errors.json", rpc("get_error_code")),
        ("whatsminer/v3/get_device_info_with_errors.json", v3("get.device.info")),
    ],
)
async def test_an_answer_with_errors_has_the_recorded_shape(name: str, asker: Asker) -> None:
    wanted = recorded(name)
    model = "whatsminer-m50s" if "/v2/" in name else "whatsminer-m60s"
    async with one_miner(model) as miner:
        miner.faults.inject(Fault(FaultKind.FAN_FAILURE))
        answer = await asker(miner)
    # the key of an error is its number, which is a value, not a part of the shape
    assert differences(_numbered(wanted), _numbered(answer)) == []


def _numbered(tree: Any) -> Any:
    text = json.dumps(tree)
    return json.loads(re.sub(r'"\d{3}":', '"<code>":', text))


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("avalonminer/avalon_a_stats.json", "avalon-1246"),
        ("avalonminer/stats.json", "avalon-q"),
        ("avalonminer/litestats.json", "avalon-q"),
    ],
)
async def test_the_bracket_text_of_an_avalon_has_the_recorded_fields(name: str, model: str) -> None:
    wanted = recorded(name)["STATS"][0]
    command = "litestats" if "lite" in name else "stats"
    async with one_miner(model) as miner:
        answer = await ask(miner.address, miner.ports["rpc"], command)
    ours = answer["STATS"][0]
    keys = [key for key in wanted if key.startswith(("MM ID0", "HBinfo"))]
    assert keys
    for key in keys:
        assert _fields(ours[key]) == _fields(wanted[key])


def _fields(text: str) -> list[tuple[str, int]]:
    """Names and how many values each has, in order."""
    pairs = re.findall(r"([\w ]+?)\[([^\]]*)\]", text)
    return [(name.strip(), len(values.split())) for name, values in pairs]
