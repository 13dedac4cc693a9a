"""What can be asked of devices: one body a kind, told apart by `kind`."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import (
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
    UpdateFirmware,
)
from headframe.server.operator.models.base import PLAIN, VISIBLE, Input, Secret
from headframe.server.services.commands.specs import CommandSpec, PasswordChange, PoolChange, PoolWithSecret

MAX_POOLS = 8
_POOL_SCHEMES = frozenset({"stratum+tcp", "stratum+ssl", "stratum+tls", "stratum2+tcp"})
_NO_VALUE: dict[str, CommandSpec] = {
    spec.kind: spec for spec in (Reboot(), StartMining(), StopMining(), Uncurtail(), DownloadLogs())
}


def _pool_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in _POOL_SCHEMES or not parts.hostname or parts.port is None:
        raise ValueError(f"not like stratum+tcp://host:port; schemes: {', '.join(sorted(_POOL_SCHEMES))}")
    if parts.username is not None or parts.password is not None:
        raise ValueError("a login belongs into username and password, not into the URL")
    return url


PoolUrl = Annotated[
    str,
    StringConstraints(min_length=8, max_length=250, pattern=VISIBLE),
    AfterValidator(_pool_url),
    Field(examples=["stratum+tcp://pool.example:3333"]),
]
WorkerName = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=VISIBLE)]


class PlainInput(Input):
    """Commands without values."""

    kind: Literal[
        CommandKind.REBOOT,
        CommandKind.START_MINING,
        CommandKind.STOP_MINING,
        CommandKind.UNCURTAIL,
        CommandKind.DOWNLOAD_LOGS,
    ]

    def to_core(self) -> CommandSpec:
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

    def to_core(self) -> CommandSpec:
        """The use-case's command."""
        return SetPowerTarget(self.watts, self.percent, self.mode)


class CurtailInput(Input):
    """A curtailment, which stays until it is lifted."""

    kind: Literal[CommandKind.CURTAIL]
    level: CurtailmentLevel

    def to_core(self) -> CommandSpec:
        """The use-case's command."""
        return Curtail(self.level)


class BlinkLedInput(Input):
    """The locating light."""

    kind: Literal[CommandKind.BLINK_LED]
    on: bool

    def to_core(self) -> CommandSpec:
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

    def to_core(self) -> CommandSpec:
        """The use-case's command."""
        return SetCoolingMode(self.mode, self.fan_duty_ratio)


class PoolInput(Input):
    """One pool. Its password is sealed to each node within the request."""

    url: PoolUrl
    username: WorkerName
    password: (
        Annotated[
            str,
            StringConstraints(max_length=128, pattern=PLAIN),
            Field(json_schema_extra={"writeOnly": True}),
        ]
        | None
    ) = None


class PoolsInput(Input):
    """The whole list of pools, highest priority first."""

    kind: Literal[CommandKind.UPDATE_POOLS]
    pools: Annotated[list[PoolInput], Field(min_length=1, max_length=MAX_POOLS)]

    def to_core(self) -> CommandSpec:
        """The use-case's command."""
        return PoolChange(
            tuple(PoolWithSecret(pool.url, pool.username, pool.password) for pool in self.pools)
        )


class PasswordChangeInput(Input):
    """A new password on the miners, sealed to each node. Without `username`: the account in use."""

    kind: Literal[CommandKind.UPDATE_PASSWORD]
    username: Annotated[str, StringConstraints(max_length=64, pattern=PLAIN)] = ""
    new_password: Secret

    def to_core(self) -> CommandSpec:
        """The use-case's command."""
        return PasswordChange(self.username, self.new_password)


class FirmwareInput(Input):
    """A firmware image that the nodes fetch beforehand."""

    kind: Literal[CommandKind.UPDATE_FIRMWARE]
    artifact_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    version: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=VISIBLE)]

    def to_core(self) -> CommandSpec:
        """The use-case's command."""
        return UpdateFirmware(self.artifact_id, bytes.fromhex(self.sha256), self.version)


CommandInput = Annotated[
    PlainInput
    | PowerTargetInput
    | CurtailInput
    | BlinkLedInput
    | CoolingInput
    | PoolsInput
    | PasswordChangeInput
    | FirmwareInput,
    Field(discriminator="kind"),
]
