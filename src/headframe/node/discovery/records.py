"""How far a discovery is, and the same as an event for the server."""

from dataclasses import dataclass

from headframe.core.errors import Problem
from headframe.wire.convert.problems import problem_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2


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
