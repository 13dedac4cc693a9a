"""Imaginary miners keep state like real ones."""

import math

import pytest
from hypothesis import given, strategies as st

from headframe.driver import (
    AuthenticationNeededError,
    AuthenticationRejectedError,
    InvalidArgumentError,
    UnreachableError,
    UnsupportedError,
)
from headframe.drivers.virtual.device import VirtualDriver
from headframe.drivers.virtual.miner import MAX_POWER_WATTS, MIN_POWER_WATTS, NOMINAL_POWER_WATTS, build
from headframe.drivers.virtual.settings import Settings
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

FULL = driver_pb2.POLL_DEPTH_FULL


class Bench:
    """One virtual miner and a clock."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.driver = VirtualDriver(Settings(), clock=lambda: self.now)
        self.target = driver_pb2.Target(
            address="10.1.0.1", credentials=miner_pb2.Credentials(username="admin", password="admin")
        )

    async def do(self, *secrets: str, **payload: object) -> str:
        command = miner_pb2.CommandPayload(**payload)  # type: ignore[arg-type]
        return (await self.driver.execute(self.target, command, secrets)).detail

    async def read(self) -> driver_pb2.PollResult:
        return await self.driver.poll(self.target, FULL)

    async def state(self) -> miner_pb2.MiningState:
        return (await self.read()).sample.mining_state


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_stop_and_start_with_a_ramp(bench: Bench) -> None:
    await bench.do(stop_mining={})
    assert await bench.state() == miner_pb2.MINING_STATE_STOPPED
    assert (await bench.read()).sample.hashrate_hs == 0
    await bench.do(start_mining={})
    assert await bench.state() == miner_pb2.MINING_STATE_STARTING
    bench.now += 10
    assert await bench.state() == miner_pb2.MINING_STATE_MINING


async def test_curtailment_is_a_level_and_gives_back_what_was(bench: Bench) -> None:
    await bench.do(set_power_target={"watts": 3000})
    for level, watts in ((2, 2500), (2, 2500), (1, 60)):
        await bench.do(curtail={"level": level})
        assert (await bench.read()).sample.power_watts == pytest.approx(watts)
    await bench.do(uncurtail={})
    bench.now += 10
    assert (await bench.read()).sample.power_watts == pytest.approx(3000)


@given(st.floats(allow_nan=True, allow_infinity=True, width=32))
async def test_a_power_target_is_in_range_or_refused(watts: float) -> None:
    bench = Bench()
    try:
        await bench.do(set_power_target={"watts": watts})
    except InvalidArgumentError:
        assert not MIN_POWER_WATTS <= watts <= MAX_POWER_WATTS
    else:
        assert (await bench.read()).sample.power_target_watts == pytest.approx(watts)


async def test_power_by_percent_and_mode(bench: Bench) -> None:
    await bench.do(set_power_target={"percent": 80})
    assert (await bench.read()).sample.power_target_watts == pytest.approx(0.8 * NOMINAL_POWER_WATTS)
    await bench.do(set_power_target={"mode": "low"})
    assert (await bench.read()).details.power_mode == "low"
    with pytest.raises(InvalidArgumentError):
        await bench.do(set_power_target={"mode": "ludicrous"})


async def test_a_reboot_is_silent_then_counts_anew(bench: Bench) -> None:
    await bench.do(reboot={})
    with pytest.raises(UnreachableError):
        await bench.read()
    bench.now += 4
    assert (await bench.read()).sample.uptime_seconds <= 1


async def test_pools_are_replaced_and_bounded(bench: Bench) -> None:
    pools = [{"url": "stratum+tcp://a.invalid:1", "username": "w"}]
    await bench.do("pool password", update_pools={"pools": pools})
    found = (await bench.read()).details.pools
    assert [(pool.url, pool.username) for pool in found] == [("stratum+tcp://a.invalid:1", "w")]
    for wrong in ([], pools * 4, [{"url": ""}]):
        with pytest.raises(InvalidArgumentError):
            await bench.do(update_pools={"pools": wrong})


async def test_a_new_password_replaces_the_old(bench: Bench) -> None:
    await bench.do("a new one", update_password={})
    with pytest.raises(AuthenticationRejectedError):
        await bench.do(stop_mining={})
    bench.target.credentials.password = "a new one"
    assert not (await bench.driver.pair(bench.target)).default_password
    bench.target.ClearField("credentials")
    with pytest.raises(AuthenticationNeededError):
        await bench.do(stop_mining={})
    with pytest.raises(AuthenticationNeededError):
        await bench.driver.pair(bench.target)


async def test_light_and_cooling(bench: Bench) -> None:
    await bench.do(blink_led={"on": True})
    await bench.do(set_cooling_mode={"mode": 2, "fan_duty_ratio": 0.25})
    details = (await bench.read()).details
    assert details.led_on
    assert details.cooling_mode == miner_pb2.COOLING_MODE_MANUAL
    assert (await bench.read()).sample.fan_rpm == pytest.approx(1500)
    with pytest.raises(InvalidArgumentError):
        await bench.do(set_cooling_mode={"mode": 2, "fan_duty_ratio": math.inf})
    with pytest.raises(UnsupportedError):
        await bench.do(download_logs={})


@given(st.integers(0, 255), st.integers(1, 65535))
def test_an_address_and_a_port_are_the_same_miner_every_time(last: int, port: int) -> None:
    first, again = (build(f"10.1.0.{last}", port, now, 5.0) for now in (0.0, 99.0))
    other = build(f"10.1.0.{last}", port + 1, 0.0, 5.0)
    assert (first.mac, first.serial) == (again.mac, again.serial)
    assert first.mac != other.mac
    assert int(first.mac[:2], 16) & 0b11 == 0b10  # locally administered, unicast


def test_a_password_is_not_in_a_repr() -> None:
    assert "admin'" not in repr(build("10.1.0.1", 1, 0.0, 5.0)).replace("username='admin'", "")


async def test_the_fleet_is_bounded() -> None:
    driver = VirtualDriver(Settings(max_miners=2))
    for last in (1, 2):
        await driver.poll(driver_pb2.Target(address=f"10.1.0.{last}"), FULL)
    with pytest.raises(UnreachableError):
        await driver.poll(driver_pb2.Target(address="10.1.0.3"), FULL)
