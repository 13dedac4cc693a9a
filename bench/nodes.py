"""Thousands of nodes on one server process: memory and CPU each, coming back after a restart, one broadcast.

    python bench/nodes.py [--nodes 2000] [--devices 1] [--seconds 30] [--quick]

`headframe server` runs as a process of its own with SQLite and TLS; the nodes are light ones in this process:
their streams, heartbeats and a batch of samples every ten seconds over HTTP/2 connections of their own, and
each command answered when it arrives. *A node* is what the server's memory and CPU grew by, divided by their
number, beside the aim. After a restart the clock runs from the moment at which the server listens again
until each node's hello is accepted. The broadcast is one POST on a device of each node.
"""

import argparse
import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import children
import psutil
import server
import uvloop
from enrolled import EnrolledNode, enrolled_nodes, log_only_errors
from light_nodes import Seen, now_ms, run_node
from report import Table, machine, percentile

from headframe.cli.client import Client

PORT = 18_461
ORIGIN = f"https://{server.HOST}:{PORT}"
CONNECT_SECONDS = 180.0
CONNECTING = 50
"""Nodes that begin in one turn, at first."""
AIM_KIB, AIM_CPU_MS, AIM_BACK_SECONDS = 100.0, 1.0, 60.0


@dataclass(frozen=True, slots=True)
class Held:
    """What holding the nodes cost the server."""

    connected: int
    connect_seconds: float
    kib_each: float
    cpu_ms_each: float
    """A second."""


@dataclass(frozen=True, slots=True)
class Back:
    """Seconds from the new server's first answer until each node was back."""

    stop_seconds: float
    seconds: Sequence[float]


@dataclass(frozen=True, slots=True)
class Broadcast:
    """Milliseconds from before the POST until the command was at each node."""

    posted_ms: float
    reached_ms: Sequence[float]


