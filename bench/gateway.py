"""Samples a second through the gateway, from a node's link to the row in the store, beside the store alone.

    python bench/gateway.py [--devices 2000] [--rounds 60] [--batch 2000] [--components 300] [--quick]

`headframe server` runs as a process of its own with TLS; one node of this process sends the batches that
`store_ingest.py` stores, eight at a time without an answer, over its HTTP/2 stream. *The store alone* takes
the same batches in the same run, without a network, a session or a process between.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import children
import server
import uvloop
from enrolled import enrolled_nodes, log_only_errors
from light_nodes import GivenSession
from postgres import postgres_server
from report import Table, machine
from store_ingest import POLL_MS, Load, batches, through_store

from headframe.node.control.connect_link import ConnectLink
from headframe.wire.convert.columns import columns_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

IN_FLIGHT = 8
PORT = 18_462
SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Through:
    """Seconds until the last batch was acknowledged, and the server's CPU."""

    seconds: float
    server_cpu_seconds: float


async def through_gateway(database: str | None, load: Load) -> Through:
    """All batches of a load from one node. `database` None: SQLite beside the server."""
    with tempfile.TemporaryDirectory(prefix="headframe-bench-") as name:
        directory = Path(name)
        url = database or f"sqlite:///{directory / server.STATE / 'database'}"
        (node,) = await enrolled_nodes(
            directory / "keys",
            state_dir=directory / server.STATE,
            database=url,
            origin=f"https://{server.HOST}:{PORT}",
            nodes=1,
            devices=load.devices,
        )
        start_ms = time.time_ns() // 10**6 - load.rounds * POLL_MS
        messages = [
            gateway_pb2.TelemetryUp(batch=columns_to_wire(columns, batch_sequence=number))
            for number, columns in enumerate(batches(load, node.device_ids, start_ms), 1)
        ]
        async with AsyncExitStack() as stack:
            running = stack.enter_context(server.served(directory, PORT, "--database", url))
            link = await stack.enter_async_context(ConnectLink(running.address, GivenSession(node)))
            began, spent = time.monotonic(), children.cpu_seconds(running.pid)
            async with asyncio.timeout(SECONDS):
                await _sent(link, messages)
            return Through(time.monotonic() - began, children.cpu_seconds(running.pid) - spent)


async def _sent(link: ConnectLink, messages: Sequence[gateway_pb2.TelemetryUp]) -> None:
    """Until the last is acknowledged."""
    room = asyncio.Semaphore(IN_FLIGHT)

    async def up() -> AsyncIterator[gateway_pb2.TelemetryUp]:
        for message in messages:
            await room.acquire()
            yield message

    acknowledged = 0
    async for ack in link.telemetry(up()):
        for _ in range(ack.batch_sequence - acknowledged):
            room.release()
        acknowledged = ack.batch_sequence
        if acknowledged == len(messages):
            return
    raise SystemExit(f"the stream ended after {acknowledged} of {len(messages)} batches")


def tell(engine: str, load: Load, through: Through, alone: float) -> Table:
    """Both side by side."""
    table = Table(f"{engine}: {load.rows:,} samples in batches of {load.batch:,}")
    rows = load.rows
    table.add("through the gateway", rows / through.seconds, "1/s", rows / alone, "the store alone")
    table.add(
        "server CPU a sample",
        through.server_cpu_seconds / rows * 1e6,
        "us",
        alone / rows * 1e6,
        "the store's clock",
    )
    return table


async def measure(load: Load) -> None:
    """Both engines."""
    with tempfile.TemporaryDirectory() as directory:
        alone, _ = await through_store(f"sqlite:///{directory}/data", load)
    print(tell("SQLite", load, await through_gateway(None, load), alone[0]), flush=True)
    with postgres_server(durable=True) as postgres:
        alone, _ = await through_store(await postgres.database(), load, postgres.pid)
        through = await through_gateway(await postgres.database(), load)
    print(tell("PostgreSQL", load, through, alone[0]))


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, default in (("devices", 2000), ("rounds", 60), ("batch", 2000), ("components", 300)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--quick", action="store_true", help="10 rounds")
    chosen = parser.parse_args()
    rounds = 10 if chosen.quick else chosen.rounds
    print(machine(), flush=True)
    log_only_errors()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(measure(Load(chosen.devices, rounds, chosen.batch, chosen.components)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
