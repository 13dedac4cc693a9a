"""What a poll brings home: samples with their components, details, faults.

Units: H/s, W, degrees Celsius, RPM, V, A, Hz, seconds; ratios 0..1; times in ms since the epoch, UTC.
None is unknown, never 0.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from headframe.core.capabilities import Capabilities
from headframe.core.devices import ComponentKind, ComponentStatus, Identity, Severity


class MiningState(StrEnum):
    """What the miner itself says it is doing."""

    UNKNOWN = "UNKNOWN"
    MINING = "MINING"
    STARTING = "STARTING"
    STOPPED = "STOPPED"
    NO_POOL = "NO_POOL"
    FAULT = "FAULT"
    UPDATING = "UPDATING"


@dataclass(frozen=True, slots=True)
class Component:
    """One board, PSU, fan, control board or sensor at the time of its sample."""

    kind: ComponentKind
    slot: int
    status: ComponentStatus = ComponentStatus.UNKNOWN
    name: str = ""
    serial: str = ""
    hashrate_hs: float | None = None
    expected_hashrate_hs: float | None = None
    temperature_c: float | None = None
    chip_temperature_c: float | None = None
    inlet_temperature_c: float | None = None
    outlet_temperature_c: float | None = None
    power_watts: float | None = None
    voltage_v: float | None = None
    input_voltage_v: float | None = None
    current_a: float | None = None
    frequency_hz: float | None = None
    rpm: float | None = None
    duty_ratio: float | None = None
    chips_working: int | None = None
    chips_expected: int | None = None
    efficiency_j_per_h: float | None = None
    hardware_errors: int | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One poll's measurements of one device, taken at `at_ms`.

    `components` is a serialised `headframe.miner.v1.Components`: it is made once, by the plugin's answer,
    and stored as these bytes. `wire.convert.components` reads it.
    """

    device_id: int
    at_ms: int
    hashrate_hs: float | None = None
    expected_hashrate_hs: float | None = None
    power_watts: float | None = None
    power_target_watts: float | None = None
    board_temperature_c: float | None = None
    chip_temperature_c: float | None = None
    inlet_temperature_c: float | None = None
    fan_rpm: float | None = None
    input_voltage_v: float | None = None
    uptime_seconds: int | None = None
    shares_accepted: int | None = None
    shares_rejected: int | None = None
    mining_state: MiningState = MiningState.UNKNOWN
    pool_connected: bool | None = None
    components: bytes = b""

    @property
    def efficiency_j_per_h(self) -> float | None:
        """Joules a hash; None while either part is unknown or nothing is hashed."""
        if self.power_watts is None or not self.hashrate_hs:
            return None
        return self.power_watts / self.hashrate_hs


FLOAT_COLUMNS = (
    "hashrate_hs",
    "expected_hashrate_hs",
    "power_watts",
    "power_target_watts",
    "board_temperature_c",
    "chip_temperature_c",
    "inlet_temperature_c",
    "fan_rpm",
    "input_voltage_v",
)
"""Measured columns of a sample, in the order in which every store and wire format keeps them."""

COUNT_COLUMNS = ("uptime_seconds", "shares_accepted", "shares_rejected")
"""Counted columns of a sample; in columnar form -1 stands for unknown."""


@dataclass(slots=True)
class SampleColumns:
    """N samples in columns, as they travel and are stored.

    `floats[name]` and `counts[name]` have length N; NaN and -1 stand for unknown. `mining_state` holds
    the wire's numbers, `pool_connected` 1, 0 or -1, `components` serialised Components.
    """

    device_id: list[int] = field(default_factory=list)
    at_ms: list[int] = field(default_factory=list)
    floats: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in FLOAT_COLUMNS})
    counts: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in COUNT_COLUMNS})
    mining_state: list[int] = field(default_factory=list)
    pool_connected: list[int] = field(default_factory=list)
    components: list[bytes] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.device_id)


def known(value: float) -> float | None:
    """A column's float as a value: NaN and infinities are unknown."""
    return value if math.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class Pool:
    """A configured pool as the miner tells it. Passwords are never read back."""

    url: str
    username: str
    active: bool | None = None
    alive: bool | None = None
    shares_accepted: int | None = None
    shares_rejected: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """An error that a miner reports. `code` is from the fault table; `key` tells two faults apart."""

    code: str
    severity: Severity
    component_kind: ComponentKind | None = None
    component_slot: int | None = None
    message: str = ""
    vendor_code: str = ""
    since_ms: int | None = None

    @property
    def key(self) -> tuple[str, str, int, str]:
        """Identity of a fault on its device: the same key seen again is the same fault."""
        slot = -1 if self.component_slot is None else self.component_slot
        return (self.code, self.component_kind or "", slot, self.vendor_code)


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """Slow-moving settings of a device, read by full polls."""

    pools: Sequence[Pool] = ()
    led_on: bool | None = None
    power_mode: str = ""
    cooling_mode: str = ""
    vendor_json: bytes = b""


@dataclass(frozen=True, slots=True)
class DeviceDetails:
    """What a full poll tells beside the sample. None: this poll did not tell."""

    settings: DeviceSettings
    identity: Identity | None = None
    capabilities: Capabilities | None = None
