"""Nodes and devices as the server knows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Endpoint, Identity, PairingStatus, Severity
from headframe.core.errors import Problem
from headframe.core.places import Placement
from headframe.core.status import DeviceStatus
from headframe.core.telemetry import DeviceSettings, Sample


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """One driver plugin of a node, for metrics and people."""

    driver: str
    version: str
    running: bool
    pid: int | None
    started_at_ms: int | None
    restarts: int
    last_error: str = ""
    rss_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class HostTelemetry:
    """What a node's process tells of itself and its host, where forwarding is on.

    `cpu_seconds` counts from the start of the process; `disk_free_bytes` is of the disk with its state;
    `event_loop_lag_ms` is the worst since the word before.
    """

    at_ms: int
    cpu_seconds: float
    rss_bytes: int
    open_files: int
    load_average: float
    disk_free_bytes: int
    spool_rows: int
    spool_bytes: int
    event_loop_lag_ms: int


@dataclass(frozen=True, slots=True)
class SpoolStatus:
    """What a node has not uploaded yet, and how many samples found no room since it was started."""

    rows: int
    size_bytes: int
    samples_dropped: int


@dataclass(frozen=True, slots=True)
class Node:
    """A fleet node. `ownership_version`, `last_sequence` and `lease_epoch` only grow.

    `last_contact_ms` is None while its stream is down; `last_heard_ms` is then when it was heard last.
    `newest_sample_ms` is the time of the newest sample that it has uploaded.
    """

    id: int
    org_id: int
    name: str
    site_id: int | None
    software_version: str
    encryption_public_key: bytes
    created_at_ms: int
    last_contact_ms: int | None
    ownership_version: int = 0
    last_sequence: int = 0
    lease_epoch: int = 0
    devices_owned: int = 0
    plugins: Sequence[PluginStatus] = ()
    last_heard_ms: int | None = None
    spool: SpoolStatus | None = None
    newest_sample_ms: int | None = None


@dataclass(frozen=True, slots=True)
class OpenFault:
    """A fault with its history on one device."""

    device_id: int
    code: str
    severity: Severity
    component_kind: str | None
    component_slot: int | None
    message: str
    vendor_code: str
    first_seen_ms: int
    last_seen_ms: int
    closed_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device as lists, exports and filters see it: identity, place and last known state.

    `status` is already derived for the moment asked about. `sample` is the newest report, None before any.
    """

    id: int
    org_id: int
    key: str
    name: str
    identity: Identity
    endpoint: Endpoint
    driver: str
    node_id: int | None  # the owner; None: discovered and unclaimed
    seen_by_node_id: int | None
    pairing: PairingStatus
    status: DeviceStatus
    status_since_ms: int
    last_report_ms: int | None
    reachable: bool
    sample: Sample | None
    placement: Placement | None
    site_name: str = ""
    building_name: str = ""
    rack_name: str = ""
    groups: Sequence[str] = ()
    fault_count: int = 0
    worst_fault: Severity | None = None
    pool_url: str = ""
    pool_user: str = ""
    problem: Problem | None = None
    discovered_at_ms: int = 0
    moving_to_node_id: int | None = None  # on its way there; until then `node_id` owns it, and touches it not


@dataclass(frozen=True, slots=True)
class DeviceDetail:
    """Everything known of one device. `details_at_ms`: when it was last read in full."""

    row: DeviceRow
    capabilities: Capabilities
    settings: DeviceSettings
    faults: Sequence[OpenFault]
    sample_components: bytes = b""
    details_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class FoundDevice:
    """A device as a node's discovery tells it. Being found never makes it owned."""

    key: str
    identity: Identity
    endpoint: Endpoint
    driver: str
    capabilities: Capabilities
    needs_credentials: bool


NOT_LIVE = frozenset({DeviceStatus.OFFLINE, DeviceStatus.UNAVAILABLE, DeviceStatus.REBOOTING})
"""Statuses whose last report says nothing of now: its values are shown with their age and never summed."""


@dataclass(frozen=True, slots=True)
class FleetSummary:
    """Sums over the devices a filter matches, of those that report now (see NOT_LIVE).

    Sums skip unknown values; `reporting` counts devices with a known hashrate. `metered_hashrate_hs` is the
    part of the hashrate whose power is known, `metered_power_watts` the power of the same devices: many
    miners tell no power, and an efficiency over different sets would flatter.
    """

    devices: int
    reporting: int
    hashrate_hs: float
    expected_hashrate_hs: float
    power_watts: float
    metered_hashrate_hs: float
    metered_power_watts: float
    by_status: Mapping[DeviceStatus, int] = field(default_factory=dict)
    by_pairing: Mapping[PairingStatus, int] = field(default_factory=dict)
    worst_faults: Mapping[Severity, int] = field(default_factory=dict)

    @property
    def efficiency_j_per_h(self) -> float | None:
        """Joules a hash, of the devices that tell both."""
        return self.metered_power_watts / self.metered_hashrate_hs if self.metered_hashrate_hs else None
