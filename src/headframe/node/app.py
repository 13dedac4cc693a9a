"""A running node: what it needs is opened, its parts are made, and they run."""

import contextlib
from collections.abc import AsyncIterator

from headframe.kit.clock import Clock
from headframe.kit.ids import system_ids
from headframe.kit.monitoring.monitor import Monitor
from headframe.node.assembly import Node, Outside
from headframe.node.audit.log import AUDIT_FILE, AuditLog
from headframe.node.config import NodeConfig
from headframe.node.discovery.fallback_keys import FallbackKeys
from headframe.node.execution.journal import Journal
from headframe.node.keys.identity import NodeIdentity, load_identity
from headframe.node.keys.vault import Vault
from headframe.node.plugins.host import PluginHost
from headframe.node.running import RunningNode
from headframe.node.spool.spool import Spool
from headframe.node.upstream import Upstream


def load_keys(config: NodeConfig) -> NodeIdentity:
    """The node's keys, drawn at its first start. Wider modes than 0600 are refused."""
    return load_identity(config.state_dir)


@contextlib.asynccontextmanager
async def running_node(
    config: NodeConfig, keys: NodeIdentity, upstream: Upstream, clock: Clock, monitor: Monitor
) -> AsyncIterator[RunningNode]:
    """Run a node for as long as the block: plugins, polls, commands, uploads. Gives its parts.

    `monitor` is told of it.

    On leaving, what was measured is still sent, for at most `drain_seconds`; plugins end last.
    """
    state = config.state_dir
    vault = Vault.open(state / "vault", org_id=config.org_id)
    fallback_keys = FallbackKeys(state / "fallback-keys.db", system_ids())
    try:
        async with (
            Journal(state / "journal.db") as journal,
            AuditLog(state / AUDIT_FILE) as audit,
            Spool(state / "spool.db", max_bytes=config.spool_bytes) as spool,
            PluginHost(config.plugins).running() as host,
        ):
            await host.settled()
            outside = Outside(
                config, keys, upstream, clock, monitor, vault, fallback_keys, journal, audit, spool, host
            )
            node = Node(outside)
            async with node.running():
                yield node.parts()
    finally:
        fallback_keys.close()
        vault.close()
