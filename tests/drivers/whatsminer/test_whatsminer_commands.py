"""Commands to simulated WhatsMiners over both APIs: done, read back, refused, lied about."""

import pytest

from headframe.driver import (
    AuthenticationRejectedError,
    InvalidArgumentError,
    OutcomeUnknownError,
    RefusedError,
    UnreachableError,
    UnsupportedError,
    WrongDeviceError,
)
from headframe.drivers.whatsminer.device import WhatsMinerDriver
from headframe.minersim.faults import Fault, FaultKind
from headframe.minersim.miner import SimMiner
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2
from tests.drivers.whatsminer.whatsminer_fleet import API2_MODEL, API3_MODEL, one_miner, target_of

both = pytest.mark.parametrize("model", [API2_MODEL, API3_MODEL])
Payload = miner_pb2.CommandPayload

STOP = Payload(stop_mining={})
START = Payload(start_mining={})
REBOOT = Payload(reboot={})
LOW = Payload(set_power_target={"mode": "low"})
WATTS = Payload(set_power_target={"watts": 3000})
POOLS = Payload(update_pools={"pools": [{"url": "stratum+tcp://new.example.com:3333", "username": "worker"}]})


async def do(driver: WhatsMinerDriver, miner: SimMiner, command: Payload, *secrets: str) -> bool:
    """Carry out a command with the factory login; whether it was read back."""
    return (await driver.execute(target_of(miner), command, secrets)).verified


@both
async def test_stop_and_start(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        assert await do(driver, miner, STOP)
        assert not miner.settings.mining
        assert await do(driver, miner, START)
        assert miner.settings.mining


@both
async def test_curtailment_stops_and_lifting_it_starts(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        assert await do(driver, miner, Payload(curtail={"level": miner_pb2.CURTAILMENT_LEVEL_FULL}))
        assert not miner.settings.mining
        assert await do(driver, miner, Payload(uncurtail={}))
        assert miner.settings.mining
        assert await do(driver, miner, Payload(curtail={"level": miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY}))
        assert miner.settings.power_mode == "low"


@both
async def test_a_level_asserted_again_is_not_written_again(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        await do(driver, miner, STOP)
        written = len(miner.journal)
        assert await do(driver, miner, STOP)
        assert len(miner.journal) == written


@both
async def test_power_by_watts_mode_and_percent(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        assert await do(driver, miner, WATTS)
        assert miner.settings.power_limit_watts == 3000
        assert await do(driver, miner, LOW)
        assert miner.settings.power_mode == "low"
        done = await driver.execute(target_of(miner), Payload(set_power_target={"percent": 80}), ())
        assert miner.settings.power_percent == 80
        assert done.verified is (model == API3_MODEL)


@both
async def test_pools_are_replaced_whole(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        assert await do(driver, miner, POOLS, "pool-secret")
        (pool,) = miner.settings.pools
        assert (pool.url, pool.user, pool.password) == (
            "stratum+tcp://new.example.com:3333",
            "worker",
            "pool-secret",
        )


@both
async def test_the_led_blinks_and_stops(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        assert await do(driver, miner, Payload(blink_led={"on": True}))
        assert miner.settings.led_on
        assert await do(driver, miner, Payload(blink_led={"on": False}))
        assert not miner.settings.led_on


@both
async def test_a_reboot_is_seen(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        assert await do(driver, miner, REBOOT)
        assert miner.reboots == 1


@both
async def test_a_new_password_is_proven_and_the_old_one_ends(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        assert await do(driver, miner, Payload(update_password={}), "n3w-pass")
        with pytest.raises(AuthenticationRejectedError):
            await driver.execute(target_of(miner), STOP, ())
        done = await driver.execute(target_of(miner, password="n3w-pass"), STOP, ())

    assert done.verified


@both
@pytest.mark.parametrize(
    "command", [STOP, LOW, WATTS, POOLS, REBOOT], ids=["stop", "mode", "watts", "pools", "boot"]
)
async def test_a_liar_is_found_out(model: str, command: Payload) -> None:
    async with one_miner(model) as (miner, driver):
        miner.faults.inject(Fault(FaultKind.LIAR))
        with pytest.raises(OutcomeUnknownError):
            await driver.execute(target_of(miner), command, ("x",))


@both
async def test_another_miner_gets_no_command(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        target = target_of(miner)
        miner.faults.inject(Fault(FaultKind.WRONG_MAC))
        with pytest.raises(WrongDeviceError):
            await driver.execute(target, STOP, ())
        assert not miner.journal


@both
async def test_a_wrong_password_changes_nothing(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        with pytest.raises(AuthenticationRejectedError):
            await driver.execute(target_of(miner, password="wrong"), STOP, ())
        assert not miner.journal


@both
async def test_an_api_that_is_off_refuses_with_the_remedy(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        miner.settings.write_api = False
        with pytest.raises(RefusedError, match="WhatsMinerTool"):
            await driver.execute(target_of(miner), STOP, ())


@both
@pytest.mark.parametrize(
    "command",
    [
        Payload(set_power_target={"watts": -1}),
        Payload(set_power_target={"watts": 1e9}),
        Payload(set_power_target={"watts": float("nan")}),
        Payload(set_power_target={"percent": 101}),
        Payload(set_power_target={"mode": "turbo"}),
        Payload(set_power_target={}),
        Payload(update_pools={}),
        Payload(update_pools={"pools": [{"url": "http://x", "username": "w"}]}),
        Payload(update_password={}),
    ],
)
async def test_values_out_of_range_are_refused_before_anything_is_sent(model: str, command: Payload) -> None:
    async with one_miner(model) as (miner, driver):
        with pytest.raises(InvalidArgumentError):
            await driver.execute(target_of(miner), command, ())
        assert not miner.journal


@both
async def test_what_a_whatsminer_cannot_do_is_named(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        with pytest.raises(UnsupportedError, match="set_cooling_mode"):
            await driver.execute(target_of(miner), Payload(set_cooling_mode={}), ())


@both
async def test_an_unreachable_miner_is_told_from_an_unknown_outcome(model: str) -> None:
    async with one_miner(model) as (miner, driver):
        await driver.poll(target_of(miner), driver_pb2.POLL_DEPTH_FAST)
        miner.faults.inject(Fault(FaultKind.REFUSE))
        with pytest.raises(UnreachableError):
            await driver.execute(target_of(miner), STOP, ())


async def test_tokens_are_kept_and_renewed_when_the_miner_forgets_them() -> None:
    async with one_miner(API2_MODEL) as (miner, driver):
        await do(driver, miner, Payload(blink_led={"on": True}))
        miner.sessions.clear()
        assert await do(driver, miner, Payload(blink_led={"on": False}))
        assert not miner.settings.led_on


async def test_no_secret_is_in_a_repr() -> None:
    async with one_miner(API2_MODEL) as (miner, driver):
        await do(driver, miner, STOP)
        token, _ = await driver._api2._writes.token(target_of(miner))
        assert token.sign not in repr(token)
        assert repr(token.key) not in repr(token)
