"""What the tests of the plugin host share: hosts, waiting on their events, and drivers made for a test."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from headframe.node.plugins import PluginClient, PluginHost, PluginHostConfig, PluginStatus
from headframe.node.plugins.config import BackoffPolicy
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

DEADLINE_SECONDS = 30.0
LOGIN = miner_pb2.Credentials(username="admin", password="admin")
QUICK = PluginHostConfig(
    allow=frozenset({"virtual"}),
    ping_interval_seconds=0.2,
    ping_seconds=0.5,
    backoff=BackoffPolicy(first_seconds=0.05, max_seconds=0.2),
)
SECOND = """
from headframe.drivers.virtual.device import VirtualDriver
from headframe.drivers.virtual.settings import Settings

class Renamed(VirtualDriver):
    @property
    def description(self):
        description = super().description
        description.name = "{name}"
        {change}
        return description

def driver():
    {start}
    return Renamed(Settings())
"""


def target(fault: int = 0, number: int = 1, *, key: str = "") -> driver_pb2.Target:
    """A virtual miner with a fault of the menu, by its reserved address; with its right login."""
    address = f"10.66.{fault}.{number}" if fault else f"10.1.0.{number}"
    return driver_pb2.Target(device_key=key or address, address=address, credentials=LOGIN)


def command(**payload: object) -> miner_pb2.CommandPayload:
    return miner_pb2.CommandPayload(**payload)  # type: ignore[arg-type]


def client(host: PluginHost, name: str = "virtual") -> PluginClient:
    found = host.client(name)
    assert found is not None
    return found


def status(host: PluginHost, name: str = "virtual") -> PluginStatus:
    return next(status for status in host.statuses() if status.name == name)


async def until(
    host: PluginHost, holds: Callable[[PluginStatus], bool], name: str = "virtual"
) -> PluginStatus:
    """Wait for a status that holds, told by the host's own notices."""
    changed = asyncio.Event()
    end = host.subscribe(lambda _: changed.set())
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not holds(status(host, name)):
                changed.clear()
                await changed.wait()
    finally:
        end()
    return status(host, name)


async def restarted(host: PluginHost, times: int = 1, name: str = "virtual") -> PluginStatus:
    return await until(host, lambda now: now.running and now.restarts >= times, name)


@asynccontextmanager
async def hosted(config: PluginHostConfig = QUICK) -> AsyncIterator[PluginHost]:
    host = PluginHost(config)
    async with host.running():
        async with asyncio.timeout(DEADLINE_SECONDS):
            await host.settled()
        yield host


def install(folder: Path, name: str, source: str) -> None:
    """Put a package with one driver into `folder`, found there by its entry point as if pip had done it."""
    (folder / f"{name}_package.py").write_text(source)
    metadata = folder / f"{name}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[headframe.drivers]\n{name} = {name}_package:driver\n")


def second(name: str, *, change: str = "", start: str = "") -> str:
    """Source of a driver that is the virtual one under another name."""
    return SECOND.format(name=name, change=change or "pass", start=start or "pass")


async def gone(pid: int) -> None:
    """Wait for the end of a process that need not be our child."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(descriptor, ended.set)
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            await ended.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
