"""One reader of simulated miners in a process of its own, for `poll.py`.

Reads a Job as JSON from standard input, prints what it took as JSON: `polls`, `failed`, `seconds`, and CPU
seconds: `cpu` of this process, `plugin_cpu` of the plugin's.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import poll_bare
import poll_node
import uvloop
from pacing import Job, Read, each_once, paced

from headframe.driver.entry import load
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

DRIVERS = {
    "antminer": ("antminer", ("root", "root")),
    "whatsminer-v2": ("whatsminer", ("admin", "admin")),
    "whatsminer-v3": ("whatsminer", ("super", "super")),
    "axeos": ("axeos", ("", "")),
}
"""The driver and the factory login of each family."""


async def timed(job: Job, read: Read) -> dict[str, float]:
    """CPU seconds of this process for paced reads."""
    began, cpu = time.perf_counter(), time.process_time()
    failed = await paced(job, read)
    return {
        "polls": job.polls,
        "failed": failed,
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "plugin_cpu": 0.0,
    }


async def node(job: Job) -> dict[str, float]:
    """The whole path, in two processes."""
    return await poll_node.measure(job, *DRIVERS[job.family])


async def driver(job: Job) -> dict[str, float]:
    """The driver alone, called in this process."""
    name, (username, password) = DRIVERS[job.family]
    reader = load(name)
    targets = {
        address: driver_pb2.Target(device_key=address, address=address, ports=job.ports)
        for address in job.addresses
    }
    if username:
        for target in targets.values():
            target.credentials.CopyFrom(miner_pb2.Credentials(username=username, password=password))

    async def full(address: str) -> None:
        await reader.poll(targets[address], driver_pb2.POLL_DEPTH_FULL)

    async def fast(address: str) -> None:
        await reader.poll(targets[address], driver_pb2.POLL_DEPTH_FAST)

    await each_once(job.addresses, full)
    try:
        return await timed(job, fast)
    finally:
        await reader.close()


async def bare(job: Job) -> dict[str, float]:
    """The least client."""
    ask = poll_bare.READS[job.family]

    async def read(address: str) -> None:
        await ask(address, job.ports)

    await each_once(job.addresses, read)
    return await timed(job, read)


async def library(job: Job) -> dict[str, float]:
    """pyasic_rs, with its handles kept between polls."""
    from pyasic_rs import MinerFactory  # noqa: PLC0415 - it starts threads

    factory = MinerFactory()
    handles: dict[str, Any] = {}
    _, (username, password) = DRIVERS[job.family]

    async def find(address: str) -> None:
        found = await factory.get_miner(address)
        if found is None:
            raise SystemExit(f"pyasic_rs finds nothing at {address}")
        if username:
            found.set_auth(username, password)
        handles[address] = found

    async def read(address: str) -> None:
        data = await handles[address].get_data()
        if data.hashrate is None:
            raise ValueError("an empty answer")

    await each_once(job.addresses, find)
    return await timed(job, read)


READERS: dict[str, Callable[[Job], Awaitable[dict[str, float]]]] = {
    "node": node,
    "driver": driver,
    "bare": bare,
    "pyasic_rs": library,
}


def main() -> None:
    """Do the job, and leave at once: pyasic_rs may abort at a regular exit."""
    job = Job(**json.load(sys.stdin))

    async def run() -> dict[str, float]:
        return await READERS[sys.argv[1]](job)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        result = runner.run(run())
    print(json.dumps(result), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
