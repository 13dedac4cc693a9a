"""The wall clock jumps, either way: what counts by elapsed time goes on, and nothing old becomes new."""

import asyncio
from functools import partial
from pathlib import Path

from headframe.cli.client import Client
from headframe.combined.app import CombinedConfig, running_combined
from headframe.core.targets import TargetPolicy
from headframe.kit.clock import SystemClock
from headframe.kit.profile import Profile
from headframe.minersim.fleet import Fleet
from headframe.minersim.spec import FleetSpec, parse_mix
from headframe.minersim.testing import running_fleet
from headframe.node.discovery.discovery import DiscoverySettings
from headframe.node.plugins.config import PluginHostConfig
from headframe.node.polling.poller import PollingConfig
from headframe.node.polling.schedule import Intervals
from headframe.server.config import Listen
from tests.fault.executor_world import JumpingClock, executing
from tests.support.programs import free_port
from tests.support.simulated import DRIVER_PORTS, PORT_OFFSET, loopback_block
from tests.support.system import Combined
from tests.support.waiting import until

HOUR_MS = 3_600_000
AWAY = ("OFFLINE", "UNAVAILABLE")
YEAR_MS = 365 * 24 * HOUR_MS


class ShiftedClock(SystemClock):
    """The machine's clock, with a wall time that a test moves."""

    shift_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self.shift_ms


async def test_attack_14_commands_run_on_after_the_clock_went_back(tmp_path: Path) -> None:
    clock = JumpingClock()
    async with executing(tmp_path, clock) as world:
        first = clock.now_ms() * 1000
        await world.outcome(world.command("c1", first))
        clock.wall_ms -= 2 * HOUR_MS
        assert (await world.outcome(world.command("c2", first + 1)))[0] == "SUCCEEDED"
        replayed = await world.outcome(world.command("c3", first))
        assert replayed == ("REJECTED", "command_replayed")
        assert world.executed == ["c1", "c2"]


async def test_a_replay_stays_one_whatever_the_clock_says(tmp_path: Path) -> None:
    clock = JumpingClock()
    async with executing(tmp_path, clock) as world:
        command = world.command("c1", clock.now_ms() * 1000)
        await world.outcome(command)
        for jump in (-YEAR_MS, 2 * YEAR_MS, -YEAR_MS):
            clock.wall_ms += jump
            assert (await world.outcome(command))[0] == "REJECTED"
        assert world.executed == ["c1"]


async def test_after_a_jump_ahead_what_is_late_expires_and_what_is_new_runs(tmp_path: Path) -> None:
    clock = JumpingClock()
    async with executing(tmp_path, clock) as world:
        late = world.command("c1", clock.now_ms() * 1000)
        clock.wall_ms += YEAR_MS
        assert await world.outcome(late) == ("EXPIRED", "command_expired")
        assert (await world.outcome(world.command("c2", clock.now_ms() * 1000)))[0] == "SUCCEEDED"
        assert world.executed == ["c2"]


async def test_commands_run_on_after_the_clock_was_a_year_ahead_for_a_while(tmp_path: Path) -> None:
    clock = JumpingClock()
    async with executing(tmp_path, clock) as world:
        clock.wall_ms += YEAR_MS
        ahead = clock.now_ms() * 1000
        assert (await world.outcome(world.command("c1", ahead)))[0] == "SUCCEEDED"
        clock.wall_ms -= YEAR_MS
        assert (await world.outcome(world.command("c2", ahead + 1)))[0] == "SUCCEEDED"
        poison = world.command("c3", ahead + 2 * 24 * HOUR_MS * 1000)
        assert await world.outcome(poison) == ("REJECTED", "command_untrusted")


async def test_polls_and_commands_live_through_jumps_of_the_clock(tmp_path: Path) -> None:
    clock = ShiftedClock()
    config = CombinedConfig(
        state_dir=tmp_path / "state",
        version="test",
        database="memory:",
        listen=Listen(port=free_port()),
        targets=TargetPolicy(allow_loopback=True),
        polling=PollingConfig(Intervals(1.0, 10.0, 5.0)),
        discovery=DiscoverySettings(ports={"axeos": {"web": DRIVER_PORTS["axeos.web"]}}),
        plugins=PluginHostConfig(allow=frozenset({"axeos"})),
    )
    block = loopback_block()
    spec = FleetSpec(groups=parse_mix("bitaxe-gamma:2"), bind_base=f"{block}.1", port_offset=PORT_OFFSET)
    async with running_fleet(spec) as fleet, running_combined(config, clock) as server:
        system = Combined(tmp_path)  # only its questions to the API: both halves run here, on our clock
        with Client(Profile(server.url, await server.first_run.cli_key())) as system.api:
            await asyncio.to_thread(_lives_through_jumps, system, fleet, clock, f"{block}.1-{block}.2")


def _lives_through_jumps(system: Combined, fleet: Fleet, clock: ShiftedClock, targets: str) -> None:
    until(system.node, lambda node: node["connected"])
    system.discover(targets)
    assert system.pair()["counts"] == {"SUCCEEDED": 2}
    for shift_ms in (-2 * HOUR_MS, 3 * 24 * HOUR_MS, 0):
        clock.shift_ms = shift_ms
        answered = [miner.requests_answered for miner in fleet.miners]
        until(lambda: [miner.requests_answered for miner in fleet.miners], partial(_all_more, answered))
        blinked = system.finished(system.issue("BLINK_LED", on=True))
        assert blinked["counts"] == {"SUCCEEDED": 2}, system.commands(blinked["id"])
    until(system.devices, lambda rows: all(row["status"] not in AWAY for row in rows))


def _all_more(before: list[int], now: list[int]) -> bool:
    return all(new > old + 3 for old, new in zip(before, now, strict=True))
