"""What the gateway's handlers share."""

from dataclasses import dataclass

from headframe.kit.clock import Clock
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Signer
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.live import LiveFeed
from headframe.server.stores.ports import Stores


@dataclass(frozen=True, slots=True)
class NodePrincipal:
    """The node behind a call, as the transport has authenticated it."""

    org_id: int
    node_id: int


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
