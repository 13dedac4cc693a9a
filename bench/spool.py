"""An outage of some minutes, kept on a node's disk and then sent up beside live samples.

    python bench/spool.py [--miners 1000] [--minutes 30] [--quick]

The node's own outbox and spool keep one sample of each miner every ten seconds, with its boards and fans, in
the batches that an outage makes. Then `headframe server` runs as a process of its own with TLS, and the node
sends all of it over its HTTP/2 stream while samples go on coming. Asked is how many times faster than real
time the backlog leaves, and how much later a live sample is stored than without a backlog.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import server
import uvloop
from enrolled import EnrolledNode, enrolled_nodes
from light_nodes import GivenSession
from report import Table, machine, percentile

from headframe.core.devices import ComponentKind, ComponentStatus
from headframe.core.telemetry import Component, Sample
from headframe.node.control.connect_link import ConnectLink
from headframe.node.spool.records import Loss, Stream
from headframe.node.spool.spool import Spool
from headframe.node.uploads.encode import SampleForm
from headframe.node.uploads.outbox import Outbox, OutboxConfig
from headframe.wire.convert.components import components_to_bytes
from headframe.wire.gen.gateway.v1 import gateway_pb2

PORT = 18_463
POLL_SECONDS = 10.0
CONFIG = OutboxConfig()
BOARDS, FANS = 3, 4
DAY_SAMPLES = 1_000 * 86_400 // int(POLL_SECONDS)
AIM_GIB, AIM_TIMES = 2.0, 20.0
QUIET_SECONDS = 10.0
DRAIN_SECONDS = 900.0

Upload = Outbox[Sample, gateway_pb2.TelemetryUp]


@dataclass(frozen=True, slots=True)
class Kept:
    """A backlog on disk."""

    samples: int
    file_bytes: int
    bare_bytes: int
    seconds: float


def samples(draw: random.Random, device_ids: Sequence[int], at_ms: int) -> Iterator[Sample]:
    """One of each device, measured as miners measure: everything a little different each time."""
    for device_id in device_ids:
        yield Sample(
            device_id,
            at_ms + draw.randrange(500),
            hashrate_hs=draw.gauss(1.9e14, 3e12),
            expected_hashrate_hs=1.9e14,
            power_watts=round(draw.gauss(3500, 20)),
            board_temperature_c=round(draw.gauss(62, 3), 1),
            chip_temperature_c=round(draw.gauss(72, 3), 1),
            inlet_temperature_c=round(draw.gauss(22, 1), 1),
            fan_rpm=round(draw.gauss(6000, 60)),
            uptime_seconds=at_ms // 1000 % 10**6,
            shares_accepted=at_ms // 1000 % 10**5 + draw.randrange(100),
            shares_rejected=draw.randrange(50),
            components=components_to_bytes([*_parts(draw)]),
        )


def _parts(draw: random.Random) -> Iterator[Component]:
    for slot in range(BOARDS):
        yield Component(
            ComponentKind.HASH_BOARD,
            slot,
            ComponentStatus.HEALTHY,
            hashrate_hs=draw.gauss(6.3e13, 1e12),
            temperature_c=round(draw.gauss(62, 3), 1),
            chip_temperature_c=round(draw.gauss(72, 3), 1),
            chips_working=108,
            hardware_errors=draw.randrange(1000),
        )
    for slot in range(FANS):
        yield Component(ComponentKind.FAN, slot, ComponentStatus.HEALTHY, rpm=round(draw.gauss(6000, 60)))


async def kept(directory: Path, device_ids: Sequence[int], rounds: int, start_ms: int) -> Kept:
    """Polls of an outage, spread over their ten seconds as a poller spreads them, in the spool's file."""
    draw, form, count, bare, began = random.Random(1), SampleForm(), 0, 0, time.perf_counter()
    parts = max(1, int(POLL_SECONDS / CONFIG.flush_seconds))
    size = -(-len(device_ids) // parts)
    async with Spool(directory / "spool.db") as spool:
        for number in range(rounds * parts):
            turn, part = divmod(number, parts)
            ids = device_ids[part * size : (part + 1) * size]
            at_ms = start_ms + int((turn + part / parts) * POLL_SECONDS * 1000)
            items = [*samples(draw, ids, at_ms)]
            if not items:
                continue
            batch = form.batch(items)
            await spool.put(Stream.SAMPLES, batch)
            count += len(items)
            bare += form.message(batch.body, 1).ByteSize()
    return Kept(count, _size_bytes(directory), bare, time.perf_counter() - began)


def _size_bytes(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.glob("spool.db*"))


@dataclass(frozen=True, slots=True)
class Drained:
    """Seconds until the backlog was stored; how late live samples were, meanwhile and afterwards."""

    seconds: float
    beside_ms: Sequence[float]
    alone_ms: Sequence[float]


class Uplink:
    """A node's outbox on its way up, with live samples put into it every second."""

    def __init__(self, spool: Spool, node: EnrolledNode, link: ConnectLink) -> None:
        self._device_ids = node.device_ids
        self._link = link
        self._losses: list[Loss] = []
        self._late_ms: list[float] = []
        self._acknowledged = asyncio.Event()
        self._outbox: Upload = Outbox(
            Stream.SAMPLES, SampleForm(), spool, CONFIG, newest_first=True, on_loss=self._losses.append
        )

    async def drain(self, spool: Spool) -> Drained:
        """Everything, and then a while of live samples alone."""
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in (self._outbox.run(), self._send(), self._live())]
            async with asyncio.timeout(DRAIN_SECONDS):
                while spool.backlog.items > len(self._device_ids):
                    await self._acknowledged.wait()
                    self._acknowledged.clear()
            seconds, beside_ms = time.perf_counter() - began, [*self._late_ms]
            self._late_ms.clear()
            await asyncio.sleep(QUIET_SECONDS)
            for task in tasks:
                task.cancel()
        if self._losses:
            raise SystemExit(f"{sum(loss.items for loss in self._losses)} samples found no room")
        return Drained(seconds, beside_ms, self._late_ms)

    async def _send(self) -> None:
        async for ack in self._link.telemetry(self._outbox.stream()):
            await self._outbox.acknowledge(ack.batch_sequence)
            self._acknowledged.set()
        raise SystemExit("the stream ended")

    async def _live(self) -> None:
        draw, part = random.Random(2), max(1, int(len(self._device_ids) / POLL_SECONDS))
        while True:
            began = time.perf_counter()
            for sample in samples(draw, draw.sample(self._device_ids, part), now_ms()):
                self._outbox.put(sample)
            await self._outbox.sent()
            late = time.perf_counter() - began
            self._late_ms.append(late * 1000)
            await asyncio.sleep(max(0.0, 1.0 - late))


