"""One device in full: components, capabilities, pools, faults."""

from typing import Annotated

from pydantic import Field, JsonValue

from headframe.api.base import Output
from headframe.api.devices import DeviceBody
from headframe.api.standing import StandingBody
from headframe.core.capabilities import Capabilities
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import CoolingMode, CurtailmentLevel
from headframe.core.devices import ComponentKind, ComponentStatus, Severity
from headframe.core.faults import recommended_action
from headframe.core.fleet import DeviceDetail, OpenFault
from headframe.core.reconcile.standing import UNTOUCHED
from headframe.core.telemetry import Component, Pool
from headframe.wire.convert.vendor_json import vendor_answers


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
    """A fault with its history; `closed_at_ms` is null while it is open. `action`: what to do about it."""

    code: str
    severity: Severity
    component_kind: str | None
    component_slot: int | None
    message: str
    action: str
    vendor_code: str
    first_seen_ms: int
    last_seen_ms: int
    closed_at_ms: int | None

    @classmethod
    def of(cls, fault: OpenFault) -> "FaultBody":
        """From the core's record, with what the fault table says of its code."""
        recorded = {name: getattr(fault, name) for name in cls.model_fields if name != "action"}
        return cls(action=recommended_action(fault.code), **recorded)


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
    standing: StandingBody

    @classmethod
    def of(
        cls,
        detail: DeviceDetail,
        components: tuple[Component, ...],
        now_ms: int,
        standing: StandingBody | None = None,
    ) -> "DeviceDetailBody":
        """From the core's record, its decoded components, and how the device stands."""
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
            standing=standing or StandingBody.of(UNTOUCHED, []),
        )


class VendorAnswers(Output):
    """What the miner itself said when it was last read in full, without secrets."""

    at_ms: int | None
    driver: str
    answers: Annotated[
        JsonValue, Field(description="JSON of the driver's making; null where there is none, see `message`.")
    ]
    message: Annotated[str, Field(description="Why there are no answers; empty where there are.")]

    @classmethod
    def of(cls, detail: DeviceDetail) -> "VendorAnswers":
        """From the core's record. Secrets go here too: the node that sent it may be of an older version."""
        answers = vendor_answers(detail.settings.vendor_json)
        driver = detail.row.driver
        message = ""
        if detail.details_at_ms is None:
            message = "No node has read this miner in full yet."
        elif answers is None:
            message = f"The driver {driver} passes none of this miner's own answers on."
        return cls(at_ms=detail.details_at_ms, driver=driver, answers=answers, message=message)
