"""What the gateway's handlers share."""

from dataclasses import dataclass, field
from typing import Protocol

from headframe.kit.clock import Clock
from headframe.server.gateway.metering import UNMEASURED, GatewayMeter
from headframe.server.gateway.newest_samples import NewestSamples
from headframe.server.gateway.rarely import Rarely
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Signer
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.live import LiveFeed
from headframe.server.services.node_hosts import NodeHosts
from headframe.server.stores.ports import Stores


@dataclass(frozen=True, slots=True)
class NodePrincipal:
    """The node behind a call, as the transport has authenticated it."""

    org_id: int
    node_id: int


class Handovers(Protocol):
    """Takes what nodes let go to their new owners."""

    async def node_is_back(self, org_id: int, node_id: int) -> None:
        """A node is in contact, so its host is on."""
        ...

    async def node_let_go(self, org_id: int, node_id: int, version: int) -> None:
        """A node acts by this version of its manifest, and nothing is under way on what that lists not."""
        ...


class NoHandovers:
    """Where nobody moves devices."""

    async def node_is_back(self, org_id: int, node_id: int) -> None:
        """Nothing waits for that."""

    async def node_let_go(self, org_id: int, node_id: int, version: int) -> None:
        """Nothing waits for that."""


@dataclass(frozen=True, slots=True)
class GatewayParts:
    """Collaborators of every handler."""

    stores: Stores
    router: Router
    live: LiveFeed
    desk: DiscoveryDesk
    signer: Signer
    clock: Clock
    server_version: str
    server_id: str
    hosts: NodeHosts = field(default_factory=NodeHosts)
    handover: Handovers = field(default_factory=NoHandovers)
    newest: NewestSamples = field(default_factory=NewestSamples)
    refused: Rarely = field(default_factory=Rarely)
    meter: GatewayMeter = UNMEASURED
