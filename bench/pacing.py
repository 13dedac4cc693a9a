"""Reads of many miners at an even rate, as the node's poller makes them."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

TURN_SECONDS = 0.1
MAX_IN_FLIGHT = 128


@dataclass(frozen=True, slots=True)
class Job:
    """What a reader is to do. `family` is a key of poll.FAMILIES, `seconds` bounds the whole of it."""

    family: str
    addresses: list[str]
    ports: dict[str, int]
    polls: int
    rate: float
    seconds: float


Read = Callable[[str], Awaitable[None]]


async def each_once(addresses: list[str], read: Read, at_once: int = 32) -> None:
    """Warm up: read every miner once; a failure here ends the benchmark."""
    room = asyncio.Semaphore(at_once)

    async def one(address: str) -> None:
        async with room:
            await read(address)

    await asyncio.gather(*map(one, addresses))


async def paced(job: Job, read: Read) -> int:
    """`job.polls` reads at `job.rate` a second, fewer where MAX_IN_FLIGHT are open; how many failed."""
    addresses = itertools.cycle(job.addresses)
    failed = in_flight = started = 0
    loop = asyncio.get_running_loop()

    async def one(address: str) -> None:
        nonlocal failed, in_flight
        try:
            await read(address)
        except Exception:  # noqa: BLE001 - readers of several libraries; counted and told
            failed += 1
        finally:
            in_flight -= 1

    begin = loop.time()
    async with asyncio.timeout(job.seconds), asyncio.TaskGroup() as group:
        while started < job.polls:
            due = int((loop.time() - begin + TURN_SECONDS) * job.rate) - started
            for _ in range(min(due, MAX_IN_FLIGHT - in_flight, job.polls - started)):
                in_flight += 1
                started += 1
                group.create_task(one(next(addresses)))
            await asyncio.sleep(TURN_SECONDS)
    return failed
