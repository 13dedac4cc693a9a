"""Probe, pairing and polls of simulated WhatsMiners over both APIs, well and badly behaved."""

import asyncio

import pytest

from headframe.driver import (
    AuthenticationNeededError,
    AuthenticationRejectedError,
    DeviceError,
    DeviceTimeoutError,
    ProtocolError,
    RefusedError,
    UnreachableError,
    WrongDeviceError,
)
from headframe.drivers.whatsminer import driver as make_driver
from headframe.drivers.whatsminer.device import WhatsMinerDriver
from headframe.minersim.faults import Fault, FaultKind
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2
from tests.drivers.whatsminer.whatsminer_fleet import API2_MODEL, API3_MODEL, one_miner, ports_of, target_of

FAST, FULL = driver_pb2.POLL_DEPTH_FAST, driver_pb2.POLL_DEPTH_FULL
both = pytest.mark.parametrize("model", [API2_MODEL, API3_MODEL])
either_depth = pytest.mark.parametrize("depth", [FAST, FULL])


async def until_read(driver: WhatsMinerDriver, target: driver_pb2.Target) -> driver_pb2.PollResult:
    """Poll until the miner answers."""
    while True:
        try:
            return await driver.poll(target, FAST)
        except DeviceError:
            await asyncio.sleep(0)


@both
async def test_probe_names_the_miner_without_a_login(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        found = await driver.probe(driver_pb2.ProbeRequest(address=miner.address, ports=ports_of(miner)))

    assert found is not None
    assert found.recognised
    assert found.identity.mac == miner.identity.mac.lower()
    assert found.identity.model == miner.model.name
    assert found.identity.firmware == miner.model.firmware


async def test_an_antminer_is_not_ours() -> None:
    async with one_miner("antminer-s21") as (miner, driver):
        request = driver_pb2.ProbeRequest(
            address=miner.address, ports={"api": miner.ports["rpc"], "api_v3": 1}
        )
        assert await driver.probe(request) is None


async def test_closed_ports_are_judged_without_a_packet() -> None:
    async with one_miner(API2_MODEL) as (miner, driver):
        request = driver_pb2.ProbeRequest(address=miner.address, ports=ports_of(miner), open_ports=[80])
        assert await driver.probe(request) is None
        assert miner.requests_answered == 0


@both
async def test_a_fast_poll_costs_one_or_two_requests_and_sees_the_mac(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        await driver.poll(target_of(miner), FAST)
        before = miner.requests_answered
        found = await driver.poll(target_of(miner), FAST)

    assert miner.requests_answered - before == (1 if model == API2_MODEL else 2)
    assert found.mac == miner.identity.mac.lower()
    assert found.sample.hashrate_hs == pytest.approx(miner.model.hashrate_hs, rel=0.1)
    assert found.sample.power_watts == pytest.approx(miner.model.power_watts, rel=0.1)
    assert found.sample.mining_state == miner_pb2.MINING_STATE_MINING
    boards = [p for p in found.sample.components if p.kind == miner_pb2.COMPONENT_KIND_HASH_BOARD]
    assert [board.serial for board in boards] == list(miner.identity.board_serials)


@both
async def test_a_full_poll_tells_identity_pools_faults_and_settings(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        miner.faults.inject(Fault(FaultKind.BOARD_LOSS, index=1))
        found = await driver.poll(target_of(miner), FULL)

    assert found.details.identity.model == miner.model.name
    assert [pool.url for pool in found.details.pools] == [pool.url for pool in miner.settings.pools]
    assert found.details.power_mode == "normal"
    assert found.details.faults_known
    assert [(fault.code, fault.component_slot, fault.vendor_code) for fault in found.faults] == [
        ("hash_board.missing", 1, "531")
    ]


@both
async def test_a_stopped_miner_says_so(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        miner.stop_mining()
        found = await driver.poll(target_of(miner), FAST)

    assert found.sample.mining_state == miner_pb2.MINING_STATE_STOPPED


@both
@either_depth
async def test_another_miner_at_the_address_is_noticed(model: str, depth: driver_pb2.PollDepth) -> None:
    async with one_miner(model) as (miner, driver):
        target = target_of(miner)
        await driver.poll(target, depth)
        miner.faults.inject(Fault(FaultKind.WRONG_MAC))
        with pytest.raises(WrongDeviceError):
            await driver.poll(target, depth)


@both
@either_depth
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(FaultKind.GARBAGE), ProtocolError),
        (Fault(FaultKind.HALF_ANSWER), ProtocolError),
        (Fault(FaultKind.HUGE_ANSWER), ProtocolError),
        (Fault(FaultKind.ABSURD), ProtocolError),
        (Fault(FaultKind.HANG), DeviceTimeoutError),
        (Fault(FaultKind.REFUSE), UnreachableError),
        (Fault(FaultKind.REBOOT_MID_ANSWER), DeviceError),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Fault) else "",
)
async def test_a_broken_answer_is_a_typed_error(
    model: str, depth: driver_pb2.PollDepth, fault: Fault, error: type[DeviceError]
) -> None:
    async with one_miner(model) as (miner, driver):
        await driver.poll(target_of(miner), FAST)
        miner.faults.inject(fault)
        with pytest.raises(error):
            await driver.poll(target_of(miner), depth)


@both
async def test_a_miner_that_comes_back_is_read_again(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        await driver.poll(target_of(miner), FAST)
        miner.faults.inject(Fault(FaultKind.REFUSE))
        with pytest.raises(UnreachableError):
            await driver.poll(target_of(miner), FAST)
        miner.faults.inject(Fault(FaultKind.GARBAGE, times=1))
        miner.faults.clear(FaultKind.REFUSE)
        async with asyncio.timeout(5):
            found = await until_read(driver, target_of(miner))

    assert found.mac == miner.identity.mac.lower()


@both
async def test_pairing_proves_the_login_and_warns_of_the_vendors(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        account = target_of(miner).credentials.username
        vendors = await driver.pair(target_of(miner))
        miner.set_password(account, "secret")
        own = await driver.pair(target_of(miner, password="secret"))
        with pytest.raises(AuthenticationRejectedError):
            await driver.pair(target_of(miner, password="wrong"))
        with pytest.raises(AuthenticationNeededError):
            await driver.pair(target_of(miner, password=""))

    assert vendors.default_password
    assert not own.default_password
    assert own.identity.mac == miner.identity.mac.lower()


@both
async def test_pairing_changes_nothing(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        before = miner.describe()
        await driver.pair(target_of(miner))
        after = miner.describe()

    settings = {"mining", "power_mode", "power_limit_watts", "power_percent", "led_on", "pools", "reboots"}
    assert {key: before[key] for key in settings} == {key: after[key] for key in settings}


@both
async def test_an_api_that_is_off_says_how_to_switch_it_on(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        miner.set_password(target_of(miner).credentials.username, "secret")
        miner.settings.write_api = False
        with pytest.raises(RefusedError, match="WhatsMinerTool"):
            await driver.pair(target_of(miner, password="secret"))


@both
async def test_the_vendors_password_pairs_though_it_may_not_write(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        miner.settings.write_api = False
        found = await driver.pair(target_of(miner))

    assert found.default_password


def test_the_description_names_ports_accounts_and_capabilities() -> None:
    found = make_driver().description
    assert {port.name: port.default_port for port in found.ports} == {"api": 4028, "api_v3": 4433}
    assert [account.username for account in found.default_credentials] == ["admin", "super"]
    assert list(found.capabilities.power_target.modes) == ["low", "normal", "high"]
