"""Devices as lists show them, their sums, and what can be done to their names."""

from typing import Annotated

from pydantic import Field

from headframe.api.base import Id, Input, Output, RecordedProblem
from headframe.api.placement import PlacementBody
from headframe.api.selectors import SelectorInput
from headframe.core.devices import PairingStatus, Severity
from headframe.core.fleet import DeviceRow, FleetSummary
from headframe.core.status import DeviceStatus
from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS, MiningState

_MEASURED = (*FLOAT_COLUMNS, *COUNT_COLUMNS, "efficiency_j_per_h", "mining_state", "pool_connected")


class DeviceBody(Output):
    """One device as lists show it. Measurements are those of the newest report; null is unknown.

    `moving_to_node_id` is set while its owner has yet to let it go to that node.
    """

    id: Id
    key: str
    name: str
    make: str
    model: str
    firmware: str
    mac: str
    serial: str
    hostname: str
    control_board: str
    address: str
    driver: str
    node_id: Id | None
    seen_by_node_id: Id | None
    moving_to_node_id: Id | None
    pairing: PairingStatus
    status: DeviceStatus
    status_since_ms: int
    last_report_ms: int | None
    reachable: bool
    placement: PlacementBody | None
    site_name: str
    building_name: str
    rack_name: str
    groups: list[str]
    fault_count: int
    worst_fault: Severity | None
    pool_url: str
    pool_user: str
    problem: RecordedProblem | None
    discovered_at_ms: int
    hashrate_hs: float | None = None
    expected_hashrate_hs: float | None = None
    power_watts: float | None = None
    power_target_watts: float | None = None
    board_temperature_c: float | None = None
    chip_temperature_c: float | None = None
    inlet_temperature_c: float | None = None
    fan_rpm: float | None = None
    input_voltage_v: float | None = None
    efficiency_j_per_h: float | None = None
    uptime_seconds: int | None = None
    shares_accepted: int | None = None
    shares_rejected: int | None = None
    mining_state: MiningState | None = None
    pool_connected: bool | None = None

    @classmethod
    def of(cls, row: DeviceRow) -> "DeviceBody":
        """From the core's row."""
        who, sample = row.identity, row.sample
        measured = {name: getattr(sample, name) for name in _MEASURED} if sample else {}
        return cls(
            id=row.id,
            key=row.key,
            name=row.name,
            make=who.make,
            model=who.model,
            firmware=who.firmware,
            mac=who.mac,
            serial=who.serial,
            hostname=who.hostname,
            control_board=who.control_board,
            address=row.endpoint.address,
            driver=row.driver,
            node_id=row.node_id,
            seen_by_node_id=row.seen_by_node_id,
            moving_to_node_id=row.moving_to_node_id,
            pairing=row.pairing,
            status=row.status,
            status_since_ms=row.status_since_ms,
            last_report_ms=row.last_report_ms,
            reachable=row.reachable,
            placement=PlacementBody.of(row.placement),
            site_name=row.site_name,
            building_name=row.building_name,
            rack_name=row.rack_name,
            groups=list(row.groups),
            fault_count=row.fault_count,
            worst_fault=row.worst_fault,
            pool_url=row.pool_url,
            pool_user=row.pool_user,
            problem=RecordedProblem.of(row.problem),
            discovered_at_ms=row.discovered_at_ms,
            **measured,
        )


class DeviceWindow(Output):
    """Devices offset..offset+limit of `total` that match."""

    total: int
    offset: int
    now_ms: int
    devices: list[DeviceBody]


class DeviceName(Input):
    """A device's name; empty returns to the default."""

    name: Annotated[
        str,
        Field(max_length=120, pattern=r"^(?:[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?)?$"),
    ]


class ForgetInput(Input):
    """Unowned devices to forget."""

    selector: SelectorInput


class SummaryBody(Output):
    """Sums over the devices that match. Unknown values are left out; `reporting` counts the known."""

    devices: int
    reporting: int
    hashrate_hs: float
    expected_hashrate_hs: float
    power_watts: float
    efficiency_j_per_h: float | None
    by_status: dict[DeviceStatus, int]
    by_pairing: dict[PairingStatus, int]
    worst_faults: dict[Severity, int]
    now_ms: int

    @classmethod
    def of(cls, summary: FleetSummary, now_ms: int) -> "SummaryBody":
        """From the core's record."""
        return cls(
            devices=summary.devices,
            reporting=summary.reporting,
            hashrate_hs=summary.hashrate_hs,
            expected_hashrate_hs=summary.expected_hashrate_hs,
            power_watts=summary.power_watts,
            efficiency_j_per_h=summary.efficiency_j_per_h,
            by_status=dict(summary.by_status),
            by_pairing=dict(summary.by_pairing),
            worst_faults=dict(summary.worst_faults),
            now_ms=now_ms,
        )
