"""The AxeOS driver against simulated Bitaxes on real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from headframe.driver import (
    DeviceError,
    InvalidArgumentError,
    OutcomeUnknownError,
    ProtocolError,
    UnreachableError,
    UnsupportedError,
    WrongDeviceError,
)
from headframe.drivers.axeos.driver import AxeosDriver
from headframe.drivers.http import HttpTransport, Waits, until
from headframe.minersim.faults import Fault, FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.testing import quick_spec, running_fleet
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

FAST = driver_pb2.POLL_DEPTH_FAST
FULL = driver_pb2.POLL_DEPTH_FULL
QUICK = Waits(settle_seconds=1.0, down_seconds=4.0, step_seconds=0.05)


@asynccontextmanager
async def bitaxe() -> AsyncIterator[tuple[AxeosDriver, SimMiner, driver_pb2.Target]]:
    async with running_fleet(quick_spec("bitaxe-gamma:1", reboot_seconds=0.3)) as fleet:
        miner = fleet.miners[0]
        driver = AxeosDriver(HttpTransport(), QUICK)
        try:
            yield driver, miner, target_of(miner)
        finally:
            await driver.close()


def target_of(miner: SimMiner) -> driver_pb2.Target:
    return driver_pb2.Target(
        device_key="a", address=miner.address, ports=miner.ports, expected_mac=miner.identity.mac.lower()
    )


def command(**payload: object) -> miner_pb2.CommandPayload:
    return miner_pb2.CommandPayload(**payload)  # type: ignore[arg-type]


async def test_a_fast_poll_is_one_request_and_tells_the_truth() -> None:
    async with bitaxe() as (driver, miner, target):
        answered = miner.requests_answered
        result = await driver.poll(target, FAST)
        assert miner.requests_answered == answered + 1
        assert result.mac == miner.identity.mac.lower()
        truth = miner.read()
        assert result.sample.hashrate_hs == pytest.approx(truth.hashrate_hs, rel=0.2)
        assert result.sample.power_watts == pytest.approx(truth.power_watts, rel=0.2)
        assert result.sample.mining_state == miner_pb2.MINING_STATE_MINING
        assert not result.HasField("details")


async def test_a_full_poll_adds_identity_pools_and_capabilities() -> None:
    async with bitaxe() as (driver, miner, target):
        details = (await driver.poll(target, FULL)).details
        assert details.identity.mac == miner.identity.mac.lower()
        assert details.identity.model == miner.model.name
        assert details.identity.firmware == miner.model.firmware
        assert [pool.url for pool in details.pools] == [pool.url for pool in miner.settings.pools[:2]]
        assert details.faults_known
        assert details.power_mode == "standard"
        assert miner_pb2.COMMAND_KIND_STOP_MINING in details.capabilities.commands
        assert list(details.capabilities.power_target.modes) == ["eco", "standard"]


async def test_a_probe_recognises_a_bitaxe_and_nothing_else() -> None:
    async with running_fleet(quick_spec("bitaxe-gamma:1,antminer-s19:1")) as fleet:
        bitaxe_miner, antminer = fleet.miners
        driver = AxeosDriver()
        found = await driver.probe(
            driver_pb2.ProbeRequest(address=bitaxe_miner.address, ports=bitaxe_miner.ports)
        )
        assert found is not None
        assert found.recognised
        assert found.identity.mac == bitaxe_miner.identity.mac.lower()
        assert not found.needs_credentials
        other = await driver.probe(driver_pb2.ProbeRequest(address=antminer.address, ports=antminer.ports))
        assert other is None
        closed = driver_pb2.ProbeRequest(
            address=bitaxe_miner.address, ports=bitaxe_miner.ports, open_ports=[4028]
        )
        assert await driver.probe(closed) is None
        await driver.close()


async def test_pairing_reveals_who_it_is() -> None:
    async with bitaxe() as (driver, miner, target):
        paired = await driver.pair(target)
        assert paired.identity.mac == miner.identity.mac.lower()
        assert not paired.default_password


async def test_mining_stops_and_starts_and_is_read_back() -> None:
    async with bitaxe() as (driver, miner, target):
        stopped = await driver.execute(target, command(stop_mining=miner_pb2.StopMiningCommand()), [])
        assert stopped.verified
        assert not miner.settings.mining
        assert stopped.sample is not None
        assert stopped.sample.mining_state == miner_pb2.MINING_STATE_STOPPED
        started = await driver.execute(target, command(start_mining=miner_pb2.StartMiningCommand()), [])
        assert started.verified
        assert miner.settings.mining


async def test_a_reboot_is_seen_to_begin() -> None:
    async with bitaxe() as (driver, miner, target):
        done = await driver.execute(target, command(reboot=miner_pb2.RebootCommand()), [])
        assert done.verified
        assert miner.reboots == 1


async def test_pools_are_replaced_and_the_miner_restarted() -> None:
    async with bitaxe() as (driver, miner, target):
        pools = [
            miner_pb2.Pool(url="stratum+tcp://one.example:3333", username="a.1"),
            miner_pb2.Pool(url="stratum+tcp://two.example:4444", username="a.2"),
        ]
        payload = command(update_pools=miner_pb2.UpdatePoolsCommand(pools=pools))
        assert (await driver.execute(target, payload, ["secret-one"])).verified
        assert [(p.url, p.user) for p in miner.settings.pools] == [(p.url, p.username) for p in pools]
        assert miner.settings.pools[0].password == "secret-one"
        assert miner.reboots == 1
        async with asyncio.timeout(20):
            await until(lambda: driver.poll(target, FAST), bool, within_seconds=10, step_seconds=0.05)
        only = command(update_pools=miner_pb2.UpdatePoolsCommand(pools=pools[:1]))
        assert (await driver.execute(target, only, [])).verified
        assert [p.url for p in miner.settings.pools] == ["stratum+tcp://one.example:3333"]


async def test_efficiency_curtailment_goes_back_to_what_was_set() -> None:
    async with bitaxe() as (driver, miner, target):
        miner.set_frequency(550, 1150)
        level = miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY
        curtail = command(curtail=miner_pb2.CurtailCommand(level=level))
        uncurtail = command(uncurtail=miner_pb2.UncurtailCommand())
        assert (await driver.execute(target, curtail, [])).verified
        assert (await driver.execute(target, curtail, [])).verified
        assert (miner.settings.frequency_mhz, miner.settings.core_voltage_mv) == (400, 1000)
        assert (await driver.execute(target, uncurtail, [])).verified
        assert (miner.settings.frequency_mhz, miner.settings.core_voltage_mv) == (550, 1150)


async def test_a_driver_that_remembers_nothing_goes_back_to_the_default_and_says_so() -> None:
    async with bitaxe() as (driver, miner, target):
        miner.set_frequency(400, 1000)
        done = await driver.execute(target, command(uncurtail=miner_pb2.UncurtailCommand()), [])
        assert done.verified
        assert "not known" in done.detail
        assert miner.settings.frequency_mhz == miner.model.frequency_mhz
        again = await driver.execute(target, command(uncurtail=miner_pb2.UncurtailCommand()), [])
        assert again.detail == "not curtailed"


async def test_full_curtailment_pauses_and_resumes() -> None:
    async with bitaxe() as (driver, miner, target):
        level = miner_pb2.CURTAILMENT_LEVEL_FULL
        await driver.execute(target, command(curtail=miner_pb2.CurtailCommand(level=level)), [])
        assert not miner.settings.mining
        await driver.execute(target, command(uncurtail=miner_pb2.UncurtailCommand()), [])
        assert miner.settings.mining


async def test_power_modes_and_their_refusals() -> None:
    async with bitaxe() as (driver, miner, target):
        eco = command(set_power_target=miner_pb2.SetPowerTargetCommand(mode="eco"))
        assert (await driver.execute(target, eco, [])).verified
        assert miner.settings.frequency_mhz == 400
        watts = command(set_power_target=miner_pb2.SetPowerTargetCommand(watts=12))
        with pytest.raises(UnsupportedError):
            await driver.execute(target, watts, [])
        unknown = command(set_power_target=miner_pb2.SetPowerTargetCommand(mode="turbo"))
        with pytest.raises(InvalidArgumentError):
            await driver.execute(target, unknown, [])


async def test_cooling_is_set_and_read_back() -> None:
    async with bitaxe() as (driver, miner, target):
        manual = miner_pb2.SetCoolingModeCommand(mode=miner_pb2.COOLING_MODE_MANUAL, fan_duty_ratio=0.7)
        assert (await driver.execute(target, command(set_cooling_mode=manual), [])).verified
        assert miner.settings.fan_percent == 70
        auto = miner_pb2.SetCoolingModeCommand(mode=miner_pb2.COOLING_MODE_AUTO)
        assert (await driver.execute(target, command(set_cooling_mode=auto), [])).verified
        assert miner.settings.fan_percent is None
        wet = miner_pb2.SetCoolingModeCommand(mode=miner_pb2.COOLING_MODE_IMMERSION)
        with pytest.raises(UnsupportedError):
            await driver.execute(target, command(set_cooling_mode=wet), [])


async def test_the_led_blinks_and_stops() -> None:
    async with bitaxe() as (driver, miner, target):
        on = command(blink_led=miner_pb2.BlinkLedCommand(on=True))
        off = command(blink_led=miner_pb2.BlinkLedCommand(on=False))
        assert (await driver.execute(target, on, [])).verified
        assert miner.settings.led_on
        assert (await driver.execute(target, on, [])).verified
        assert miner.settings.led_on
        assert (await driver.execute(target, off, [])).verified
        assert not miner.settings.led_on


@pytest.mark.parametrize(
    "payload",
    [
        {"update_password": miner_pb2.UpdatePasswordCommand()},
        {"discover": miner_pb2.DiscoverCommand()},
        {},
    ],
)
async def test_what_axeos_cannot_do_is_named(payload: dict[str, object]) -> None:
    async with bitaxe() as (driver, _miner, target):
        with pytest.raises(UnsupportedError):
            await driver.execute(target, command(**payload), ["new"])


async def test_another_miner_at_the_address_gets_no_write() -> None:
    async with bitaxe() as (driver, miner, target):
        miner.faults.inject(Fault(FaultKind.WRONG_MAC))
        with pytest.raises(WrongDeviceError):
            await driver.poll(target, FAST)
        with pytest.raises(WrongDeviceError):
            await driver.execute(target, command(reboot=miner_pb2.RebootCommand()), [])
        assert not miner.journal


async def test_a_liar_is_not_believed() -> None:
    async with bitaxe() as (driver, miner, target):
        miner.faults.inject(Fault(FaultKind.LIAR))
        for payload in (
            command(stop_mining=miner_pb2.StopMiningCommand()),
            command(set_power_target=miner_pb2.SetPowerTargetCommand(mode="eco")),
        ):
            with pytest.raises(OutcomeUnknownError):
                await driver.execute(target, payload, [])


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
    async with bitaxe() as (driver, miner, target):
        miner.faults.inject(Fault(kind))
        with pytest.raises(error):
            await driver.poll(target, FAST)
        assert not miner.journal


async def test_absurd_numbers_become_unknown_never_zero() -> None:
    async with bitaxe() as (driver, miner, target):
        miner.faults.inject(Fault(FaultKind.ABSURD))
        sample = (await driver.poll(target, FULL)).sample
        assert not sample.HasField("hashrate_hs")
        assert not sample.HasField("power_watts")
        assert not sample.HasField("chip_temperature_c")


async def test_an_answer_lost_after_a_write_is_of_unknown_outcome() -> None:
    async with bitaxe() as (driver, miner, target):
        await driver.poll(target, FAST)
        device = driver._device(target)
        await device.info()
        miner.faults.inject(Fault(FaultKind.HALF_ANSWER, times=1))
        with pytest.raises(OutcomeUnknownError):
            await device.protocol.post("/api/system/restart")


async def test_overheating_is_a_fault_of_the_board() -> None:
    async with bitaxe() as (driver, miner, target):
        miner.faults.inject(Fault(FaultKind.OVERHEAT, delta_c=120.0))
        result = await driver.poll(target, FAST)
        if miner.machine.protected:
            assert [fault.code for fault in result.faults] == ["hash_board.over_temperature"]
            assert result.sample.mining_state == miner_pb2.MINING_STATE_FAULT
        else:
            assert result.sample.chip_temperature_c > 60


def test_logs_are_refused_at_once() -> None:
    with pytest.raises(UnsupportedError):
        AxeosDriver().download_logs(driver_pb2.Target(address="127.0.0.1"), 1000)
