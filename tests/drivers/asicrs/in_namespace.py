"""Run by test_asicrs_on_miners in a network namespace of its own, where ports 80 and 4028 are free."""

import asyncio
import fcntl
import socket
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from headframe.driver.conformance import CHECKS, Check, Subject
from headframe.drivers.asicrs import driver
from headframe.minersim.faults import Fault, FaultKind
from headframe.minersim.fleet import Fleet
from headframe.minersim.testing import quick_spec, running_fleet
from headframe.node.plugins import PluginClient, PluginConfig, PluginHost, PluginHostConfig
from headframe.node.plugins.connection import connect
from headframe.node.plugins.output import OutputLines
from headframe.node.plugins.process import start
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

NOTHING = "127.9.9.9"
FULL = driver_pb2.POLL_DEPTH_FULL
SIOCSIFFLAGS = 0x8914
IFF_UP_AND_RUNNING = 0x41


@pytest.fixture(scope="session", autouse=True)
def loopback() -> None:
    """A new namespace's loopback is down."""
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP_AND_RUNNING))


@pytest.fixture
async def fleet() -> AsyncIterator[Fleet]:
    mix = "avalon-1246:2,avalon-q:1,antminer-s19:1,whatsminer-m50:1"
    async with running_fleet(quick_spec(mix, port_offset=0)) as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[PluginClient]:
    async with PluginHost(PluginHostConfig(allow=frozenset({"asicrs"}))).running() as host:
        await host.settled()
        found = host.client("asicrs")
        assert found is not None
        yield found


def target(fleet: Fleet, number: int = 0) -> driver_pb2.Target:
    return driver_pb2.Target(device_key=str(number), address=fleet.miners[number].address)


def command(**payload: object) -> miner_pb2.CommandPayload:
    return miner_pb2.CommandPayload(**payload)  # type: ignore[arg-type]


async def execute(
    client: PluginClient, to: driver_pb2.Target, timeout_ms: int = 30_000, **payload: object
) -> driver_pb2.ExecuteResponse:
    request = driver_pb2.ExecuteRequest(target=to, command=command(**payload), timeout_ms=timeout_ms)
    return await client.execute(request)


@pytest.mark.parametrize("number", [0, 2])
@pytest.mark.parametrize("check", CHECKS)
async def test_it_conforms(check: Check, number: int, fleet: Fleet) -> None:
    await check(Subject(driver(), target(fleet, number), driver_pb2.Target(address=NOTHING)))


async def test_a_poll_says_what_the_miner_measures(fleet: Fleet, client: PluginClient) -> None:
    [result] = [r async for r in client.poll([target(fleet)], depth=FULL)]
    sample, model = result.sample, fleet.miners[0].model
    assert sample.hashrate_hs == pytest.approx(model.hashrate_hs, rel=0.1)
    assert sample.power_watts == pytest.approx(model.power_watts, rel=0.1)
    assert sample.mining_state == miner_pb2.MINING_STATE_MINING
    assert sample.pool_connected
    kinds = [part.kind for part in sample.components]
    assert kinds.count(miner_pb2.COMPONENT_KIND_HASH_BOARD) == model.boards
    assert kinds.count(miner_pb2.COMPONENT_KIND_FAN) == model.fans
    boards = [part for part in sample.components if part.kind == miner_pb2.COMPONENT_KIND_HASH_BOARD]
    assert sum(board.chips_working for board in boards) == model.boards * model.chips_per_board
    assert result.mac == fleet.miners[0].identity.mac.lower()
    assert [pool.url for pool in result.details.pools] == [p.url for p in fleet.miners[0].settings.pools]


async def test_each_of_a_mixed_batch_gets_its_own_result(fleet: Fleet, client: PluginClient) -> None:
    moved = target(fleet, 1)
    moved.expected_mac = fleet.miners[0].identity.mac.lower()
    batch = [target(fleet), moved, driver_pb2.Target(device_key="gone", address=NOTHING)]
    kinds = {r.device_key: r.error.kind async for r in client.poll(batch)}
    assert kinds == {
        "0": driver_pb2.ERROR_KIND_UNSPECIFIED,
        "1": driver_pb2.ERROR_KIND_WRONG_DEVICE,
        "gone": driver_pb2.ERROR_KIND_UNREACHABLE,
    }


