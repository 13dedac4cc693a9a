"""A running node, as what stands on it sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from headframe.kit.clock import Clock
from headframe.node.control.link import GatewayLink
from headframe.node.execution.executor import Executor
from headframe.node.execution.journal import Journal
from headframe.node.execution.standings import Standings
from headframe.node.inventory import Inventory
from headframe.node.keys.identity import NodeIdentity
from headframe.node.local.fleet import LiveFleet
from headframe.node.logins import Logins
from headframe.node.uploads.uploads import Uploads


@dataclass(frozen=True, slots=True)
class RunningNode:
    """Its parts that others may use. `connected` tells whether a session with the server is up."""

    state_dir: Path
    keys: NodeIdentity
    inventory: Inventory
    fleet: LiveFleet
    logins: Logins
    standings: Standings
    executor: Executor
    journal: Journal
    uploads: Uploads
    link: GatewayLink
    connected: Callable[[], bool]
    server_clock: Clock
