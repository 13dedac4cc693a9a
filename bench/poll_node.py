"""The node's own path: plugin process, poller, answers, and batches encoded for the gateway."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import children
from pacing import Job

from headframe.core.devices import Credentials
from headframe.core.errors import Problem
from headframe.kit.clock import SystemClock
from headframe.node.inventory import Inventory
from headframe.node.plugins import PluginHost, PluginHostConfig
from headframe.node.polling.answers import Answers
from headframe.node.polling.poller import Poller, PollingConfig
from headframe.node.polling.schedule import Intervals
from headframe.node.spool.spool import Spool
from headframe.node.targets import Targets
from headframe.node.uploads.outbox import OutboxConfig
from headframe.node.uploads.uploads import Uploads
from headframe.wire.gen.gateway.v1 import gateway_pb2

NEVER_SECONDS = 1e6
"""Full polls are the warm-up here; the slow loop's share is one in sixty and measured apart."""


class OneLogin:
    """The same login for every device, from memory as the node's cache gives it."""

    def __init__(self, username: str, password: str) -> None:
        self._login = Credentials(username, password) if username else None

    def credentials(self, device_id: int) -> Credentials | None:
        """The login."""
        return self._login if device_id else None


class Received:
    """The gateway's end: counts rows, acknowledges, forgets."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads
        self._arrived = asyncio.Event()
        self.rows = self.bytes = 0
        self.devices: set[int] = set()

    async def run(self) -> None:
        """Take batches until cancelled."""
        async for message in self._uploads.telemetry.stream():
            self.bytes += len(message.SerializeToString())
            self.rows += len(message.batch.device_id)
            self.devices.update(message.batch.device_id)
            await self._uploads.telemetry.acknowledge(message.batch.batch_sequence)
            self._arrived.set()

    async def until(self, *, rows: int = 0, devices: int = 0) -> None:
        """Wait for so many rows and so many different devices in all."""
        while self.rows < rows or len(self.devices) < devices:
            self._arrived.clear()
            await self._arrived.wait()


def manifest(job: Job, driver: str) -> gateway_pb2.GetOwnershipResponse:
    """The owned devices."""
    devices = [
        gateway_pb2.OwnedDevice(
            device_id=number, device_key=str(number), driver=driver, address=address, ports=job.ports
        )
        for number, address in enumerate(job.addresses, start=1)
    ]
    return gateway_pb2.GetOwnershipResponse(version=1, devices=devices)


@asynccontextmanager
async def polling(job: Job, driver: str, login: tuple[str, str]) -> AsyncIterator[tuple[Received, int]]:
    """The parts as `node.assembly` wires them; yields what arrives and the plugin's pid."""
    clock = SystemClock()
    with tempfile.TemporaryDirectory() as directory:
        inventory = Inventory(Path(directory) / "ownership.bin")
        spool = Spool(Path(directory) / "spool.db")
        uploads = Uploads(clock, spool, OutboxConfig(), _unexpected)
        host = PluginHost(PluginHostConfig(allow=frozenset({driver})))
        interval = len(job.addresses) / job.rate
        poller = Poller(
            config=PollingConfig(intervals=Intervals(interval, NEVER_SECONDS, NEVER_SECONDS)),
            inventory=inventory,
            readers=host,
            targets=Targets(inventory, OneLogin(*login)),
            answers=Answers(inventory, uploads),
            clock=clock,
        )
        inventory.watch(poller.inventory_changed)
        received = Received(uploads)
        async with spool, host.running():
            await host.settled()
            inventory.replace(manifest(job, driver))
            tasks = [asyncio.create_task(each) for each in (poller.run(), received.run(), uploads.run())]
            try:
                yield received, _pid(host, driver)
            finally:
                for task in tasks:
                    task.cancel()


async def measure(job: Job, driver: str, login: tuple[str, str]) -> dict[str, float]:
    """CPU seconds of the node's process and of the plugin's for `job.polls` polls."""
    async with asyncio.timeout(job.seconds), polling(job, driver, login) as (received, plugin):
        await received.until(devices=len(job.addresses), rows=2 * len(job.addresses))
        clock, rows = asyncio.get_running_loop().time, received.rows
        began, node_cpu, plugin_cpu = clock(), time.process_time(), children.cpu_seconds(plugin)
        await received.until(rows=rows + job.polls)
        return {
            "polls": received.rows - rows,
            "failed": 0,
            "seconds": clock() - began,
            "cpu": time.process_time() - node_cpu,
            "plugin_cpu": children.cpu_seconds(plugin) - plugin_cpu,
        }


def _pid(host: PluginHost, driver: str) -> int:
    status = next(status for status in host.statuses() if status.name == driver)
    if status.pid is None:
        raise SystemExit(f"the plugin {driver} does not run: {status.last_error}")
    return status.pid


def _unexpected(device_id: int, problem: Problem) -> None:
    raise SystemExit(f"device {device_id} was not where it should be: {problem}")
