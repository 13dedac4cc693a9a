"""How a node reaches its server, and whom it believes there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from headframe.core.signing.errors import Flaw
from headframe.kit.clock import Clock
from headframe.node.control.link import GatewayLink
from headframe.node.control.stream_nonce import StreamNonce
from headframe.node.execution.ports import Verifier
from headframe.node.inventory import ManifestCheck, believe
from headframe.node.keys.trust import Trust


@dataclass(frozen=True, slots=True)
class Upstream:
    """How a node reaches its server, and whom it believes there.

    `server_clock` gives the server's time, by which commands expire. `trust` is None where server and node
    share a process. `flaws` counts commands that the verifier did not believe.
    """

    link: GatewayLink
    verifier: Verifier
    server_clock: Clock
    check_manifest: ManifestCheck = believe
    nonce: StreamNonce = field(default_factory=StreamNonce)
    trust: Trust | None = None
    flaws: Mapping[Flaw, int] = field(default_factory=dict)
