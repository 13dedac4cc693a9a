"""A server and an enrolled node apart from it, both in this process, both watched."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from headframe.core.targets import TargetPolicy
from headframe.kit.clock import SystemClock
from headframe.kit.development_ca import server_certificate
from headframe.kit.files import ensure_private_dir
from headframe.kit.monitoring.listening import MonitorListen
from headframe.node.apart import running_apart
from headframe.node.discovery.discovery import DiscoverySettings
from headframe.node.options import MinerSettings
from headframe.node.plugins.config import PluginHostConfig
from headframe.node.polling.poller import PollingConfig
from headframe.server.app import RunningServer, running_server
from headframe.server.config import Listen, NodeAccess, ServerConfig
from tests.gateway.enrolling import Door, Host
from tests.support.programs import free_port

MINERS = MinerSettings(
    TargetPolicy(allow_loopback=True),
    PollingConfig(),
    DiscoverySettings(),
    PluginHostConfig(allow=frozenset({"virtual"})),
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A server, the door to it, and where it is watched."""

    server: RunningServer
    door: Door
    url: str


@contextlib.asynccontextmanager
async def watched_server(directory: Path, *, database: str = "memory:") -> AsyncIterator[Watched]:
    """A server for nodes on the network."""
    clock, state_dir = SystemClock(), directory / "server"
    ensure_private_dir(state_dir)
    files = server_certificate(state_dir / "tls", ["localhost", "127.0.0.1"])
    listen = Listen("127.0.0.1", free_port(), files.certificate, files.key, files.authority)
    monitor = MonitorListen("127.0.0.1", free_port())
    config = ServerConfig(
        state_dir=state_dir,
        database=database,
        mode="server",
        version="test",
        listen=listen,
        nodes=NodeAccess(listen.url),
        monitor=monitor,
    )
    async with running_server(config, clock) as server, contextlib.AsyncExitStack() as opened:
        enrollment = server.services.enrollment
        assert enrollment is not None
        door = Door(
            directory=state_dir,
            org_id=server.org_id,
            stores=server.stores,
            router=server.gateway._parts.router,
            keys=enrollment.desk._parts.keys,
            services=enrollment,
            listen=listen,
            ca_pem=files.authority.read_bytes(),
            clock=clock,
            opened=opened,
        )
        yield Watched(server, door, monitor.url)


@contextlib.asynccontextmanager
async def watched_node(
    watched: Watched, directory: Path, *, forward_host_telemetry: bool = False
) -> AsyncIterator[str]:
    """A node that enrolls and runs; where it is watched."""
    host = Host(watched.door, directory / "node")
    await host.enrolled()
    monitor = MonitorListen("127.0.0.1", free_port())
    async with running_apart(
        host.state_dir,
        MINERS,
        SystemClock(),
        monitor_listen=monitor,
        forward_host_telemetry=forward_host_telemetry,
    ):
        yield monitor.url
