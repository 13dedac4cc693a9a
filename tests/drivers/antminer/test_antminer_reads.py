"""Probe, pairing and polls of simulated Antminers, well and badly behaved."""

import json
from dataclasses import replace

import pytest

from headframe.driver import (
    AuthenticationNeededError,
    AuthenticationRejectedError,
    DeviceError,
    DeviceTimeoutError,
    ProtocolError,
    UnreachableError,
    WrongDeviceError,
)
from headframe.drivers.antminer import driver as make_driver
from headframe.minersim.faults import Fault, FaultKind
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2
from tests.drivers.antminer.antminer_fleet import QUICK, one_miner, ports_of, target_of

FAST, FULL = driver_pb2.POLL_DEPTH_FAST, driver_pb2.POLL_DEPTH_FULL
either_depth = pytest.mark.parametrize("depth", [FAST, FULL])


async def test_probe_names_the_miner_without_a_login() -> None:
    async with one_miner() as (miner, driver):
        found = await driver.probe(driver_pb2.ProbeRequest(address=miner.address, ports=ports_of(miner)))

    assert found is not None
    assert found.needs_credentials
    assert found.identity.model == "S21"
    assert miner_pb2.COMMAND_KIND_SET_POWER_TARGET in found.capabilities.commands


async def test_probe_knows_the_web_server_where_the_api_is_closed() -> None:
    async with one_miner() as (miner, driver):
        ports = {"api": 1, "web": miner.ports["web"]}
        request = driver_pb2.ProbeRequest(address=miner.address, ports=ports, open_ports=[miner.ports["web"]])
        found = await driver.probe(request)

    assert found is not None
    assert found.identity.make == "Bitmain"


