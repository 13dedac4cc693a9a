"""Devices: rows of lists, the detail with its components, faults, summaries, facets, the filter's fields."""

from typing import Annotated

from pydantic import Field

from headframe.core.capabilities import Capabilities
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import CoolingMode, CurtailmentLevel
from headframe.core.devices import ComponentKind, ComponentStatus, PairingStatus, Severity
from headframe.core.filters.fields import Field as FilterField
from headframe.core.fleet import DeviceDetail, DeviceRow, FleetSummary, OpenFault
from headframe.core.status import DeviceStatus
from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS, Component, MiningState, Pool
from headframe.server.operator.models.base import FilterText, Id, Input, Output, RecordedProblem
from headframe.server.operator.models.places import PlacementBody
from headframe.server.operator.models.selectors import SelectorInput

_MEASURED = (*FLOAT_COLUMNS, *COUNT_COLUMNS, "efficiency_j_per_h", "mining_state", "pool_connected")


class DeviceBody(Output):
    """One device as lists show it. Measurements are those of the newest report; null is unknown."""

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


class ComponentBody(Output):
    """One board, PSU, fan, control board or sensor at the time of the newest report."""

    kind: ComponentKind
    slot: int
    status: ComponentStatus
    name: str
    serial: str
    hashrate_hs: float | None
    expected_hashrate_hs: float | None
    temperature_c: float | None
    chip_temperature_c: float | None
    inlet_temperature_c: float | None
    outlet_temperature_c: float | None
    power_watts: float | None
    voltage_v: float | None
    input_voltage_v: float | None
    current_a: float | None
    frequency_hz: float | None
    rpm: float | None
    duty_ratio: float | None
    chips_working: int | None
    chips_expected: int | None
    efficiency_j_per_h: float | None
    hardware_errors: int | None

    @classmethod
    def of(cls, component: Component) -> "ComponentBody":
        """From the core's record: the names are the same."""
        return cls(**{name: getattr(component, name) for name in cls.model_fields})


class CapabilitiesBody(Output):
    """What a device can do, with the ranges of its values."""

    commands: list[CommandKind]
    power_target_min_watts: float | None
    power_target_max_watts: float | None
    power_target_min_percent: float | None
    power_target_max_percent: float | None
    power_modes: list[str]
    max_pools: int
    curtailment_levels: list[CurtailmentLevel]
    cooling_modes: list[CoolingMode]
    needs_credentials: bool

    @classmethod
    def of(cls, capabilities: Capabilities) -> "CapabilitiesBody":
        """From the core's record."""
        bounds = capabilities.power_target
        return cls(
            commands=sorted(capabilities.commands),
            power_target_min_watts=bounds.min_watts,
            power_target_max_watts=bounds.max_watts,
            power_target_min_percent=bounds.min_percent,
            power_target_max_percent=bounds.max_percent,
            power_modes=list(bounds.modes),
            max_pools=capabilities.max_pools,
            curtailment_levels=sorted(capabilities.curtailment_levels),
            cooling_modes=sorted(capabilities.cooling_modes),
            needs_credentials=capabilities.needs_credentials,
        )


class PoolBody(Output):
    """A pool as the miner tells it; passwords are never read back."""

    url: str
    username: str
    active: bool | None
    alive: bool | None
    shares_accepted: int | None
    shares_rejected: int | None

    @classmethod
    def of(cls, pool: Pool) -> "PoolBody":
        """From the core's record: the names are the same."""
        return cls(**{name: getattr(pool, name) for name in cls.model_fields})


class FaultBody(Output):
    """A fault with its history; `closed_at_ms` is null while it is open."""

    code: str
    severity: Severity
    component_kind: str | None
    component_slot: int | None
    message: str
    vendor_code: str
    first_seen_ms: int
    last_seen_ms: int
    closed_at_ms: int | None

    @classmethod
    def of(cls, fault: OpenFault) -> "FaultBody":
        """From the core's record: the names are the same."""
        return cls(**{name: getattr(fault, name) for name in cls.model_fields})


class FaultList(Output):
    """Faults of one device."""

    faults: list[FaultBody]


class DeviceDetailBody(Output):
    """Everything known of one device, its components decoded."""

    device: DeviceBody
    now_ms: int
    capabilities: CapabilitiesBody
    components: list[ComponentBody]
    faults: list[FaultBody]
    pools: list[PoolBody]
    led_on: bool | None
    power_mode: str
    cooling_mode: str

    @classmethod
    def of(cls, detail: DeviceDetail, components: tuple[Component, ...], now_ms: int) -> "DeviceDetailBody":
        """From the core's record and its decoded components."""
        settings = detail.settings
        return cls(
            device=DeviceBody.of(detail.row),
            now_ms=now_ms,
            capabilities=CapabilitiesBody.of(detail.capabilities),
            components=[ComponentBody.of(component) for component in components],
            faults=[FaultBody.of(fault) for fault in detail.faults],
            pools=[PoolBody.of(pool) for pool in settings.pools],
            led_on=settings.led_on,
            power_mode=settings.power_mode,
            cooling_mode=settings.cooling_mode,
        )


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


class FacetBody(Output):
    """How many match by each value of one field, the most frequent first."""

    field: str
    values: list["FacetValue"]
    more: Annotated[int, Field(description="Further values that `limit` left out.")]


class FacetValue(Output):
    """One value."""

    value: str
    count: int


class FilterFieldBody(Output):
    """One field of the filter grammar. `choices` are its values where they are a fixed list."""

    name: str
    aliases: list[str]
    type: str
    doc: str
    choices: list[str]
    unit: str | None
    has_facet: bool

    @classmethod
    def of(cls, field: FilterField, *, has_facet: bool) -> "FilterFieldBody":
        """From the core's table."""
        dimension = field.dimension
        return cls(
            name=field.name,
            aliases=list(field.aliases),
            type=field.type.value,
            doc=field.doc,
            choices=list(field.choices),
            unit=dimension.default_unit if dimension else None,
            has_facet=has_facet,
        )


class FilterFields(Output):
    """All fields, in the order in which documentation lists them."""

    fields: list[FilterFieldBody]


class FilterCheck(Output):
    """Whether a filter reads well; where not, the position (from 0) and what was expected there."""

    filter: FilterText
    valid: bool
    position: int | None
    expected: str | None
