"""Simulated WhatsMiners: tokens, encryption, codes, and commands that are read back."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from headframe.minersim.clock import SimClock
from headframe.minersim.faults import Fault, FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.spec import FleetSpec, Group
from headframe.minersim.testing import quick_spec, running_fleet
from tests.minersim.miner_clients import BtminerV2, BtminerV3, ask, exchange


@asynccontextmanager
async def whatsminer(model: str, **group: Any) -> AsyncIterator[tuple[SimMiner, SimClock]]:
    clock = SimClock.frozen()
    spec = quick_spec(f"{model}:1")
    groups = (Group(spec.groups[0].model, 1, **group),)
    changed = FleetSpec(groups, 1, spec.bind_base, spec.port_offset, None, 1.0)
    async with running_fleet(changed, clock) as fleet:
        yield fleet.miners[0], clock


def v2(miner: SimMiner, password: str = "admin") -> BtminerV2:  # noqa: S107 - the factory's
    return BtminerV2(miner.address, miner.ports["rpc"], password)


def v3(miner: SimMiner, password: str = "super") -> BtminerV3:  # noqa: S107 - the factory's
    return BtminerV3(miner.address, miner.ports["rpc"], password=password)


async def summary(miner: SimMiner) -> dict[str, Any]:
    row: dict[str, Any] = (await ask(miner.address, miner.ports["rpc"], "summary"))["SUMMARY"][0]
    return row


async def test_v2_off_and_on() -> None:
    async with whatsminer("whatsminer-m50s") as (miner, clock):
        assert (await v2(miner).write("power_off", respbefore="true"))["Code"] == 131
        clock.advance(60)
        state = await ask(miner.address, miner.ports["rpc"], "status")
        assert state["Msg"]["mineroff"] == "true"
        assert (await summary(miner))["Power"] < 100
        assert (await v2(miner).write("power_on"))["Code"] == 131
        clock.advance(600)
        state = await ask(miner.address, miner.ports["rpc"], "status")
        assert state["Msg"]["mineroff"] == "false"
        assert (await summary(miner))["HS RT"] > 100e6


@pytest.mark.parametrize(
    ("command", "mode"),
    [("set_low_power", "Low"), ("set_normal_power", "Normal"), ("set_high_power", "High")],
)
async def test_v2_power_modes(command: str, mode: str) -> None:
    async with whatsminer("whatsminer-m50s") as (miner, _):
        assert (await v2(miner).write(command))["STATUS"] == "S"
        assert (await summary(miner))["Power Mode"] == mode


async def test_v2_power_limit_and_percent() -> None:
    async with whatsminer("whatsminer-m50s") as (miner, clock):
        assert (await v2(miner).write("adjust_power_limit", power_limit="2500"))["Code"] == 131
        clock.advance(900)
        row = await summary(miner)
        assert row["Power Limit"] == 2500
        assert row["Power"] == pytest.approx(2500, rel=0.02)
        assert (await v2(miner).write("adjust_power_limit", power_limit="99999"))["Code"] == 132
        assert (await v2(miner).write("set_power_pct", percent="50"))["Code"] == 131
        clock.advance(900)
        assert (await summary(miner))["Power"] == pytest.approx(3276 / 2, rel=0.03)
        assert (await v2(miner).write("set_power_pct", percent="150"))["Code"] == 132


async def test_v2_pools_led_and_hostname() -> None:
    async with whatsminer("whatsminer-m50s") as (miner, _):
        pools = {"pool1": "stratum+tcp://new.example:1", "worker1": "me", "passwd1": "x"}
        empty = {f"{key}{n}": "" for key in ("pool", "worker", "passwd") for n in (2, 3)}
        assert (await v2(miner).write("update_pools", **pools, **empty))["Code"] == 131
        rows = (await ask(miner.address, miner.ports["rpc"], "pools"))["POOLS"]
        assert [(row["URL"], row["User"]) for row in rows] == [(pools["pool1"], "me")]
        assert (await v2(miner).write("set_led", color="red", period=60))["Code"] == 131
        assert (await v2(miner).write("set_hostname", hostname="row-7"))["Code"] == 131
        info = (await ask(miner.address, miner.ports["rpc"], "get_miner_info"))["Msg"]
        assert (info["ledstat"], info["hostname"]) == ("manual", "row-7")
        assert (await v2(miner).write("set_led", param="auto"))["Code"] == 131
        info = (await ask(miner.address, miner.ports["rpc"], "get_miner_info"))["Msg"]
        assert info["ledstat"] == "auto"
        assert (await v2(miner).write("set_led", color="blue"))["Code"] == 132


async def test_v2_a_wrong_password_does_not_decrypt() -> None:
    async with whatsminer("whatsminer-m50s") as (miner, _):
        answer = await v2(miner, "wrong").write("reboot")
        assert (answer["STATUS"], answer["Code"]) == ("E", 23)
        assert answer["Msg"] == "enc json load err"
        assert miner.reboots == 0


async def test_v2_a_new_password_replaces_the_old_one() -> None:
    async with whatsminer("whatsminer-m50s") as (miner, _):
        assert (await v2(miner).write("update_pwd", old="no", new="better"))["Code"] == 132
        assert (await v2(miner).write("update_pwd", old="admin", new="better"))["Code"] == 131
        assert (await v2(miner).write("set_led", param="auto"))["Code"] == 23
        assert (await v2(miner, "better").write("set_led", param="auto"))["Code"] == 131


async def test_v2_plain_writes_and_unknown_commands_are_refused() -> None:
    async with whatsminer("whatsminer-m50s") as (miner, _):
        port = miner.ports["rpc"]
        assert (await ask(miner.address, port, "power_off"))["Code"] == 45
        assert (await ask(miner.address, port, "nonsense"))["Code"] == 14
        raw = await exchange(miner.address, port, b'{"command":}')
        assert json.loads(raw.rstrip(b"\0"))["STATUS"][0]["Code"] == 23
        assert (await v2(miner).write("nonsense"))["Code"] == 14


async def test_v2_a_closed_write_switch_gives_no_token() -> None:
    async with whatsminer("whatsminer-m50s", write_api=False) as (miner, _):
        answer = await v2(miner).write("power_off")
        assert (answer["Code"], answer["Msg"]) == (45, "can't access write cmd")
        assert (await summary(miner))["HS RT"] > 0


async def test_v2_tokens_are_limited_and_expire() -> None:
    async with whatsminer("whatsminer-m50s") as (miner, clock):
        port = miner.ports["rpc"]
        codes = [(await ask(miner.address, port, "get_token"))["Code"] for _ in range(33)]
        assert codes == [134] * 32 + [136]
        clock.advance(31 * 60)
        assert (await ask(miner.address, port, "get_token"))["Code"] == 134


async def test_v2_a_made_up_token_is_refused() -> None:
    async with whatsminer("whatsminer-m50s") as (miner, _):
        client = v2(miner)
        await client.write("set_led", param="auto")
        answer = await client.send(_key_of(miner), {"cmd": "power_off", "token": "made-up"})
        assert answer["Code"] == 135
        assert miner.settings.mining


def _key_of(miner: SimMiner) -> str:
    desk = miner.sessions["tokens"]
    key: str = desk.key(miner, "admin")
    return key


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(FaultKind.FAN_FAILURE, index=0), "110"),
        (Fault(FaultKind.FAN_FAILURE, index=1), "111"),
        (Fault(FaultKind.BOARD_LOSS, index=2), "532"),
    ],
)
async def test_v2_faults_have_the_vendors_codes(fault: Fault, code: str) -> None:
    async with whatsminer("whatsminer-m50s") as (miner, _):
        port = miner.ports["rpc"]
        assert (await ask(miner.address, port, "get_error_code"))["Msg"]["error_code"] == []
        miner.faults.inject(fault)
        errors = (await ask(miner.address, port, "get_error_code"))["Msg"]["error_code"]
        assert [list(error) for error in errors] == [[code]]


async def test_v3_off_and_on() -> None:
    async with whatsminer("whatsminer-m60s") as (miner, clock):
        assert (await v3(miner).write("set.miner.service", "stop"))["code"] == 0
        clock.advance(60)
        info = await v3(miner).read("get.device.info", "miner")
        assert info["msg"]["miner"]["working"] == "false"
        status = await v3(miner).read("get.miner.status", "summary")
        assert status["msg"]["summary"]["power-realtime"] < 100
        assert (await v3(miner).write("set.miner.service", "start"))["code"] == 0
        clock.advance(600)
        status = await v3(miner).read("get.miner.status", "summary")
        assert status["msg"]["summary"]["hash-realtime"] > 160


async def test_v3_settings_are_read_back() -> None:
    async with whatsminer("whatsminer-m60s") as (miner, _):
        client = v3(miner)
        pools = [{"pool": "stratum+tcp://new.example:1", "worker": "me", "passwd": "x"}]
        assert (await client.write("set.miner.power_limit", 2800))["code"] == 0
        assert (await client.write("set.miner.power_mode", "low"))["code"] == 0
        assert (await client.write("set.miner.pools", pools, encrypt=True))["code"] == 0
        assert (await client.write("set.system.led", [{"color": "red"}]))["code"] == 0
        setting = (await client.read("get.miner.setting"))["msg"]
        assert (setting["power-limit"], setting["power-mode"]) == (2800, "low")
        status = (await client.read("get.miner.status", "summary+pools"))["msg"]
        assert status["summary"]["power-limit"] == 2800
        assert [pool["url"] for pool in status["pools"]] == [pools[0]["pool"]]
        info = (await client.read("get.device.info", "system"))["msg"]
        assert info["system"]["ledstatus"] == "manual"


async def test_v3_refusals() -> None:
    async with whatsminer("whatsminer-m60s") as (miner, _):
        assert (await v3(miner, "wrong").write("set.system.reboot"))["code"] == -4
        assert (await v3(miner).write("set.miner.power_limit", 99_999))["code"] == -1
        assert (await v3(miner).write("set.miner.service", "dance"))["code"] == -1
        assert (await v3(miner).read("get.nonsense"))["code"] == -2
        assert (await v3(miner).read("get.device.info", "nonsense"))["code"] == -1
        assert (await v3(miner).write("set.miner.pools", "not encrypted"))["code"] == -1
        assert miner.reboots == 0


async def test_v3_a_new_password_replaces_the_old_one() -> None:
    async with whatsminer("whatsminer-m60s", password_gate=True) as (miner, _):
        assert (await v3(miner).write("set.miner.service", "stop"))["code"] == -4
        change = {"account": "super", "old": "super", "new": "better"}
        answer = await v3(miner).write("set.user.change_passwd", change, encrypt=True)
        assert answer["code"] == 0
        assert (await v3(miner).write("set.miner.service", "stop"))["code"] == -4
        assert (await v3(miner, "better").write("set.miner.service", "stop"))["code"] == 0


async def test_v3_a_closed_write_switch_is_told_and_kept() -> None:
    async with whatsminer("whatsminer-m60s", write_api=False) as (miner, _):
        info = await v3(miner).read("get.device.info", "system")
        assert info["msg"]["system"]["apiswitch"] == "0"
        assert (await v3(miner).write("set.miner.service", "stop"))["code"] == -4
        assert miner.settings.mining


async def test_v3_still_answers_the_older_api_for_reads() -> None:
    async with whatsminer("whatsminer-m60s") as (miner, _):
        version = await ask(miner.address, miner.ports["rpc_v2"], "get_version")
        assert version["Msg"]["fw_ver"] == miner.model.firmware
