"""Commands that must not run: refused, told, and never executed. Signatures come with the node apart."""

from pathlib import Path

import pytest

from headframe.core.commands.payloads import BlinkLed
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.fault.executor_world import FOREIGN, JumpingClock, World, executing

REPLAYED = ("REJECTED", "command_replayed")
UNTRUSTED = ("REJECTED", "command_untrusted")
DAY_US = 24 * 3_600_000_000


def _now_us(world: World) -> int:
    return world.clock.now_ms() * 1000


async def test_attack_21_a_command_for_another_node_is_refused(tmp_path: Path) -> None:
    async with executing(tmp_path, JumpingClock()) as world:
        forged = world.command("c1", _now_us(world), node_id="2")
        assert await world.outcome(forged) == UNTRUSTED
        assert world.executed == []
        honest = world.command("c2", _now_us(world))
        assert (await world.outcome(honest))[0] == "SUCCEEDED", "the forged one has not moved the sequence"


async def test_attack_21_a_command_for_a_device_not_owned_is_refused(tmp_path: Path) -> None:
    async with executing(tmp_path, JumpingClock()) as world:
        forged = world.command("c1", _now_us(world), device_id=FOREIGN)
        assert await world.outcome(forged) == ("REJECTED", "device_not_owned")
        assert world.executed == []


async def test_attack_22_a_replay_on_the_same_stream_is_refused(tmp_path: Path) -> None:
    async with executing(tmp_path, JumpingClock()) as world:
        command = world.command("c1", _now_us(world))
        assert (await world.outcome(command))[0] == "SUCCEEDED"
        assert await world.outcome(command) == REPLAYED
        renamed = world.command("c2", _now_us(world))
        assert await world.outcome(renamed) == REPLAYED, "another name for the same sequence"
        assert world.executed == ["c1"]


async def test_attack_22_a_replay_on_a_new_stream_and_after_a_restart_is_refused(tmp_path: Path) -> None:
    clock = JumpingClock()
    async with executing(tmp_path, clock) as world:
        command = world.command("c1", _now_us(world))
        await world.outcome(command)
        world.executor.stream_began()
        assert await world.outcome(command) == REPLAYED
    async with executing(tmp_path, clock) as again:
        assert await again.outcome(command) == REPLAYED
        assert again.executed == []


async def test_attack_22_a_known_command_under_a_new_sequence_is_answered_and_not_run(tmp_path: Path) -> None:
    async with executing(tmp_path, JumpingClock()) as world:
        await world.outcome(world.command("c1", _now_us(world)))
        again = await world.outcome(world.command("c1", _now_us(world) + 5))
        assert again[0] == "SUCCEEDED"
        assert world.executed == ["c1"]


async def test_attack_23_a_sequence_far_ahead_is_refused_and_the_mark_stays(tmp_path: Path) -> None:
    async with executing(tmp_path, JumpingClock()) as world:
        poison = world.command("c1", _now_us(world) + DAY_US + 60_000_000)
        assert await world.outcome(poison) == UNTRUSTED
        assert world.executed == []
        assert (await world.outcome(world.command("c2", _now_us(world))))[0] == "SUCCEEDED"


async def test_attack_24_a_swallowed_command_is_noticed(tmp_path: Path) -> None:
    async with executing(tmp_path, JumpingClock()) as world:
        first = _now_us(world)
        await world.outcome(world.command("c1", first))
        await world.outcome(world.command("c3", first + 2, previous_sequence=first + 1))
        assert world.gaps == [first + 2]


async def test_an_expired_command_is_not_run(tmp_path: Path) -> None:
    async with executing(tmp_path, JumpingClock()) as world:
        late = world.command("c1", _now_us(world), expires_at_ms=world.clock.now_ms())
        assert await world.outcome(late) == ("EXPIRED", "command_expired")
        assert world.executed == []


@pytest.mark.parametrize(
    "change",
    [
        {"clear": "payload"},
        {"expires_at_ms": 0},
        {"sequence": 0},
        {"sequence": 2**64 - 1},
        {"command_id": ""},
    ],
    ids=str,
)
async def test_attack_20_what_cannot_be_read_is_refused(tmp_path: Path, change: dict[str, str | int]) -> None:
    async with executing(tmp_path, JumpingClock()) as world:
        command = world.command("c1", _now_us(world))
        for name, value in change.items():
            if name == "clear":
                command.ClearField("payload")
            else:
                setattr(command, name, value)
        phase, code = await world.outcome(command)
        assert phase in ("REJECTED", "EXPIRED"), (phase, code)
        assert world.executed == []
        assert (await world.outcome(world.command("c2", _now_us(world) + 1)))[0] == "SUCCEEDED"


async def test_a_kind_that_the_node_cannot_do_is_refused(tmp_path: Path) -> None:
    async with executing(tmp_path, JumpingClock()) as world:
        unknown = world.command("c1", _now_us(world), payload=BlinkLed(on=True))
        assert await world.outcome(unknown) == ("REJECTED", "unsupported_by_device")
        assert world.executed == []


async def test_noise_on_the_stream_harms_nothing(tmp_path: Path) -> None:
    async with executing(tmp_path, JumpingClock()) as world:
        noise = gateway_pb2.Command(command_id="noise", node_id="1")
        assert (await world.outcome(noise))[0] == "REJECTED"
        assert (await world.outcome(world.command("c1", _now_us(world))))[0] == "SUCCEEDED"
