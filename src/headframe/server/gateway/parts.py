"""What the gateway's handlers share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from headframe.core.enrollment.bundle import KeyBundle
from headframe.core.signing.documents import SignedDocument
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


class KeysetSource(Protocol):
    """The chain of Keysets, where nodes are apart from their server."""

    def after(self, version: int) -> Sequence[SignedDocument]:
        """Those that follow a version, oldest first."""
        ...


class KeysCheck(Protocol):
    """Who knows the keys in nodes' certificates, where nodes are apart from their server."""

    async def check(self, node_id: int, shown: KeyBundle) -> None:
        """Raises HeadframeError NOT_SIGNED_IN for other keys than those."""
        ...


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
    keysets: KeysetSource | None = None
    certified: KeysCheck | None = None
