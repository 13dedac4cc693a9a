"""Combined mode, built and wired: a server, and one node that lives beside it."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from headframe.combined.link import InMemoryLink
from headframe.core.targets import TargetPolicy
from headframe.kit.clock import Clock
from headframe.kit.files import ensure_private_dir
from headframe.kit.lock import held
from headframe.kit.monitoring.listening import MonitorListen
from headframe.kit.monitoring.monitor import Monitor, monitoring
from headframe.node.app import load_keys, running_node
from headframe.node.assembly import PART as NODE_PART
from headframe.node.config import NodeConfig
from headframe.node.discovery.discovery import DiscoverySettings
from headframe.node.execution.verify import SharedProcessVerifier
from headframe.node.plugins.config import PluginHostConfig
from headframe.node.polling.poller import PollingConfig
from headframe.node.upstream import Upstream
from headframe.server.app import PART as SERVER_PART, RunningServer, running_server
from headframe.server.config import Listen, ServerConfig
from headframe.server.gateway.parts import NodePrincipal

NODE_NAME, MODE = "local", "combined"
PARTS = (SERVER_PART, NODE_PART)


@dataclass(frozen=True, slots=True)
class CombinedConfig:
    """`database` None: SQLite in the state directory."""

    state_dir: Path
    version: str
    database: str | None = None
    listen: Listen = field(default_factory=Listen)
    targets: TargetPolicy = field(default_factory=TargetPolicy)
    polling: PollingConfig = field(default_factory=PollingConfig)
    discovery: DiscoverySettings = field(default_factory=DiscoverySettings)
    plugins: PluginHostConfig = field(default_factory=PluginHostConfig)
    monitor: MonitorListen | None = None

    def server(self) -> ServerConfig:
        """The server's half."""
        return ServerConfig(
            state_dir=self.state_dir / "server",
            database=self.database or f"sqlite:///{self.state_dir / 'server' / 'database'}",
            mode=MODE,
            version=self.version,
            listen=self.listen,
            scan_policy=self.targets,
        )

    def node(self, org_id: int, node_id: int) -> NodeConfig:
        """The node's half."""
        return NodeConfig(
            state_dir=self.state_dir / "node",
            org_id=str(org_id),
            node_id=str(node_id),
            software_version=self.version,
            targets=self.targets,
            polling=self.polling,
            discovery=self.discovery,
            plugins=self.plugins,
        )


@contextlib.asynccontextmanager
async def running_combined(config: CombinedConfig, clock: Clock) -> AsyncIterator[RunningServer]:
    """Run both halves for as long as the block; the node stops first, so that nothing it sends is lost."""
    ensure_private_dir(config.state_dir)
    with held(config.state_dir):
        async with (
            monitoring(config.monitor, *PARTS, version=config.version, mode=MODE, clock=clock) as monitor,
            _running(config, clock, monitor) as server,
        ):
            yield server


@contextlib.asynccontextmanager
async def _running(config: CombinedConfig, clock: Clock, monitor: Monitor) -> AsyncIterator[RunningServer]:
    async with running_server(config.server(), clock, monitor) as server:
        keys = load_keys(config.node(server.org_id, 0))
        node = await server.stores.nodes.ensure_node(
            server.org_id,
            name=NODE_NAME,
            encryption_public_key=keys.encryption.public_bytes,
            now_ms=clock.now_ms(),
        )
        link = InMemoryLink(server.gateway, NodePrincipal(server.org_id, node.id))
        upstream = Upstream(link, SharedProcessVerifier(str(node.id)), clock)
        async with running_node(config.node(server.org_id, node.id), keys, upstream, clock, monitor):
            yield server
