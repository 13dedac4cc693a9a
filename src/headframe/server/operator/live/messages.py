"""What a server says on its live socket."""

from typing import Literal

from headframe.api.base import Output
from headframe.api.live import (
    ActivityMessage,
    BatchesMessage,
    DevicesMessage,
    ErrorMessage,
    Hello,
    Ping,
    Refetch,
)
from headframe.server.operator.models.nodes import NodeBody
from headframe.server.operator.models.pairing import DiscoveryBody


class DiscoveriesMessage(Output):
    """Discoveries that moved on; new devices are in their `devices_found`."""

    type: Literal["discoveries"] = "discoveries"
    discoveries: list[DiscoveryBody]


class NodesMessage(Output):
    """Nodes that changed."""

    type: Literal["nodes"] = "nodes"
    nodes: list[NodeBody]


ServerMessage = (
    Hello
    | DevicesMessage
    | BatchesMessage
    | DiscoveriesMessage
    | NodesMessage
    | ActivityMessage
    | Refetch
    | Ping
    | ErrorMessage
)
