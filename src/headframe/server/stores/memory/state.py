"""What the memory stores of nodes, places, devices and telemetry share."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Endpoint, Identity, PairingStatus
from headframe.core.errors import Problem
from headframe.core.fleet import Node, OpenFault
from headframe.core.places import Building, Group, Placement, Rack, Site
from headframe.core.status import DeviceStatus
from headframe.core.telemetry import DeviceSettings, Sample
from headframe.core.transfers import Transfer
from headframe.server.stores.rules.changes import ChangeLog
from headframe.server.stores.rules.standing import Standing


@dataclass(slots=True)
class MemoryDevice:
    """One device with its newest report."""

    id: int
    org_id: int
    key: str
    identity: Identity
    endpoint: Endpoint
    driver: str
    seen_by: int
    discovered_at_ms: int
    chosen_name: str = ""
    node_id: int | None = None
    pairing: PairingStatus = PairingStatus.UNPAIRED
    problem: Problem | None = None
    capabilities: Capabilities = field(default_factory=Capabilities)
    settings: DeviceSettings = field(default_factory=DeviceSettings)
    placement: Placement | None = None
    faults: list[OpenFault] = field(default_factory=list)
    past_faults: list[OpenFault] = field(default_factory=list)
    curtailed: bool = False
    lost_at_ms: int | None = None
    transition: DeviceStatus | None = None
    transition_since_ms: int | None = None
    transition_until_ms: int | None = None
    sample: Sample | None = None
    reported: DeviceStatus | None = None
    reported_since_ms: int | None = None
    details_at_ms: int = 0
    faults_at_ms: int = 0


@dataclass(slots=True)
class MemoryState:
    """Rows by id. Ids are unique over all organisations."""

    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    nodes: dict[int, Node] = field(default_factory=dict)
    contact_since_ms: dict[int, int] = field(default_factory=dict)
    sites: dict[int, Site] = field(default_factory=dict)
    buildings: dict[int, Building] = field(default_factory=dict)
    racks: dict[int, Rack] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    members: dict[int, set[int]] = field(default_factory=dict)
    devices: dict[int, MemoryDevice] = field(default_factory=dict)
    transfers: dict[int, Transfer] = field(default_factory=dict)
    changes: ChangeLog = field(default_factory=ChangeLog)

    def renew_manifest(self, node_id: int) -> None:
        """Give the manifest of a node a new version."""
        node = self.nodes[node_id]
        self.nodes[node_id] = replace(node, ownership_version=node.ownership_version + 1)

    def site(self, org_id: int, site_id: int) -> Site | None:
        """A site of an organisation."""
        site = self.sites.get(site_id)
        return site if site and site.org_id == org_id else None

    def device(self, org_id: int, device_id: int) -> MemoryDevice | None:
        """A device of an organisation."""
        device = self.devices.get(device_id)
        return device if device and device.org_id == org_id else None

    def devices_of(self, org_id: int) -> Iterator[MemoryDevice]:
        """All devices of an organisation, by id."""
        return (device for device in self.devices.values() if device.org_id == org_id)

    def standing(self, device: MemoryDevice) -> Standing:
        """What the status of a device depends on."""
        node = self.nodes.get(device.node_id or device.seen_by)
        return Standing(
            device.discovered_at_ms,
            node.last_contact_ms if node else None,
            device.reported,
            device.reported_since_ms,
            device.sample.at_ms if device.sample else None,
            device.lost_at_ms,
            device.transition,
            device.transition_since_ms,
            device.transition_until_ms,
            node.last_heard_ms if node else None,
        )