@pytest.mark.parametrize("model", ["whatsminer-m50", "avalon-1246"])
async def test_other_makes_are_not_ours(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        request = driver_pb2.ProbeRequest(address=miner.address, ports=ports_of(miner))
        assert await driver.probe(request) is None


async def test_a_fast_poll_is_one_request_once_the_board_is_bound_to_its_mac() -> None:
    async with one_miner() as (miner, driver):
        first = await driver.poll(target_of(miner), FAST)
        before = miner.requests_answered
        second = await driver.poll(target_of(miner), FAST)

    assert miner.requests_answered - before == 1
    assert first.mac == second.mac == miner.identity.mac.lower()
    assert first.serial == second.serial == miner.identity.serial
    assert second.sample.hashrate_hs == pytest.approx(miner.model.hashrate_hs, rel=0.1)
    assert second.sample.mining_state == miner_pb2.MINING_STATE_MINING
    assert second.sample.pool_connected


async def test_a_binding_is_renewed_when_it_is_old() -> None:
    async with one_miner(timing=replace(QUICK, identity_seconds=0.0)) as (miner, driver):
        await driver.poll(target_of(miner), FAST)
        before = miner.requests_answered
        await driver.poll(target_of(miner), FAST)

    assert miner.requests_answered - before > 1


@either_depth
async def test_another_control_board_at_the_address_is_noticed(depth: driver_pb2.PollDepth) -> None:
    async with one_miner() as (miner, driver):
        target = target_of(miner)
        await driver.poll(target, FAST)
        miner.faults.inject(Fault(FaultKind.WRONG_MAC))
        with pytest.raises(WrongDeviceError):
            await driver.poll(target, depth)


async def test_a_target_with_another_mac_is_not_believed_on_the_old_binding() -> None:
    async with one_miner() as (miner, driver):
        target = target_of(miner)
        await driver.poll(target, FAST)
        target.expected_mac = "02:00:00:00:00:01"
        with pytest.raises(WrongDeviceError):
            await driver.poll(target, FAST)


async def test_without_a_login_the_sample_comes_and_no_mac() -> None:
    async with one_miner() as (miner, driver):
        fast = await driver.poll(target_of(miner, password=""), FAST)
        full = await driver.poll(target_of(miner, password=""), FULL)

    assert fast.sample.hashrate_hs
    assert fast.mac == full.mac == ""
    assert full.details.identity.model == "S21"
    assert not full.details.faults_known


async def test_a_full_poll_tells_identity_pools_faults_and_settings() -> None:
    async with one_miner() as (miner, driver):
        miner.faults.inject(Fault(FaultKind.BOARD_LOSS, index=1))
        miner.faults.inject(Fault(FaultKind.FAN_FAILURE, index=2))
        found = await driver.poll(target_of(miner), FULL)

    assert found.details.identity.mac == miner.identity.mac.lower()
    assert [pool.url for pool in found.details.pools] == [pool.url for pool in miner.settings.pools]
    assert found.details.power_mode == "normal"
    assert found.details.cooling_mode == miner_pb2.COOLING_MODE_AUTO
    assert found.details.faults_known
    codes = {(fault.code, fault.component_slot) for fault in found.faults if fault.component_kind}
    assert codes == {("hash_board.missing", 1), ("fan.stopped", 2)}
    boards = [p for p in found.sample.components if p.kind == miner_pb2.COMPONENT_KIND_HASH_BOARD]
    assert [board.status for board in boards] == [
        miner_pb2.COMPONENT_STATUS_HEALTHY,
        miner_pb2.COMPONENT_STATUS_OFFLINE,
        miner_pb2.COMPONENT_STATUS_HEALTHY,
    ]
    assert boards[0].serial == miner.identity.board_serials[0]


async def test_no_pool_password_is_passed_on() -> None:
    async with one_miner() as (miner, driver):
        found = await driver.poll(target_of(miner), FULL)

    conf = json.loads(found.details.vendor_json)["web"]["get_miner_conf"]
    assert conf["pools"]
    assert all("pass" not in pool for pool in conf["pools"])


async def test_a_sleeping_miner_says_so() -> None:
    async with one_miner() as (miner, driver):
        miner.stop_mining()
        found = await driver.poll(target_of(miner), FAST)

    assert found.sample.mining_state == miner_pb2.MINING_STATE_STOPPED


async def test_a_miner_without_pools_says_so() -> None:
    async with one_miner() as (miner, driver):
        miner.set_pools([])
        miner.restart_mining()
        found = await driver.poll(target_of(miner), FAST)

    assert not found.sample.pool_connected
    assert found.sample.mining_state != miner_pb2.MINING_STATE_STOPPED


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
    depth: driver_pb2.PollDepth, fault: Fault, error: type[DeviceError]
) -> None:
    async with one_miner() as (miner, driver):
        miner.faults.inject(fault)
        with pytest.raises(error):
            await driver.poll(target_of(miner), depth)


@pytest.mark.parametrize(
    "kind", [FaultKind.GARBAGE, FaultKind.HALF_ANSWER, FaultKind.HUGE_ANSWER, FaultKind.HANG], ids=str
)
async def test_a_broken_web_server_is_a_typed_error(kind: FaultKind) -> None:
    async with one_miner() as (miner, driver):
        miner.faults.inject(Fault(kind))
        with pytest.raises(DeviceError):
            await driver.pair(target_of(miner))


async def test_pairing_proves_the_login_and_warns_of_the_vendors() -> None:
    async with one_miner() as (miner, driver):
        vendors = await driver.pair(target_of(miner))
        miner.set_password("root", "secret")
        own = await driver.pair(target_of(miner, password="secret"))
        with pytest.raises(AuthenticationRejectedError):
            await driver.pair(target_of(miner, password="wrong"))
        with pytest.raises(AuthenticationNeededError):
            await driver.pair(target_of(miner, password=""))

    assert vendors.default_password
    assert not own.default_password
    assert own.identity.serial == miner.identity.serial


def test_the_description_names_ports_accounts_and_capabilities() -> None:
    found = make_driver().description

    assert {port.name: port.default_port for port in found.ports} == {"api": 4028, "web": 80}
    assert [account.username for account in found.default_credentials] == ["root"]
    patterns = [model.model_pattern for model in found.models]
    assert patterns.index("*S21*Hyd*") < patterns.index("*S21*")
