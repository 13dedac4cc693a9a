"""The Proto rig driver against a simulated rig on real sockets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from headframe.driver import (
    AuthenticationNeededError,
    AuthenticationRejectedError,
    DeviceError,
    InvalidArgumentError,
    OutcomeUnknownError,
    ProtocolError,
    RefusedError,
    UnreachableError,
    UnsupportedError,
    WrongDeviceError,
)
from headframe.drivers.http import HttpTransport, Waits, until
from headframe.drivers.proto_rig.driver import ProtoRigDriver
from headframe.minersim.faults import Fault, FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.proto.auth import ACCOUNT, FACTORY_PASSWORD
from headframe.minersim.testing import quick_spec, running_fleet
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

FAST = driver_pb2.POLL_DEPTH_FAST
FULL = driver_pb2.POLL_DEPTH_FULL
QUICK = Waits(settle_seconds=8.0, down_seconds=4.0, step_seconds=0.05)
HASTY = Waits(settle_seconds=0.3, down_seconds=0.3, step_seconds=0.05)


@asynccontextmanager
async def rig(waits: Waits = QUICK) -> AsyncIterator[tuple[ProtoRigDriver, SimMiner, driver_pb2.Target]]:
    async with running_fleet(quick_spec("proto-rig:1", reboot_seconds=0.3)) as fleet:
        miner = fleet.miners[0]
        driver = ProtoRigDriver(HttpTransport(), waits)
        try:
            yield driver, miner, target_of(miner)
        finally:
            await driver.close()


def target_of(miner: SimMiner, password: str = FACTORY_PASSWORD) -> driver_pb2.Target:
    return driver_pb2.Target(
        device_key="a",
        address=miner.address,
        ports=miner.ports,
        expected_mac=miner.identity.mac,
        expected_serial=miner.identity.serial,
        credentials=miner_pb2.Credentials(password=password),
    )


def command(**payload: object) -> miner_pb2.CommandPayload:
    return miner_pb2.CommandPayload(**payload)  # type: ignore[arg-type]


async def test_a_fast_poll_is_four_requests_once_logged_in() -> None:
    async with rig() as (driver, miner, target):
        await driver.poll(target, FAST)
        answered = miner.requests_answered
        result = await driver.poll(target, FAST)
        assert miner.requests_answered == answered + 4
        assert (result.mac, result.serial) == (miner.identity.mac.lower(), miner.identity.serial)
        truth = miner.read()
        sample = result.sample
        assert sample.hashrate_hs == pytest.approx(truth.hashrate_hs, rel=0.2)
        assert sample.power_watts == pytest.approx(truth.power_watts, rel=0.2)
        assert sample.mining_state == miner_pb2.MINING_STATE_MINING
        kinds = [item.kind for item in sample.components]
        assert kinds.count(miner_pb2.COMPONENT_KIND_HASH_BOARD) == len(truth.boards)
        assert kinds.count(miner_pb2.COMPONENT_KIND_PSU) == 2
        assert kinds.count(miner_pb2.COMPONENT_KIND_FAN) == len(truth.fans_rpm)


async def test_a_full_poll_adds_identity_pools_bounds_and_parts() -> None:
    async with rig() as (driver, miner, target):
        result = await driver.poll(target, FULL)
        details = result.details
        assert details.identity.serial == miner.identity.serial
        assert details.identity.firmware == miner.model.firmware
        assert [pool.url for pool in details.pools] == [pool.url for pool in miner.settings.pools]
        assert details.faults_known
        assert details.power_mode == "MaximumHashrate"
        assert details.cooling_mode == miner_pb2.COOLING_MODE_AUTO
        bounds = details.capabilities.power_target
        assert bounds.min_watts < miner.model.power_watts <= bounds.max_watts
        assert result.sample.pool_connected
        boards = [c for c in result.sample.components if c.kind == miner_pb2.COMPONENT_KIND_HASH_BOARD]
        assert {board.chips_expected for board in boards} == {miner.model.chips_per_board}
        assert {board.status for board in boards} == {miner_pb2.COMPONENT_STATUS_HEALTHY}
        assert all(board.expected_hashrate_hs > 0 for board in boards)
        assert result.sample.chip_temperature_c == max(board.chip_temperature_c for board in boards)


async def test_a_probe_needs_no_password_and_sends_none() -> None:
    async with running_fleet(quick_spec("proto-rig:1,bitaxe-gamma:1")) as fleet:
        proto, other = fleet.miners
        driver = ProtoRigDriver()
        found = await driver.probe(driver_pb2.ProbeRequest(address=proto.address, ports=proto.ports))
        assert found is not None
        assert found.identity.serial == proto.identity.serial
        assert found.needs_credentials
        request = driver_pb2.ProbeRequest(address=other.address, ports=other.ports)
        assert await driver.probe(request) is None
        request.open_ports.append(4028)
        assert await driver.probe(request) is None
        await driver.close()


async def test_pairing_proves_the_password() -> None:
    async with rig() as (driver, miner, target):
        paired = await driver.pair(target)
        assert paired.identity.serial == miner.identity.serial
        assert not paired.default_password
        with pytest.raises(AuthenticationRejectedError):
            await driver.pair(target_of(miner, "not-the-password"))
        with pytest.raises(AuthenticationNeededError):
            await driver.pair(target_of(miner, ""))
        with pytest.raises(AuthenticationNeededError):
            await driver.poll(target_of(miner, ""), FAST)


async def test_pairing_tells_of_a_default_password_that_must_be_changed() -> None:
    async with rig() as (driver, miner, target):
        miner.settings.extra["default_password_gate"] = True
        assert (await driver.pair(target)).default_password
        with pytest.raises(RefusedError) as caught:
            await driver.poll(target, FAST)
        assert caught.value.vendor_code == "default_password_active"


async def test_a_password_that_stopped_working_is_rejected_not_repeated_forever() -> None:
    async with rig() as (driver, miner, target):
        await driver.poll(target, FAST)
        miner.faults.inject(Fault(FaultKind.REJECT_AUTH))
        answered = miner.requests_answered
        with pytest.raises(AuthenticationRejectedError):
            await driver.poll(target, FAST)
        assert miner.requests_answered - answered <= 4


async def test_a_session_survives_a_reboot_that_forgot_it() -> None:
    async with rig() as (driver, miner, target):
        assert (await driver.execute(target, command(reboot=miner_pb2.RebootCommand()), [])).verified
        assert miner.reboots == 1
        back = await until(lambda: driver.poll(target, FAST), bool, within_seconds=10, step_seconds=0.05)
        assert back is not None
        assert back.sample.HasField("uptime_seconds")


async def test_mining_stops_and_starts_and_is_read_back() -> None:
    async with rig() as (driver, miner, target):
        stopped = await driver.execute(target, command(stop_mining=miner_pb2.StopMiningCommand()), [])
        assert stopped.verified
        assert stopped.sample is not None
        assert stopped.sample.mining_state == miner_pb2.MINING_STATE_STOPPED
        assert not miner.settings.mining
        started = await driver.execute(target, command(start_mining=miner_pb2.StartMiningCommand()), [])
        assert started.verified
        assert miner.settings.mining


async def test_starting_without_pools_is_refused_in_the_rigs_words() -> None:
    async with rig() as (driver, miner, target):
        miner.set_pools([])
        with pytest.raises(RefusedError) as caught:
            await driver.execute(target, command(start_mining=miner_pb2.StartMiningCommand()), [])
        assert caught.value.vendor_code == "NoPools"


@pytest.mark.parametrize(
    ("target_kind", "value", "watts"), [("watts", 3000.0, 3000), ("percent", 90.0, None)]
)
async def test_the_power_target_is_set_and_read_back(
    target_kind: str, value: float, watts: int | None
) -> None:
    async with rig() as (driver, miner, target):
        power = miner_pb2.SetPowerTargetCommand(**{target_kind: value})  # type: ignore[arg-type]
        assert (await driver.execute(target, command(set_power_target=power), [])).verified
        expected = watts or round(miner.model.power_watts * value / 100)
        assert miner.settings.power_limit_watts == pytest.approx(expected, abs=1)


async def test_power_targets_out_of_bounds_are_not_sent() -> None:
    async with rig() as (driver, miner, target):
        for power in (
            miner_pb2.SetPowerTargetCommand(watts=50_000),
            miner_pb2.SetPowerTargetCommand(watts=float("nan")),
            miner_pb2.SetPowerTargetCommand(percent=1),
            miner_pb2.SetPowerTargetCommand(mode="Turbo"),
            miner_pb2.SetPowerTargetCommand(),
        ):
            with pytest.raises(InvalidArgumentError):
                await driver.execute(target, command(set_power_target=power), [])
        assert not miner.journal


async def test_curtailment_goes_to_each_level_and_back() -> None:
    async with rig() as (driver, miner, target):
        uncurtail = command(uncurtail=miner_pb2.UncurtailCommand())
        level = miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY
        await driver.execute(target, command(curtail=miner_pb2.CurtailCommand(level=level)), [])
        assert miner.settings.extra["performance_mode"] == "Efficiency"
        await driver.execute(target, uncurtail, [])
        assert miner.settings.extra["performance_mode"] == "MaximumHashrate"
        level = miner_pb2.CURTAILMENT_LEVEL_FULL
        await driver.execute(target, command(curtail=miner_pb2.CurtailCommand(level=level)), [])
        assert not miner.settings.mining
        await driver.execute(target, uncurtail, [])
        assert miner.settings.mining
        assert (await driver.execute(target, uncurtail, [])).detail == "not curtailed"


async def test_pools_are_replaced_in_order() -> None:
    async with rig() as (driver, miner, target):
        pools = [miner_pb2.Pool(url=f"stratum+tcp://{n}.example:3333", username=f"w{n}") for n in range(3)]
        payload = command(update_pools=miner_pb2.UpdatePoolsCommand(pools=pools))
        assert (await driver.execute(target, payload, ["p0", "", "p2"])).verified
        assert [(p.url, p.user, p.password) for p in miner.settings.pools] == [
            (pool.url, pool.username, password)
            for pool, password in zip(pools, ["p0", "", "p2"], strict=True)
        ]
        four = command(update_pools=miner_pb2.UpdatePoolsCommand(pools=[*pools, pools[0]]))
        with pytest.raises(InvalidArgumentError):
            await driver.execute(target, four, [])
        bad = command(update_pools=miner_pb2.UpdatePoolsCommand(pools=[miner_pb2.Pool(url="http://x")]))
        with pytest.raises(InvalidArgumentError):
            await driver.execute(target, bad, [])


async def test_cooling_is_set_and_read_back() -> None:
    async with rig() as (driver, miner, target):
        for mode, duty, percent in (
            (miner_pb2.COOLING_MODE_MANUAL, 0.55, 55),
            (miner_pb2.COOLING_MODE_IMMERSION, None, 0),
            (miner_pb2.COOLING_MODE_AUTO, None, None),
        ):
            cooling = miner_pb2.SetCoolingModeCommand(mode=mode, fan_duty_ratio=duty)
            assert (await driver.execute(target, command(set_cooling_mode=cooling), [])).verified
            assert miner.settings.fan_percent == percent
        no_duty = miner_pb2.SetCoolingModeCommand(mode=miner_pb2.COOLING_MODE_MANUAL)
        with pytest.raises(InvalidArgumentError):
            await driver.execute(target, command(set_cooling_mode=no_duty), [])


async def test_the_led_is_switched_but_not_claimed_to_be_seen() -> None:
    async with rig() as (driver, miner, target):
        for on in (True, False):
            done = await driver.execute(target, command(blink_led=miner_pb2.BlinkLedCommand(on=on)), [])
            assert miner.settings.led_on is on
            assert not done.verified


async def test_a_changed_password_is_proven_by_logging_in() -> None:
    async with rig() as (driver, miner, target):
        payload = command(update_password=miner_pb2.UpdatePasswordCommand())
        assert (await driver.execute(target, payload, ["new-password"])).verified
        assert miner.password(ACCOUNT) == "new-password"
        with pytest.raises(AuthenticationRejectedError):
            await driver.poll(target, FAST)
        assert (await driver.poll(target_of(miner, "new-password"), FAST)).sample.HasField("hashrate_hs")
        with pytest.raises(InvalidArgumentError):
            await driver.execute(target_of(miner, "new-password"), payload, ["short"])


async def test_a_rig_without_a_password_is_given_its_first() -> None:
    async with rig() as (driver, miner, _target):
        miner.settings.accounts.clear()
        with pytest.raises(RefusedError, match="no password yet"):
            await driver.pair(target_of(miner))
        payload = command(update_password=miner_pb2.UpdatePasswordCommand())
        assert (await driver.execute(target_of(miner, ""), payload, ["first-password"])).verified
        assert miner.password(ACCOUNT) == "first-password"


async def test_logs_come_by_source_within_the_bound() -> None:
    async with rig() as (driver, _miner, target):
        chunks = [chunk async for chunk in driver.download_logs(target, 10_000)]
        names = [chunk.file_name for chunk in chunks if chunk.file_name]
        assert names == ["miner_sw.log", "pool_sw.log", "miner_web_server.log", "os.log"]
        assert b"miner_sw started" in chunks[0].data
        few = [chunk async for chunk in driver.download_logs(target, 5)]
        assert sum(len(chunk.data) for chunk in few) == 5


async def test_another_rig_at_the_address_gets_neither_password_nor_write() -> None:
    async with rig() as (driver, miner, target):
        miner.faults.inject(Fault(FaultKind.WRONG_MAC))
        for act in (
            driver.poll(target, FAST),
            driver.pair(target),
            driver.execute(target, command(reboot=miner_pb2.RebootCommand()), []),
        ):
            with pytest.raises(WrongDeviceError):
                await act
        assert not miner.journal
        assert not miner.sessions


async def test_a_liar_is_not_believed() -> None:
    async with rig(HASTY) as (driver, miner, target):
        miner.faults.inject(Fault(FaultKind.LIAR))
        for payload in (
            command(stop_mining=miner_pb2.StopMiningCommand()),
            command(set_power_target=miner_pb2.SetPowerTargetCommand(mode="Efficiency")),
            command(reboot=miner_pb2.RebootCommand()),
            command(update_password=miner_pb2.UpdatePasswordCommand()),
        ):
            with pytest.raises(OutcomeUnknownError):
                await driver.execute(target, payload, ["new-password"])


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.GARBAGE, ProtocolError),
        (FaultKind.HALF_ANSWER, ProtocolError),
        (FaultKind.HUGE_ANSWER, ProtocolError),
        (FaultKind.REFUSE, UnreachableError),
    ],
)
async def test_a_broken_answer_is_a_typed_error(kind: FaultKind, error: type[DeviceError]) -> None:
    async with rig() as (driver, miner, target):
        miner.faults.inject(Fault(kind))
        with pytest.raises(error):
            await driver.poll(target, FAST)


async def test_absurd_numbers_become_unknown_never_zero() -> None:
    async with rig() as (driver, miner, target):
        miner.faults.inject(Fault(FaultKind.ABSURD))
        sample = (await driver.poll(target, FAST)).sample
        assert not sample.HasField("hashrate_hs")
        assert not sample.HasField("power_watts")
        assert not sample.HasField("board_temperature_c")


async def test_a_lost_board_degrades_the_sample_and_is_a_fault() -> None:
    async with rig() as (driver, miner, target):
        miner.faults.inject(Fault(FaultKind.BOARD_LOSS, index=1))
        result = await driver.poll(target, FULL)
        boards = [c.slot for c in result.sample.components if c.kind == miner_pb2.COMPONENT_KIND_HASH_BOARD]
        assert 1 not in boards
        assert [(fault.code, fault.component_slot) for fault in result.faults] == [
            ("hash_board.communication", 1)
        ]


async def test_what_a_rig_cannot_do_is_named() -> None:
    async with rig() as (driver, _miner, target):
        with pytest.raises(UnsupportedError):
            await driver.execute(target, command(discover=miner_pb2.DiscoverCommand()), [])
