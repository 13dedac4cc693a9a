"""Outboxes: on disk before it is sent, sent until acknowledged; what is lost is counted."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from hypothesis import given, settings, strategies as st

from headframe.node.spool.records import Batch, Loss, Stream
from headframe.node.spool.spool import Spool
from headframe.node.uploads.outbox import Outbox, OutboxConfig
from headframe.server.stores.rules.stored_batches import StoredBatches, with_batch
from tests.support.in_time import in_time

Sent = tuple[int, tuple[int, ...]]


class Numbers:
    """Numbers as items; one byte each."""

    def batch(self, items: Sequence[int]) -> Batch:
        return Batch(0, len(items), items[0], items[-1], bytes(items))

    def message(self, body: bytes, sequence: int) -> Sent:
        return sequence, tuple(body)


@dataclass
class World:
    """An outbox on a spool file that outlives it."""

    spool: Spool
    outbox: Outbox[int, Sent]
    losses: list[Loss] = field(default_factory=list)

    def put(self, *items: int) -> None:
        for item in items:
            self.outbox.put(item)

    async def on_disk(self, items: int) -> None:
        """Until so many items are in the spool."""
        await in_time(lambda: self.spool.backlog.items >= items)


@asynccontextmanager
async def running(
    directory: Path, *, newest_first: bool = False, max_bytes: int = 10**6, max_age_ms: int = 10**9
) -> AsyncIterator[World]:
    async with Spool(directory / "spool.db", max_bytes=max_bytes, max_age_ms=max_age_ms) as spool:
        losses: list[Loss] = []
        config = OutboxConfig(batch_items=3, flush_seconds=0.01, in_flight_batches=2)
        outbox = Outbox(
            Stream.SAMPLES, Numbers(), spool, config, newest_first=newest_first, on_loss=losses.append
        )
        writing = asyncio.create_task(outbox.run())
        try:
            yield World(spool, outbox, losses)
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)


async def take(stream: AsyncIterator[Sent], count: int) -> list[Sent]:
    async with asyncio.timeout(10):
        return [await anext(stream) for _ in range(count)]


async def drain(outbox: Outbox[int, Sent]) -> list[Sent]:
    batches = []
    async with asyncio.timeout(10):
        async for batch in outbox.stream():
            batches.append(batch)
            await outbox.acknowledge(batch[0])
    return batches


async def test_a_full_batch_leaves_at_once_and_the_rest_by_time(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        world.put(0, 1, 2, 3)
        assert await take(world.outbox.stream(), 2) == [(1, (0, 1, 2)), (2, (3,))]


async def test_a_new_stream_repeats_what_was_not_acknowledged(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        world.put(0, 1, 2, 3, 4, 5)
        assert await take(world.outbox.stream(), 2) == [(1, (0, 1, 2)), (2, (3, 4, 5))]
        await world.outbox.acknowledge(1)
        assert await take(world.outbox.stream(), 1) == [(2, (3, 4, 5))]


async def test_no_more_than_the_window_is_in_flight(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        world.put(*range(9))
        stream = world.outbox.stream()
        await take(stream, 2)
        waiting = asyncio.ensure_future(anext(stream))
        await world.on_disk(9)
        assert not waiting.done()
        await world.outbox.acknowledge(1)
        assert await asyncio.wait_for(waiting, 10) == (3, (6, 7, 8))


async def test_what_a_killed_process_had_spooled_is_sent_by_the_next_under_the_same_numbers(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as world:
        world.put(*range(9))
        await world.on_disk(9)
        assert await take(world.outbox.stream(), 2) == [(1, (0, 1, 2)), (2, (3, 4, 5))]
    async with running(tmp_path) as world:
        world.outbox.close()
        assert await drain(world.outbox) == [(1, (0, 1, 2)), (2, (3, 4, 5)), (3, (6, 7, 8))]
        assert world.spool.backlog.items == 0


async def test_numbers_go_on_from_what_the_server_has(tmp_path: Path) -> None:
    """The spool was lost with its disk; the server still knows how far it came."""
    async with running(tmp_path) as world:
        await world.outbox.resume_after(41)
        world.put(7)
        await world.on_disk(1)
        world.outbox.close()
        assert await drain(world.outbox) == [(42, (7,))]


async def test_fresh_samples_overtake_a_backlog(tmp_path: Path) -> None:
    async with running(tmp_path, newest_first=True) as world:
        world.put(*range(9))
        await world.on_disk(9)
    async with running(tmp_path, newest_first=True) as world:
        world.put(100, 101, 102)
        await world.on_disk(12)
        world.outbox.close()
        sent = await drain(world.outbox)
    assert sent[0] == (1, (100, 101, 102))
    assert [number for number, _ in sent] == [1, 2, 3, 4]
    assert sorted(item for _, items in sent for item in items) == [*range(9), 100, 101, 102]


async def test_a_full_spool_lets_the_oldest_go_and_counts_them(tmp_path: Path) -> None:
    async with running(tmp_path, max_bytes=12) as world:
        world.put(*range(30))
        await in_time(lambda: world.outbox.dropped_items + world.spool.backlog.items == 30)
        assert 12 >= world.spool.backlog.size_bytes > 6
        lost = sum(loss.items for loss in world.losses)
        assert lost == world.outbox.dropped_items > 0
        world.outbox.close()
        kept = [item for _, items in await drain(world.outbox) for item in items]
    assert kept == list(range(lost, 30))


async def test_what_is_too_old_goes_and_is_counted_though_there_is_room(tmp_path: Path) -> None:
    """Items are their own times here."""
    async with running(tmp_path, max_age_ms=10) as world:
        world.put(*range(9))
        await world.on_disk(9)
        world.put(15, 16, 17)
        await in_time(lambda: world.outbox.dropped_items == 6)
        assert (world.losses[0].first_ms, world.losses[0].last_ms) == (0, 5)
        world.outbox.close()
        assert [items for _, items in await drain(world.outbox)] == [(6, 7, 8), (15, 16, 17)]


async def test_what_goes_for_another_stream_is_counted_where_it_belongs(tmp_path: Path) -> None:
    """Events take the room of samples, never the other way round while there is a sample left."""
    async with running(tmp_path, max_bytes=12) as world:
        events: Outbox[int, Sent] = Outbox(
            Stream.EVENTS,
            Numbers(),
            world.spool,
            OutboxConfig(batch_items=3, flush_seconds=0.01),
            newest_first=False,
            on_loss=world.losses.append,
        )
        writing = asyncio.create_task(events.run())
        world.put(*range(12))
        await world.on_disk(12)
        waiting = asyncio.create_task(world.outbox.sent())
        for item in range(100, 112):
            events.put(item)
        await in_time(lambda: world.outbox.dropped_items == 12)
        await in_time(waiting.done)
        assert events.dropped_items == 0
        for item in range(112, 115):
            events.put(item)
        await in_time(lambda: events.dropped_items == 3)
        assert [loss.stream for loss in world.losses][-1] is Stream.EVENTS
        assert world.outbox.dropped_items == 12
        events.close()
        assert [item for _, items in await drain(events) for item in items] == list(range(103, 115))
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)


async def test_what_was_sent_is_waited_for_and_not_for_longer(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        waiting = asyncio.create_task(world.outbox.unanswered(0.05))
        world.put(0, 1, 2)
        await world.on_disk(3)
        assert not waiting.done(), "nothing was sent yet"
        await take(world.outbox.stream(), 1)
        await asyncio.wait_for(waiting, 10)


async def test_an_answer_is_an_answer(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        world.put(0, 1, 2)
        waiting = asyncio.create_task(world.outbox.unanswered(0.2))
        ((number, _),) = await take(world.outbox.stream(), 1)
        await world.outbox.acknowledge(number)
        done, _ = await asyncio.wait([waiting], timeout=0.5)
        assert not done
        waiting.cancel()


async def test_attack_26_a_server_that_has_less_than_it_acknowledged_was_restored(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        assert not await world.outbox.resume_after(41)
        world.put(7)
        await world.on_disk(1)
        ((number, _),) = await take(world.outbox.stream(), 1)
        await world.outbox.acknowledge(number)
    async with running(tmp_path) as world:
        assert await world.outbox.resume_after(number - 2), "it had acknowledged more"
        assert not await world.outbox.resume_after(number - 2), "told once"
        world.put(8)
        await world.on_disk(1)
        world.outbox.close()
        assert await drain(world.outbox) == [(number + 1, (8,))], "numbers are never given again"


async def test_sent_waits_for_all_that_was_put_before(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        world.put(0, 1)
        waiting = asyncio.create_task(world.outbox.sent())
        ((number, _),) = await take(world.outbox.stream(), 1)
        world.put(2)
        assert not waiting.done()
        await world.outbox.acknowledge(number)
        await asyncio.wait_for(waiting, 10)


@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(st.sampled_from(["put", "send", "acknowledge", "reconnect", "restart"]), max_size=40),
    newest_first=st.booleans(),
)
async def test_nothing_is_lost_or_renumbered_whatever_breaks(steps: list[str], *, newest_first: bool) -> None:
    """A server that keeps what it was sent, once a number; links and processes that end at any time."""
    stored: dict[int, tuple[int, ...]] = {}
    put = 0
    with tempfile.TemporaryDirectory() as directory:
        for part in _split(steps):
            async with running(Path(directory), newest_first=newest_first) as world:
                stream, unanswered = world.outbox.stream(), 0
                for step in part:
                    if step == "put":
                        world.put(put, put + 1, put + 2)
                        put += 3
                    elif step == "send" and unanswered < 2 and world.spool.backlog.items > 3 * unanswered:
                        ((number, items),) = await take(stream, 1)
                        assert stored.setdefault(number, items) == items
                        unanswered += 1
                    elif step == "acknowledge" and stored:
                        await world.outbox.acknowledge(max(stored))
                        unanswered = 0
                    elif step == "reconnect":
                        stream, unanswered = world.outbox.stream(), 0
                await in_time(lambda: not world.outbox._closed and not world.outbox._pending)
        async with running(Path(directory), newest_first=newest_first) as world:
            world.outbox.close()
            for number, items in await drain(world.outbox):
                assert stored.setdefault(number, items) == items
    assert sorted(item for items in stored.values() for item in items) == list(range(put))


@dataclass
class Server:
    """Stores each batch once, in the order of its stream, and answers late, twice or never."""

    kept: StoredBatches | None = None
    stored: list[int] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        return self.kept.highest if self.kept else 0

    def take(self, number: int, items: Sequence[int]) -> None:
        if self.kept is None or not self.kept.has(number):
            self.stored += items
            self.kept = with_batch(self.kept, number)
        self.answers.append(number)


@settings(max_examples=40, deadline=None)
@given(
    steps=st.lists(
        st.sampled_from(["put", "send", "answer", "answer-late", "answer-twice", "lose", "reconnect"]),
        max_size=60,
    ),
    newest_first=st.booleans(),
    choice=st.randoms(use_true_random=False),
)
async def test_each_item_is_stored_once_whatever_becomes_of_the_answers(
    steps: list[str], *, newest_first: bool, choice: Random
) -> None:
    """Acknowledgements are lost, doubled and overtake each other; links end in the midst of it."""
    server, put = Server(), 0
    with tempfile.TemporaryDirectory() as directory:
        async with running(Path(directory), newest_first=newest_first) as world:
            stream = world.outbox.stream()
            for step in steps:
                if step == "put":
                    world.put(put, put + 1, put + 2)
                    put += 3
                elif step == "send" and len(world.outbox._in_flight) < 2 and unsent(world):
                    server.take(*(await take(stream, 1))[0])
                elif step == "lose" and server.answers:
                    server.answers.pop(choice.randrange(len(server.answers)))
                elif step == "reconnect":
                    server.answers.clear()
                    assert not await world.outbox.resume_after(server.acknowledged)
                    stream = world.outbox.stream()
                elif step.startswith("answer") and server.answers:
                    late = choice.randrange(len(server.answers)) if step == "answer-late" else 0
                    number = server.answers.pop(late)
                    for _ in range(2 if step == "answer-twice" else 1):
                        await world.outbox.acknowledge(number)
            await in_time(lambda: not world.outbox._closed and not world.outbox._pending)
        async with running(Path(directory), newest_first=newest_first) as world:
            await world.outbox.resume_after(server.acknowledged)
            world.outbox.close()
            for number, items in await drain(world.outbox):
                server.take(number, items)
    assert sorted(server.stored) == list(range(put))


def unsent(world: World) -> bool:
    """Whether the spool has more than what is under way."""
    return world.spool.backlog.items > 3 * len(world.outbox._in_flight)


def _split(steps: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for step in steps:
        if step == "restart":
            parts.append([])
        else:
            parts[-1].append(step)
    return parts


async def test_an_older_stream_takes_nothing_once_a_newer_one_began(tmp_path: Path) -> None:
    """A transport that has not noticed its end yet still asks for more."""
    async with running(tmp_path, newest_first=True) as world:
        older, newer = world.outbox.stream(), world.outbox.stream()
        world.put(1)
        assert await take(older, 1) == [(1, (1,))]
        waiting = asyncio.create_task(_rest(older))
        await world.on_disk(1)
        assert await take(newer, 1) == [(1, (1,))]
        world.put(2)
        assert await take(newer, 1) == [(2, (2,))]
        async with asyncio.timeout(10):
            assert await waiting == []


async def _rest(stream: AsyncIterator[Sent]) -> list[Sent]:
    return [batch async for batch in stream]