class Restarting:
    """A server in a directory, which can be stopped and started again."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._running = ExitStack()
        self.served: server.Served

    def start(self) -> None:
        """Until the API answers."""
        self.served = self._running.enter_context(server.served(self._directory, PORT))

    def stop(self) -> None:
        """As an operator would: SIGTERM."""
        self._running.close()

    def rss_kib(self) -> float:
        """Of the server."""
        return float(psutil.Process(self.served.pid).memory_info().rss) / 1024


async def hold(
    running: Restarting, nodes: Sequence[EnrolledNode], seen: Seen, seconds: float, *, before_kib: float
) -> Held:
    """Wait until all are connected, let them settle, and watch."""
    began = time.monotonic()
    await seen.filled(seen.connected_at_ms, len(nodes), CONNECT_SECONDS)
    connect_seconds = time.monotonic() - began
    await asyncio.sleep(seconds / 3)
    spent = children.cpu_seconds(running.served.pid)
    await asyncio.sleep(seconds)
    spent = children.cpu_seconds(running.served.pid) - spent
    connected = len(seen.connected_at_ms)
    return Held(
        connected,
        connect_seconds,
        (running.rss_kib() - before_kib) / max(1, connected),
        spent / seconds / max(1, connected) * 1000,
    )


async def restart(running: Restarting, nodes: Sequence[EnrolledNode], seen: Seen) -> Back:
    """SIGTERM, start, and wait for all."""
    began = time.monotonic()
    await asyncio.to_thread(running.stop)
    stopped = time.monotonic() - began
    seen.connected_at_ms.clear()
    await asyncio.to_thread(running.start)
    listening_ms = now_ms()
    await seen.filled(seen.connected_at_ms, len(nodes), CONNECT_SECONDS)
    return Back(stopped, [max(0.0, at - listening_ms) / 1000 for at in seen.connected_at_ms.values()])


async def broadcast(running: Restarting, nodes: Sequence[EnrolledNode], seen: Seen) -> Broadcast:
    """One act on a device of each node."""
    body = {
        "selector": {"ids": [node.device_ids[0] for node in nodes]},
        "command": {"kind": "BLINK_LED", "on": True},
    }
    with Client(running.served.profile, timeout_seconds=120) as client:
        clicked = now_ms()
        await asyncio.to_thread(client.post, "/commands", body)
        posted = now_ms() - clicked
    await seen.filled(seen.commanded_at_ms, len(nodes), CONNECT_SECONDS)
    return Broadcast(posted, [at - clicked for at in seen.commanded_at_ms.values()])


async def measure(chosen: argparse.Namespace, directory: Path, stack: ExitStack) -> bool:
    """Everything, and print it; whether all nodes were there at each step."""
    print(f"enrolling {chosen.nodes} nodes", flush=True)
    nodes = await enrolled_nodes(
        directory / "keys",
        state_dir=directory / server.STATE,
        database=f"sqlite:///{directory / server.STATE / 'database'}",
        origin=ORIGIN,
        nodes=chosen.nodes,
        devices=chosen.devices,
    )
    running, seen = Restarting(directory), Seen()
    stack.callback(running.stop)
    await asyncio.to_thread(running.start)
    address = running.served.address
    async with asyncio.TaskGroup() as group:
        before = running.rss_kib()
        tasks = [group.create_task(run_node(each, address, seen)) async for each in _slowly(nodes)]
        held = await hold(running, nodes, seen, chosen.seconds, before_kib=before)
        sent = await broadcast(running, nodes, seen)
        back = await restart(running, nodes, seen)
        for task in tasks:
            task.cancel()
    print(tell(chosen.nodes, held, sent, back))
    return {held.connected, len(sent.reached_ms), len(back.seconds)} == {chosen.nodes}


async def _slowly(nodes: Sequence[EnrolledNode]) -> AsyncIterator[EnrolledNode]:
    for number, node in enumerate(nodes):
        if number % CONNECTING == 0:
            await asyncio.sleep(0.1)
        yield node


def tell(nodes: int, held: Held, sent: Broadcast, back: Back) -> Table:
    """All of it."""
    table = Table(f"{nodes} nodes on one server process")
    table.add("connected", held.connected, "", nodes, "nodes")
    table.add("all connected after", held.connect_seconds, "s")
    table.add("memory a node", held.kib_each, "KiB", AIM_KIB, "the aim")
    table.add("CPU a node and second", held.cpu_ms_each, "ms", AIM_CPU_MS, "the aim")
    table.add("broadcast: POST answered", sent.posted_ms, "ms")
    table.add("broadcast: at a node, p50", percentile(sent.reached_ms, 50), "ms")
    table.add("broadcast: at a node, p99", percentile(sent.reached_ms, 99), "ms")
    table.add("broadcast: reached", len(sent.reached_ms), "", nodes, "nodes")
    table.add("restart: server ended in", back.stop_seconds, "s")
    table.add("restart: node back, p50", percentile(back.seconds, 50), "s")
    table.add("restart: node back, p99", percentile(back.seconds, 99), "s", AIM_BACK_SECONDS, "the aim")
    table.add("restart: back", len(back.seconds), "", nodes, "nodes")
    return table


def main(arguments: Iterable[str] | None = None) -> int:
    """Measure; 1 where a node was missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--nodes", type=int, default=2_000)
    parser.add_argument("--devices", type=int, default=1, help="of each node")
    parser.add_argument("--seconds", type=float, default=30.0, help="watched")
    parser.add_argument("--quick", action="store_true", help="200 nodes, 10 s")
    chosen = parser.parse_args(None if arguments is None else [*arguments])
    if chosen.quick:
        chosen.nodes, chosen.seconds = 200, 10.0
    print(machine(), flush=True)
    log_only_errors()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with (
        tempfile.TemporaryDirectory(prefix="headframe-bench-") as name,
        ExitStack() as stack,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        return int(not runner.run(measure(chosen, Path(name), stack)))


if __name__ == "__main__":
    sys.exit(main())
