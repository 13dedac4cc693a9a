"""Outboxes: everything put in comes out in order, once acknowledged never again, and losses are counted."""

import asyncio
from collections.abc import Sequence

from headframe.node.uploads.outbox import Outbox, OutboxConfig

Batch = tuple[int, tuple[int, ...]]


def _encode(items: Sequence[int], sequence: int) -> Batch:
    return sequence, tuple(items)


def _outbox(**changes: float) -> Outbox[int, Batch]:
    values = {"batch_items": 3, "flush_seconds": 0.01, "waiting_batches": 4, "in_flight_batches": 2}
    return Outbox(_encode, OutboxConfig(**(values | changes)))  # type: ignore[arg-type] # ints by key


async def _drain(outbox: Outbox[int, Batch], *, acknowledge: bool = True) -> list[Batch]:
    batches = []
    async for batch in outbox.stream():
        batches.append(batch)
        if acknowledge:
            outbox.acknowledge(batch[0])
    return batches


async def test_a_full_batch_leaves_at_once_and_the_rest_by_time() -> None:
    outbox = _outbox()
    stream = outbox.stream()
    for item in range(4):
        outbox.put(item)
    async with asyncio.timeout(5):
        assert await anext(stream) == (1, (0, 1, 2))
        assert await anext(stream) == (2, (3,))


async def test_a_new_stream_repeats_what_was_not_acknowledged() -> None:
    outbox = _outbox()
    for item in range(6):
        outbox.put(item)
    first = outbox.stream()
    assert [await anext(first), await anext(first)] == [(1, (0, 1, 2)), (2, (3, 4, 5))]
    outbox.acknowledge(1)
    second = outbox.stream()
    assert await anext(second) == (2, (3, 4, 5))


async def test_no_more_than_the_window_is_in_flight() -> None:
    outbox = _outbox()
    for item in range(9):
        outbox.put(item)
    stream = outbox.stream()
    await anext(stream)
    await anext(stream)
    waiting = asyncio.ensure_future(anext(stream))
    done, _ = await asyncio.wait({waiting}, timeout=0.05)
    assert not done
    outbox.acknowledge(1)
    async with asyncio.timeout(5):
        assert await waiting == (3, (6, 7, 8))


async def test_numbers_go_on_from_what_the_server_has() -> None:
    outbox = _outbox()
    outbox.resume_after(41)
    outbox.put(0)
    outbox.close()
    assert await _drain(outbox) == [(42, (0,))]


async def test_losses_are_counted() -> None:
    outbox = _outbox()
    for item in range(18):
        outbox.put(item)
    assert outbox.dropped_items == 6
    assert outbox.waiting_items == 12


async def test_closing_sends_all_that_waits_beyond_the_window() -> None:
    outbox = _outbox(waiting_batches=100)
    for item in range(50):
        outbox.put(item)
    outbox.close()
    async with asyncio.timeout(5):
        batches = await _drain(outbox)
    assert [item for _, items in batches for item in items] == list(range(50))
    assert outbox.waiting_items == 0
