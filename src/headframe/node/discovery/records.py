"""What discovery finds and tells, and the same as events for the server."""

from dataclasses import dataclass

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Endpoint, Identity
from headframe.core.errors import Problem
from headframe.wire.convert.devices import capabilities_to_wire, identity_to_wire
from headframe.wire.convert.problems import problem_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2


@dataclass(frozen=True, slots=True)
class DiscoveredDevice:
    """A device that a driver recognised. Finding it claims nothing."""

    device_key: str
    endpoint: Endpoint
    driver: str
    identity: Identity
    capabilities: Capabilities
    needs_credentials: bool


@dataclass(frozen=True, slots=True)
class DiscoveryProgress:
    """How far a discovery is. `problem` is the latest reason why something may have been overlooked."""

    addresses_total: int
    addresses_scanned: int
    hosts_open: int
    hosts_unrecognised: int
    devices_found: int
    devices_repeated: int  # seen again at a further address
    finished: bool
    problem: Problem | None = None


def discovered_to_wire(device: DiscoveredDevice, command_id: str) -> gateway_pb2.DiscoveredDevice:
    """A found device as an event."""
    return gateway_pb2.DiscoveredDevice(
        command_id=command_id,
        device_key=device.device_key,
        address=device.endpoint.address,
        ports=device.endpoint.ports,
        driver=device.driver,
        identity=identity_to_wire(device.identity),
        capabilities=capabilities_to_wire(device.capabilities),
        needs_credentials=device.needs_credentials,
    )


def progress_to_wire(progress: DiscoveryProgress, command_id: str) -> gateway_pb2.DiscoveryProgress:
    """Progress as an event."""
    return gateway_pb2.DiscoveryProgress(
        command_id=command_id,
        addresses_total=progress.addresses_total,
        addresses_scanned=progress.addresses_scanned,
        hosts_open=progress.hosts_open,
        devices_found=progress.devices_found,
        finished=progress.finished,
        problem=problem_to_wire(progress.problem),
    )
