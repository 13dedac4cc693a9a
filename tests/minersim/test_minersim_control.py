"""The control endpoint: another process can ask what the miners really do, and break them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from headframe.minersim.clock import SimClock
from headframe.minersim.fleet import Fleet
from headframe.minersim.testing import quick_spec, running_fleet
from tests.minersim.miner_clients import BtminerV2, Web, web_client


@asynccontextmanager
async def controlled(mix: str) -> AsyncIterator[tuple[Fleet, Web]]:
    spec = replace(quick_spec(mix, reboot_seconds=20), control=("127.0.0.1", 0))
    async with running_fleet(spec, SimClock.frozen()) as fleet:
        assert fleet.control_address is not None
        host, port = fleet.control_address
        async with web_client(host, port) as client:
            yield fleet, client


async def test_it_lists_the_truth() -> None:
    async with controlled("whatsminer-m50s:2,bitaxe:1") as (fleet, control):
        rows = await control.get("/miners")
        assert [row["address"] for row in rows] == [miner.address for miner in fleet.miners]
        brief = await control.get("/miners?brief=1")
        assert brief[0]["ports"] == fleet.miners[0].ports
        address = fleet.miners[0].address
        before = await control.get(f"/miners/{address}")
        assert before["reading"]["hashrate_hs"] > 1e14
        await BtminerV2(address, fleet.miners[0].ports["rpc"]).write("power_off")
        assert (await control.get(f"/miners/{address}"))["mining"] is False
        journal = await control.get(f"/miners/{address}/commands")
        assert [(row["name"], row["applied"]) for row in journal] == [("stop_mining", True)]
        assert (await control.call("GET", "/miners/127.9.9.9"))[0] == 404


async def test_it_never_tells_a_password() -> None:
    async with controlled("whatsminer-m50s:1") as (fleet, control):
        miner = fleet.miners[0]
        client = BtminerV2(miner.address, miner.ports["rpc"])
        await client.write("update_pwd", old="admin", new="s3cr3t7")
        text = str(await control.get("/miners"))
        text += str(await control.get(f"/miners/{miner.address}/commands"))
        assert "set_password" in text
        assert "s3cr3t7" not in text


async def test_faults_come_and_go() -> None:
    async with controlled("antminer-s19:3,bitaxe:1") as (fleet, control):
        address = fleet.miners[0].address
        path = f"/miners/{address}/faults"
        assert (await control.call("POST", path, {"kind": "slow", "delay_seconds": 1}))[0] == 200
        assert (await control.call("POST", path, {"kind": "garbage"}))[0] == 200
        assert {row["kind"] for row in (await control.get(f"/miners/{address}"))["faults"]} == {
            "slow",
            "garbage",
        }
        assert (await control.call("DELETE", f"{path}/slow"))[0] == 200
        assert len(fleet.miners[0].faults.active) == 1
        assert (await control.call("DELETE", path))[0] == 200
        assert not fleet.miners[0].faults
        body = {"select": {"model": "antminer-s19", "count": 2}, "kind": "hang"}
        assert (await control.call("POST", "/faults", body))[1] == {"injected": 2}
        assert [bool(miner.faults) for miner in fleet.miners] == [True, True, False, False]


async def test_time_can_be_moved() -> None:
    async with controlled("antminer-s19:1") as (fleet, control):
        miner = fleet.miners[0]
        before = miner.read().uptime_seconds
        assert (await control.call("POST", "/advance", {"seconds": 3600}))[0] == 200
        assert miner.read().uptime_seconds == before + 3600
        miner.reboot()
        assert miner.is_down
        await control.call("POST", "/advance", {"seconds": 60})
        assert not miner.is_down


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/advance", {"seconds": -1}, 400),
        ("POST", "/advance", {}, 400),
        ("POST", "/advance", [], 400),
        ("POST", "/faults", {"kind": "nonsense"}, 400),
        ("POST", "/faults", {"select": {"colour": "red"}, "kind": "hang"}, 400),
        ("POST", "/faults", {"select": "x", "kind": "hang"}, 400),
        ("GET", "/nonsense", None, 404),
    ],
)
async def test_nonsense_is_refused(method: str, path: str, body: object, status: int) -> None:
    async with controlled("bitaxe:1") as (_, control):
        assert (await control.call(method, path, body))[0] == status
