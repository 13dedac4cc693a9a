"""The vendor's own presets as named power modes.

`/api/system/asic` lists the frequencies and core voltages that the firmware's makers offer for the chip.
"standard" is their default pair. "eco" is their lowest frequency at the lowest voltage they list, which is
never above the default voltage. Nothing between or beyond is offered: AxeOS has no power target in watts,
and a pair that nobody listed may not hash.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headframe.drivers.cgminer import values

ECO = "eco"
STANDARD = "standard"
CUSTOM = "custom"
MAX_OPTIONS = 64
MAX_MHZ = 5_000
MAX_MILLIVOLTS = 5_000


@dataclass(frozen=True, slots=True)
class Preset:
    """A frequency in MHz with a core voltage in mV, as AxeOS writes them."""

    mhz: float
    millivolts: float

    @property
    def words(self) -> str:
        """For people."""
        return f"{self.mhz:g} MHz at {self.millivolts:g} mV"


def presets_of(asic: Mapping[str, Any]) -> Mapping[str, Preset] | None:
    """The presets by mode; None where the firmware does not tell all it takes to know them."""
    frequency = values.number(asic, "defaultFrequency", 1, MAX_MHZ, [])
    voltage = values.number(asic, "defaultVoltage", 1, MAX_MILLIVOLTS, [])
    frequencies = _options(asic.get("frequencyOptions"), MAX_MHZ)
    voltages = _options(asic.get("voltageOptions"), MAX_MILLIVOLTS)
    if frequency is None or voltage is None or not frequencies or not voltages:
        return None
    eco = Preset(min(*frequencies, frequency), min(*voltages, voltage))
    return {ECO: eco, STANDARD: Preset(frequency, voltage)}


def present(info: Mapping[str, Any]) -> Preset | None:
    """What the miner is set to."""
    frequency = values.number(info, "frequency", 1, MAX_MHZ, [])
    voltage = values.number(info, "coreVoltage", 1, MAX_MILLIVOLTS, [])
    return None if frequency is None or voltage is None else Preset(frequency, voltage)


def mode_of(info: Mapping[str, Any], asic: Mapping[str, Any]) -> str:
    """The name of the mode that the miner is set to; empty where that cannot be known."""
    presets = presets_of(asic)
    now = present(info)
    if presets is None or now is None:
        return ""
    return next((mode for mode, preset in presets.items() if preset == now), CUSTOM)


def _options(listed: object, limit: float) -> list[float]:
    if not isinstance(listed, list):
        return []
    numbers = (values.as_number(item) for item in listed[:MAX_OPTIONS])
    return [number for number in numbers if number is not None and 1 <= number <= limit]