async def test_a_miner_that_died_is_unreachable_and_not_mining(fleet: Fleet, client: PluginClient) -> None:
    """The library itself would give an empty answer, said to be mining."""
    to = target(fleet)
    _ = [r async for r in client.poll([to])]
    fleet.miners[0].faults.inject(Fault(FaultKind.REFUSE))
    for session in tuple(fleet._sessions[to.address]):
        session.abort()
    [dead] = [r async for r in client.poll([to])]
    assert dead.error.kind == driver_pb2.ERROR_KIND_UNREACHABLE
    assert not dead.HasField("sample")


@pytest.mark.parametrize("kind", [FaultKind.HANG, FaultKind.GARBAGE, FaultKind.HALF_ANSWER])
async def test_answers_that_are_none_are_errors(kind: FaultKind, fleet: Fleet, client: PluginClient) -> None:
    fleet.miners[0].faults.inject(Fault(kind))
    [result] = [r async for r in client.poll([target(fleet)], device_timeout_ms=3000)]
    assert result.error.kind in {
        driver_pb2.ERROR_KIND_TIMEOUT,
        driver_pb2.ERROR_KIND_UNREACHABLE,
        driver_pb2.ERROR_KIND_PROTOCOL,
    }


async def test_absurd_numbers_are_left_out(fleet: Fleet, client: PluginClient) -> None:
    fleet.miners[0].faults.inject(Fault(FaultKind.ABSURD))
    [result] = [r async for r in client.poll([target(fleet)])]
    for part in result.sample.components:
        assert not part.HasField("temperature_c") or -60 < part.temperature_c < 250


async def test_makes_with_drivers_of_their_own_are_left_to_them(fleet: Fleet, client: PluginClient) -> None:
    for number, recognised in enumerate((True, True, True, False, False)):
        found = await client.probe(driver_pb2.ProbeRequest(address=fleet.miners[number].address))
        assert found.recognised is recognised
        assert not found.HasField("error")


async def test_stop_and_light_are_verified_by_reading(fleet: Fleet, client: PluginClient) -> None:
    lit = await execute(client, target(fleet), blink_led={"on": True})
    assert lit.verified
    assert fleet.miners[0].settings.led_on
    stopped = await execute(client, target(fleet), stop_mining={})
    assert stopped.verified
    assert not fleet.miners[0].settings.mining
    assert fleet.miners[1].settings.mining


async def test_a_reboot_is_verified_by_its_uptime(fleet: Fleet, client: PluginClient) -> None:
    done = await execute(client, target(fleet), reboot={})
    assert done.verified


@pytest.mark.parametrize("payload", [{"blink_led": {"on": True}}, {"stop_mining": {}}, {"reboot": {}}])
async def test_a_miner_that_lies_leaves_the_outcome_unknown(
    payload: dict[str, object], fleet: Fleet, client: PluginClient
) -> None:
    fleet.miners[0].faults.inject(Fault(FaultKind.LIAR))
    done = await execute(client, target(fleet), timeout_ms=2500, **payload)
    assert done.error.kind == driver_pb2.ERROR_KIND_OUTCOME_UNKNOWN


async def test_a_refused_command_is_refused(fleet: Fleet, client: PluginClient) -> None:
    done = await execute(client, target(fleet), set_power_target={"watts": 99_000})
    assert done.error.kind == driver_pb2.ERROR_KIND_REFUSED


async def test_what_the_model_cannot_is_unsupported(fleet: Fleet, client: PluginClient) -> None:
    for payload in ({"update_pools": {}}, {"set_power_target": {"percent": 50}}, {"curtail": {"level": 2}}):
        done = await execute(client, target(fleet), **payload)
        assert done.error.kind == driver_pb2.ERROR_KIND_UNSUPPORTED


async def test_its_process_ends_in_order_although_the_library_aborts_at_exit(
    fleet: Fleet, tmp_path: Path
) -> None:
    for _ in range(4):
        output = OutputLines(lambda _: None, asyncio.get_running_loop().time)
        process = await start("asicrs", PluginConfig(), tmp_path, (), output)
        connection = await connect("asicrs", process, 30)
        request = driver_pb2.PollRequest(targets=[target(fleet)])
        async for answer in connection.stub.Poll(request, metadata=connection.metadata, timeout=10):
            assert answer.results[0].HasField("sample")
        await connection.close()
        await process.stop(6)
        assert await process.exited() == "ended with status 0"
