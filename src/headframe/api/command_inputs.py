"""What can be asked of devices without a secret or a file: one body a kind, told apart by `kind`."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from headframe.api.base import VISIBLE, Input, Text, TimeMs
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import (
    OPERATOR_HOLD,
    BlinkLed,
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

HoldId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9._:-]*$"),
    Field(description="Name of the hold.", examples=["operator", "grid-event-7"]),
]
WithoutValue: TypeAlias = Reboot | StartMining | StopMining | DownloadLogs
_NO_VALUE: dict[str, WithoutValue] = {
    payload.kind: payload for payload in (Reboot(), StartMining(), StopMining(), DownloadLogs())
}


class PlainInput(Input):
    """Commands without values."""

    kind: Literal[
        CommandKind.REBOOT,
        CommandKind.START_MINING,
        CommandKind.STOP_MINING,
        CommandKind.DOWNLOAD_LOGS,
    ]

    def to_core(self) -> WithoutValue:
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

    def to_core(self) -> SetPowerTarget:
        """The use-case's command."""
        return SetPowerTarget(self.watts, self.percent, self.mode)


class CurtailInput(Input):
    """A curtailment: a named hold, which stays until it is lifted or its time is up.

    A miner runs at the strictest level of all its holds. `for_safety` needs the permission hold_for_safety.
    """

    kind: Literal[CommandKind.CURTAIL]
    level: CurtailmentLevel
    hold_id: HoldId = OPERATOR_HOLD
    source: Annotated[Text, Field(description="On whose behalf; empty: yours.")] = ""
    until_ms: Annotated[TimeMs, Field(description="It then lifts itself.")] | None = None
    for_safety: bool = False

    def to_core(self) -> Curtail:
        """The use-case's command."""
        return Curtail(self.level, self.hold_id, self.source, self.until_ms, self.for_safety)


class UncurtailInput(Input):
    """Lifts the one hold that it names; others stay. One for safety needs `for_safety`, and permission."""

    kind: Literal[CommandKind.UNCURTAIL]
    hold_id: HoldId = OPERATOR_HOLD
    for_safety: bool = False

    def to_core(self) -> Uncurtail:
        """The use-case's command."""
        return Uncurtail(self.hold_id, self.for_safety)


class BlinkLedInput(Input):
    """The locating light."""

    kind: Literal[CommandKind.BLINK_LED]
    on: bool

    def to_core(self) -> BlinkLed:
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

    def to_core(self) -> SetCoolingMode:
        """The use-case's command."""
        return SetCoolingMode(self.mode, self.fan_duty_ratio)
