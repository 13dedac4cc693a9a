"""What a node reports of a device beside samples. Each may come twice; an older one changes nothing newer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Endpoint, Identity, PairingStatus
from headframe.core.errors import Problem
from headframe.core.telemetry import DeviceSettings, Fault


@dataclass(frozen=True, slots=True)
class PairingReport:
    """How pairing ended, and what the login revealed."""

    device_id: int
    status: PairingStatus
    problem: Problem | None = None
    identity: Identity | None = None
    capabilities: Capabilities | None = None


@dataclass(frozen=True, slots=True)
class DetailsReport:
    """What a full poll found."""

    device_id: int
    at_ms: int
    identity: Identity
    capabilities: Capabilities
    settings: DeviceSettings


@dataclass(frozen=True, slots=True)
class FaultsReport:
    """The whole set of open faults: new ones open, missing ones close."""

    device_id: int
    at_ms: int
    faults: Sequence[Fault]


@dataclass(frozen=True, slots=True)
class ContactReport:
    """The node reaches, or no longer reaches, the device. `endpoint`: where it answers now, if it moved."""

    device_id: int
    at_ms: int
    reachable: bool
    problem: Problem | None = None
    endpoint: Endpoint | None = None


DeviceReport: TypeAlias = PairingReport | DetailsReport | FaultsReport | ContactReport
