"""What can be asked of devices without a secret or a file: one body a kind, told apart by `kind`."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from headframe.api.base import VISIBLE, Input
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import (
    BlinkLed,
    CommandPayload,
    CoolingMode,
    Curtail,
    CurtailmentLevel,
    DownloadLogs,
    Reboot,
    SetCoolingMode,
    SetPowerTarget,
    StartMining,
    StopMining,
    Uncurtail,
)

_NO_VALUE: dict[str, CommandPayload] = {
    spec.kind: spec for spec in (Reboot(), StartMining(), StopMining(), Uncurtail(), DownloadLogs())
}


class PlainInput(Input):
    """Commands without values."""

    kind: Literal[
        CommandKind.REBOOT,
        CommandKind.START_MINING,
        CommandKind.STOP_MINING,
        CommandKind.UNCURTAIL,
        CommandKind.DOWNLOAD_LOGS,
    ]

    def to_core(self) -> CommandPayload:
        """The use-case's command."""
        return _NO_VALUE[self.kind]


class PowerTargetInput(Input):
    """Exactly one of watts, percent of nominal, and a mode that the devices name."""

    kind: Literal[CommandKind.SET_POWER_TARGET]
    watts: Annotated[float, Field(gt=0, le=1e6)] | None = None
    percent: Annotated[float, Field(gt=0, le=200)] | None = None
    mode: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=VISIBLE)] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "PowerTargetInput":
        if sum(value is not None for value in (self.watts, self.percent, self.mode)) != 1:
            raise ValueError("give exactly one of watts, percent and mode")
        return self

    def to_core(self) -> CommandPayload:
        """The use-case's command."""
        return SetPowerTarget(self.watts, self.percent, self.mode)


class CurtailInput(Input):
    """A curtailment, which stays until it is lifted."""

    kind: Literal[CommandKind.CURTAIL]
    level: CurtailmentLevel

    def to_core(self) -> CommandPayload:
        """The use-case's command."""
        return Curtail(self.level)


class BlinkLedInput(Input):
    """The locating light."""

    kind: Literal[CommandKind.BLINK_LED]
    on: bool

    def to_core(self) -> CommandPayload:
        """The use-case's command."""
        return BlinkLed(self.on)


class CoolingInput(Input):
    """How fans are driven; `fan_duty_ratio` goes with MANUAL, and only with it."""

    kind: Literal[CommandKind.SET_COOLING_MODE]
    mode: CoolingMode
    fan_duty_ratio: Annotated[float, Field(ge=0, le=1)] | None = None

    @model_validator(mode="after")
    def _duty_goes_with_manual(self) -> "CoolingInput":
        if (self.fan_duty_ratio is not None) != (self.mode is CoolingMode.MANUAL):
            raise ValueError("fan_duty_ratio goes with the mode MANUAL, and only with it")
        return self

    def to_core(self) -> CommandPayload:
        """The use-case's command."""
        return SetCoolingMode(self.mode, self.fan_duty_ratio)
