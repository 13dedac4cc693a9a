"""What a device can do, as its driver reports it, and why a command does not fit it."""

from dataclasses import dataclass, field

from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import (
    CommandPayload,
    CoolingMode,
    Curtail,
    CurtailmentLevel,
    SetCoolingMode,
    SetPowerTarget,
    UpdatePools,
)
from headframe.core.devices import ComponentKind


@dataclass(frozen=True, slots=True)
class PowerTargetRange:
    """What a power target may be set to; None where the device sets no bound or takes no such unit."""

    min_watts: float | None = None
    max_watts: float | None = None
    min_percent: float | None = None
    max_percent: float | None = None
    modes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Commands a device takes, with the ranges of their values."""

    commands: frozenset[CommandKind] = frozenset()
    power_target: PowerTargetRange = field(default_factory=PowerTargetRange)
    max_pools: int = 0
    curtailment_levels: frozenset[CurtailmentLevel] = frozenset()
    cooling_modes: frozenset[CoolingMode] = frozenset()
    needs_credentials: bool = True
    components: frozenset[ComponentKind] = frozenset()

    def refusal(self, payload: CommandPayload) -> str | None:
        """Why this device cannot carry out `payload`, in words; None when it can."""
        if payload.kind in (CommandKind.PAIR, CommandKind.UNPAIR):
            return None
        if payload.kind not in self.commands:
            return f"it cannot do {payload.kind}"
        return self._value_refusal(payload)

    def _value_refusal(self, payload: CommandPayload) -> str | None:
        match payload:
            case SetPowerTarget():
                return self._power_target_refusal(payload)
            case Curtail(level=level) if level not in self.curtailment_levels:
                return f"it has no curtailment level {level}"
            case SetCoolingMode(mode=mode) if mode not in self.cooling_modes:
                return f"it has no cooling mode {mode}"
            case UpdatePools(pools=pools) if len(pools) > self.max_pools:
                return f"it takes at most {self.max_pools} pools"
            case _:
                return None

    def _power_target_refusal(self, payload: SetPowerTarget) -> str | None:
        bounds = self.power_target
        if payload.mode is not None:
            if payload.mode in bounds.modes:
                return None
            return f"its power modes are {', '.join(bounds.modes) or 'none'}"
        if payload.watts is not None:
            return _outside(payload.watts, bounds.min_watts, bounds.max_watts, "W")
        assert payload.percent is not None  # noqa: S101 - SetPowerTarget holds exactly one
        return _outside(payload.percent, bounds.min_percent, bounds.max_percent, "%")


def _outside(value: float, low: float | None, high: float | None, unit: str) -> str | None:
    if low is None and high is None:
        return f"it takes no power target in {unit}"
    if low is not None and value < low:
        return f"its lowest power target is {low:g} {unit}"
    if high is not None and value > high:
        return f"its highest power target is {high:g} {unit}"
    return None
