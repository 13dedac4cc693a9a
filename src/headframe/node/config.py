"""Configuration of one node, read once at start."""

from dataclasses import dataclass, field
from pathlib import Path

from headframe.core.targets import TargetPolicy
from headframe.node.discovery.discovery import DiscoverySettings
from headframe.node.plugins.config import PluginHostConfig
from headframe.node.polling.poller import PollingConfig
from headframe.node.spool.spool import MAX_BYTES
from headframe.node.uploads.outbox import OutboxConfig


@dataclass(frozen=True, slots=True)
class NodeConfig:
    """`state_dir` is private to the node: keys, vault, journal, inventory. Ids are decimal."""

    state_dir: Path
    org_id: str
    node_id: str
    software_version: str
    targets: TargetPolicy = field(default_factory=TargetPolicy)
    polling: PollingConfig = field(default_factory=PollingConfig)
    discovery: DiscoverySettings = field(default_factory=DiscoverySettings)
    plugins: PluginHostConfig = field(default_factory=PluginHostConfig)
    outbox: OutboxConfig = field(default_factory=OutboxConfig)
    spool_bytes: int = MAX_BYTES
    heartbeat_seconds: float = 10.0
    drain_seconds: float = 2.0
    forward_host_telemetry: bool = False