def now_ms() -> int:
    """Wall clock."""
    return time.time_ns() // 10**6


def tell(kept: Kept, drained: Drained, miners: int) -> Table:
    """All side by side."""
    table = Table(f"{kept.samples:,} samples of {miners:,} miners; {BOARDS} boards and {FANS} fans each")
    size = kept.file_bytes / kept.samples
    table.add("kept on disk", size, "B/sample", kept.bare_bytes / kept.samples, "its message")
    table.add("a day of 1,000 miners", size * DAY_SAMPLES / 2**30, "GiB", AIM_GIB, "the aim, at most")
    table.add("kept", kept.samples / kept.seconds, "1/s", miners / POLL_SECONDS, "measured, 1/s")
    rate = kept.samples / drained.seconds
    table.add("drained beside live samples", rate, "1/s", miners / POLL_SECONDS, "real time, 1/s")
    table.add("drained, times real time", rate * POLL_SECONDS / miners, "", AIM_TIMES, "the aim, at least")
    for percent in (50, 99):
        late, alone = (percentile(each, percent) for each in (drained.beside_ms, drained.alone_ms))
        table.add(f"live sample to its acknowledgement, p{percent}", late, "ms", alone, "without a backlog")
    return table


async def measure(miners: int, minutes: float) -> None:
    """Keep, then drain."""
    with tempfile.TemporaryDirectory(prefix="headframe-bench-") as name:
        directory = Path(name)
        url = f"sqlite:///{directory / server.STATE / 'database'}"
        (node,) = await enrolled_nodes(
            directory / "keys",
            state_dir=directory / server.STATE,
            database=url,
            origin=f"https://{server.HOST}:{PORT}",
            nodes=1,
            devices=miners,
        )
        rounds = max(1, int(minutes * 60 / POLL_SECONDS))
        start_ms = now_ms() - int(rounds * POLL_SECONDS * 1000)
        backlog = await kept(directory, node.device_ids, rounds, start_ms)
        async with AsyncExitStack() as stack:
            running = stack.enter_context(server.served(directory, PORT, "--database", url))
            link = await stack.enter_async_context(ConnectLink(running.address, GivenSession(node)))
            spool = await stack.enter_async_context(Spool(directory / "spool.db"))
            drained = await Uplink(spool, node, link).drain(spool)
        print(tell(backlog, drained, miners))


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--miners", type=int, default=1_000)
    parser.add_argument("--minutes", type=float, default=30.0, help="of the outage")
    parser.add_argument("--quick", action="store_true", help="5 minutes")
    chosen = parser.parse_args()
    print(machine(), flush=True)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(measure(chosen.miners, 5.0 if chosen.quick else chosen.minutes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
