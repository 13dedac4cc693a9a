"""A node ends what it does with a device that it owns no more, takes nothing new, and then has let go."""

import asyncio
from pathlib import Path

from headframe.core.commands.acks import CommandPhase
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.fault.executor_world import DEADLINE_SECONDS, JumpingClock, World, executing


async def test_what_is_under_way_ends_and_what_waits_is_refused_before_a_node_has_let_go(
    tmp_path: Path,
) -> None:
    clock = JumpingClock()
    async with executing(tmp_path, clock) as world, asyncio.TaskGroup() as group:
        sequence = clock.now_ms() * 1000
        world.going.clear()
        under_way = group.create_task(world.outcome(world.command("c1", sequence)))
        await _running(world, "c1")
        waiting = group.create_task(world.outcome(world.command("c2", sequence + 1)))
        await _told(world, "c2", CommandPhase.ACCEPTED)
        world.inventory.replace(gateway_pb2.GetOwnershipResponse(version=2))
        letting_go = group.create_task(world.executor.let_go())
        late = await world.outcome(world.command("c3", sequence + 2))
        assert late == ("REJECTED", "device_not_owned")
        assert not letting_go.done(), "a write is under way"
        world.going.set()
        async with asyncio.timeout(DEADLINE_SECONDS):
            await letting_go
        assert await under_way == ("SUCCEEDED", "")
        assert await waiting == ("REJECTED", "device_not_owned")
        assert world.executed == ["c1"]


async def _running(world: World, name: str) -> None:
    await _told(world, name, CommandPhase.RUNNING)


async def _told(world: World, name: str, phase: CommandPhase) -> None:
    """Until the server was told that a command is in a phase."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while all(ack.phase is not phase for ack in world.acks.get(name, ())):
            await world.told()
