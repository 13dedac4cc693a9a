"""What hosts of nodes told of themselves last, as far as this process has heard it."""

from collections.abc import Mapping
from dataclasses import dataclass

from headframe.core.fleet import HostTelemetry


@dataclass(frozen=True, slots=True)
class NodeHost:
    """The newest word of a node. `cpu_ratio` is of one core, since the word before; None for a first one."""

    node_name: str
    telemetry: HostTelemetry
    cpu_ratio: float | None


class NodeHosts:
    """Hosts by node. Nothing is kept across a restart: nodes tell again within a minute."""

    def __init__(self) -> None:
        self._hosts: dict[int, NodeHost] = {}

    def heard(self, node_id: int, node_name: str, telemetry: HostTelemetry) -> None:
        """Take what a node tells; what is older than the newest, from its spool, is let go."""
        before = self._hosts.get(node_id)
        if before is None:
            self._hosts[node_id] = NodeHost(node_name, telemetry, None)
        elif telemetry.at_ms > before.telemetry.at_ms:
            ratio = _cpu_ratio(before.telemetry, telemetry)
            self._hosts[node_id] = NodeHost(node_name, telemetry, ratio)

    def of(self, node_id: int) -> NodeHost | None:
        """The newest word of a node; None where it tells nothing."""
        return self._hosts.get(node_id)

    def all(self) -> Mapping[int, NodeHost]:
        """The newest words, by node."""
        return self._hosts


def _cpu_ratio(before: HostTelemetry, now: HostTelemetry) -> float | None:
    """CPU between two words; None where the node's process began anew."""
    seconds = (now.at_ms - before.at_ms) / 1000
    used = now.cpu_seconds - before.cpu_seconds
    return used / seconds if used >= 0 else None
