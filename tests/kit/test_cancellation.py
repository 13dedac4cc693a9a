"""Tasks that live and end together: errors are told, and a cancellation is never forgotten."""

import asyncio

import pytest

from headframe.kit.cancellation import live_together


async def _lingers(ending: asyncio.Event) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        ending.set()
        await asyncio.sleep(0.01)


async def test_what_ended_the_tasks_is_told() -> None:
    async def first(group: asyncio.TaskGroup) -> None:
        group.create_task(_lingers(asyncio.Event()))
        await asyncio.sleep(0)
        raise LookupError("gone")

    ends = await live_together(first, LookupError)
    assert [str(each) for each in ends] == ["gone"]


async def test_an_error_that_nobody_expects_is_raised() -> None:
    async def first(_: asyncio.TaskGroup) -> None:
        raise KeyError("gone")

    with pytest.raises(ExceptionGroup):
        await live_together(first, OSError)


async def test_a_cancellation_while_the_tasks_end_is_not_forgotten() -> None:
    ending = asyncio.Event()

    async def first(group: asyncio.TaskGroup) -> None:
        group.create_task(_lingers(ending))
        await asyncio.sleep(0)
        raise LookupError("gone")

    async def twice() -> None:
        for _ in range(2):
            await live_together(first, LookupError)

    task = asyncio.create_task(twice())
    await ending.wait()
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
