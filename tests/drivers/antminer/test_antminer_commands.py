"""Commands to simulated Antminers: done, read back, refused, lied about."""

import pytest

from headframe.driver import (
    AuthenticationNeededError,
    AuthenticationRejectedError,
    InvalidArgumentError,
    OutcomeUnknownError,
    UnreachableError,
    UnsupportedError,
    WrongDeviceError,
)
from headframe.drivers.antminer import conf
from headframe.drivers.antminer.device import AntminerDriver
from headframe.minersim.faults import Fault, FaultKind
from headframe.minersim.miner import SimMiner
from headframe.wire.gen.miner.v1 import miner_pb2
from tests.drivers.antminer.antminer_fleet import one_miner, target_of

Payload = miner_pb2.CommandPayload

STOP = Payload(stop_mining={})
REBOOT = Payload(reboot={})
BLINK = Payload(blink_led={"on": True})
LOW = Payload(set_power_target={"mode": "low"})
MANUAL = Payload(set_cooling_mode={"mode": miner_pb2.COOLING_MODE_MANUAL, "fan_duty_ratio": 0.7})
POOLS = Payload(update_pools={"pools": [{"url": "stratum+tcp://new.example.com:3333", "username": "worker"}]})
PASSWORD = Payload(update_password={})


async def do(driver: AntminerDriver, miner: SimMiner, command: Payload, *secrets: str) -> bool:
    """Carry out a command with the factory login; whether it was read back."""
    return (await driver.execute(target_of(miner), command, secrets)).verified


async def test_sleep_and_wake() -> None:
    async with one_miner() as (miner, driver):
        assert await do(driver, miner, STOP)
        assert not miner.settings.mining
        assert await do(driver, miner, Payload(start_mining={}))
        assert miner.settings.mining


async def test_curtailment_sleeps_or_saves_and_lifting_it_wakes() -> None:
    async with one_miner() as (miner, driver):
        assert await do(driver, miner, Payload(curtail={"level": miner_pb2.CURTAILMENT_LEVEL_FULL}))
        assert not miner.settings.mining
        assert await do(driver, miner, Payload(uncurtail={}))
        assert miner.settings.mining
        assert await do(driver, miner, Payload(curtail={"level": miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY}))
        assert miner.settings.power_mode == "low"


async def test_a_level_asserted_again_is_not_written_again() -> None:
    async with one_miner() as (miner, driver):
        await do(driver, miner, STOP)
        written = len(miner.journal)
        assert await do(driver, miner, STOP)
        assert len(miner.journal) == written


async def test_waking_leaves_another_mode_alone() -> None:
    async with one_miner() as (miner, driver):
        await do(driver, miner, LOW)
        assert await do(driver, miner, Payload(uncurtail={}))
        assert miner.settings.power_mode == "low"


async def test_new_pools_leave_every_other_setting() -> None:
    async with one_miner() as (miner, driver):
        await do(driver, miner, LOW)
        await do(driver, miner, MANUAL)
        assert await do(driver, miner, POOLS, "pool-secret")
        (pool,) = miner.settings.pools
        assert (pool.url, pool.user, pool.password) == (
            "stratum+tcp://new.example.com:3333",
            "worker",
            "pool-secret",
        )
        assert miner.settings.power_mode == "low"
        assert miner.settings.fan_percent == 70


async def test_a_new_mode_leaves_the_pools() -> None:
    async with one_miner() as (miner, driver):
        before = list(miner.settings.pools)
        await do(driver, miner, LOW)
        assert miner.settings.pools == before


async def test_fans_fixed_and_free() -> None:
    async with one_miner() as (miner, driver):
        assert await do(driver, miner, MANUAL)
        assert miner.settings.fan_percent == 70
        assert await do(driver, miner, Payload(set_cooling_mode={"mode": miner_pb2.COOLING_MODE_AUTO}))
        assert miner.settings.fan_percent is None


async def test_the_led_blinks_and_stops() -> None:
    async with one_miner() as (miner, driver):
        assert await do(driver, miner, BLINK)
        assert miner.settings.led_on
        assert await do(driver, miner, Payload(blink_led={"on": False}))
        assert not miner.settings.led_on


