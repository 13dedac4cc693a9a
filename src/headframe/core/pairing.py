"""What came of giving a node credentials for a device."""

from dataclasses import dataclass

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Identity, PairingStatus
from headframe.core.errors import Problem


@dataclass(frozen=True, slots=True)
class PairingOutcome:
    """The status reached, and what the login revealed where it worked."""

    status: PairingStatus
    problem: Problem | None = None
    identity: Identity | None = None
    capabilities: Capabilities | None = None
