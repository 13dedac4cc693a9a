"""Lanes say when nothing is under way on a device any more."""

import asyncio

from headframe.node.execution.lanes import Lane, LaneConfig


class Held:
    """Work that goes on until it is let go."""

    def __init__(self) -> None:
        self.end = asyncio.Event()

    async def __call__(self) -> None:
        await self.end.wait()


async def test_a_lane_says_when_all_work_but_that_of_some_devices_has_ended() -> None:
    first, second, behind = Held(), Held(), Held()
    async with asyncio.TaskGroup() as group:
        lane = Lane("commands", LaneConfig(concurrency=4, waiting=4), group)
        await lane.ended(())
        lane.submit(1, first)
        lane.submit(2, second)
        lane.submit(2, behind)
        await lane.ended({1, 2})
        only_one = group.create_task(lane.ended({1}))
        neither = group.create_task(lane.ended(()))
        second.end.set()
        await asyncio.sleep(0)
        assert not only_one.done(), "more waits behind it"
        behind.end.set()
        await only_one
        assert not neither.done()
        first.end.set()
        await neither