async def test_a_reboot_is_seen() -> None:
    async with one_miner() as (miner, driver):
        assert await do(driver, miner, REBOOT)
        assert miner.reboots == 1


async def test_a_new_password_is_proven_and_the_old_one_ends() -> None:
    async with one_miner() as (miner, driver):
        assert await do(driver, miner, PASSWORD, "n3w-pass")
        with pytest.raises(AuthenticationRejectedError):
            await driver.execute(target_of(miner), STOP, ())
        assert (await driver.execute(target_of(miner, password="n3w-pass"), STOP, ())).verified


@pytest.mark.parametrize(
    "command",
    [STOP, REBOOT, BLINK, LOW, MANUAL, POOLS, PASSWORD],
    ids=["stop", "reboot", "blink", "low", "fans", "pools", "password"],
)
async def test_a_liar_is_found_out(command: Payload) -> None:
    async with one_miner() as (miner, driver):
        miner.faults.inject(Fault(FaultKind.LIAR))
        with pytest.raises(OutcomeUnknownError):
            await driver.execute(target_of(miner), command, ("n3w-pass",))


async def test_another_miner_gets_no_command() -> None:
    async with one_miner() as (miner, driver):
        target = target_of(miner)
        miner.faults.inject(Fault(FaultKind.WRONG_MAC))
        with pytest.raises(WrongDeviceError):
            await driver.execute(target, STOP, ())
        assert not miner.journal


async def test_a_login_is_needed_and_must_be_right() -> None:
    async with one_miner() as (miner, driver):
        with pytest.raises(AuthenticationNeededError):
            await driver.execute(target_of(miner, password=""), STOP, ())
        with pytest.raises(AuthenticationRejectedError):
            await driver.execute(target_of(miner, password="wrong"), STOP, ())
        assert not miner.journal


async def test_an_unreachable_miner_is_told_from_an_unknown_outcome() -> None:
    async with one_miner() as (miner, driver):
        miner.faults.inject(Fault(FaultKind.REFUSE))
        with pytest.raises(UnreachableError):
            await driver.execute(target_of(miner), STOP, ())


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (Payload(set_power_target={"watts": 3000}), UnsupportedError),
        (Payload(set_power_target={"mode": "turbo"}), InvalidArgumentError),
        (Payload(set_cooling_mode={"mode": miner_pb2.COOLING_MODE_IMMERSION}), UnsupportedError),
        (Payload(set_cooling_mode={"mode": miner_pb2.COOLING_MODE_MANUAL}), InvalidArgumentError),
        (Payload(update_pools={}), InvalidArgumentError),
        (Payload(update_pools={"pools": [{"url": "http://x", "username": "w"}]}), InvalidArgumentError),
        (
            Payload(update_pools={"pools": [{"url": "stratum+tcp://x:1", "username": "a b"}]}),
            InvalidArgumentError,
        ),
        (Payload(update_password={}), InvalidArgumentError),
        (Payload(pair={}), UnsupportedError),
    ],
)
async def test_what_cannot_be_done_is_refused_before_anything_is_sent(
    command: Payload, error: type[Exception]
) -> None:
    async with one_miner() as (miner, driver):
        with pytest.raises(error):
            await driver.execute(target_of(miner), command, ())
        assert not miner.journal


def test_the_configuration_goes_back_whole_and_under_both_names() -> None:
    read = {
        "pools": [{"url": "a", "user": "b", "pass": "c"}],
        "bitmain-fan-ctrl": False,
        "bitmain-fan-pwm": "100",
        "bitmain-work-mode": "0",
        "bitmain-freq-level": "90",
        "bitmain-user-ip-cat": None,
        "algo": "x",
    }

    assert conf.with_mode(read, 1) == {
        "pools": [{"url": "a", "user": "b", "pass": "c"}],
        "bitmain-fan-ctrl": False,
        "bitmain-fan-pwm": "100",
        "bitmain-work-mode": "1",
        "miner-mode": 1,
        "bitmain-freq-level": "90",
        "freq-level": "90",
        "algo": "x",
    }
