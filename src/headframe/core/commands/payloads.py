"""What each kind of command carries. One frozen record a kind; the kind is its class attribute."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, TypeAlias

from headframe.core.commands.kinds import CommandKind

OPERATOR_HOLD = "operator"
"""The hold that is meant where none is named."""


class CurtailmentLevel(StrEnum):
    """FULL hashes nothing; EFFICIENCY is the most efficient setting the device has."""

    FULL = "FULL"
    EFFICIENCY = "EFFICIENCY"


class CoolingMode(StrEnum):
    """How fans are driven."""

    AUTO = "AUTO"
    MANUAL = "MANUAL"
    IMMERSION = "IMMERSION"


@dataclass(frozen=True, slots=True)
class SealedSecret:
    """A secret only one node can open; see the wire's SealedSecret."""

    recipient_key_id: str
    ciphertext: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reboot:
    """Restart the miner."""

    kind: ClassVar = CommandKind.REBOOT


@dataclass(frozen=True, slots=True)
class StartMining:
    """Wake from sleep and hash."""

    kind: ClassVar = CommandKind.START_MINING


@dataclass(frozen=True, slots=True)
class StopMining:
    """Sleep: hash nothing, keep the control board up."""

    kind: ClassVar = CommandKind.STOP_MINING


@dataclass(frozen=True, slots=True)
class SetPowerTarget:
    """Exactly one of watts, percent (of nominal) and mode is set."""

    kind: ClassVar = CommandKind.SET_POWER_TARGET
    watts: float | None = None
    percent: float | None = None
    mode: str | None = None

    def __post_init__(self) -> None:
        if sum(value is not None for value in (self.watts, self.percent, self.mode)) != 1:
            msg = "exactly one of watts, percent and mode must be given"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Curtail:
    """Reduce power to a level until lifted: place the hold `hold_id`, or change it.

    `source` says on whose behalf, empty: the actor's. At `until_ms` it lifts itself. `for_safety`: its
    issuer is entitled to holds that only such people, or those on site, lift again.
    """

    kind: ClassVar = CommandKind.CURTAIL
    level: CurtailmentLevel = CurtailmentLevel.FULL
    hold_id: str = OPERATOR_HOLD
    source: str = ""
    until_ms: int | None = None
    for_safety: bool = False


@dataclass(frozen=True, slots=True)
class Uncurtail:
    """Lift one curtailment: the hold `hold_id`. `for_safety`: its issuer may lift one placed for safety."""

    kind: ClassVar = CommandKind.UNCURTAIL
    hold_id: str = OPERATOR_HOLD
    for_safety: bool = False


@dataclass(frozen=True, slots=True)
class PoolSetting:
    """One pool as it should be. The password, where there is one, is sealed to the node."""

    url: str
    username: str
    sealed_password: SealedSecret | None = None


@dataclass(frozen=True, slots=True)
class UpdatePools:
    """Replace the whole pool list, highest priority first."""

    kind: ClassVar = CommandKind.UPDATE_POOLS
    pools: tuple[PoolSetting, ...] = ()


@dataclass(frozen=True, slots=True)
class BlinkLed:
    """Make the miner findable in its rack."""

    kind: ClassVar = CommandKind.BLINK_LED
    on: bool = True


@dataclass(frozen=True, slots=True)
class SetCoolingMode:
    """Change how fans are driven. `fan_duty_ratio` (0..1) goes with MANUAL."""

    kind: ClassVar = CommandKind.SET_COOLING_MODE
    mode: CoolingMode = CoolingMode.AUTO
    fan_duty_ratio: float | None = None


@dataclass(frozen=True, slots=True)
class UpdatePassword:
    """Change an account's password on the miner; empty username: the account the node uses."""

    kind: ClassVar = CommandKind.UPDATE_PASSWORD
    new_password: SealedSecret
    username: str = ""


@dataclass(frozen=True, slots=True)
class UpdateFirmware:
    """Write a firmware image that the node fetches beforehand."""

    kind: ClassVar = CommandKind.UPDATE_FIRMWARE
    artifact_id: str
    sha256: bytes
    version: str


@dataclass(frozen=True, slots=True)
class DownloadLogs:
    """Fetch the miner's logs as an artifact."""

    kind: ClassVar = CommandKind.DOWNLOAD_LOGS


@dataclass(frozen=True, slots=True)
class Discover:
    """Scan addresses, ranges or CIDR blocks in private space. `drivers` empty: all."""

    kind: ClassVar = CommandKind.DISCOVER
    targets: tuple[str, ...] = ()
    drivers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Find credentials that work: those given first, then the vendor's defaults where allowed.

    Each of `credentials` opens to a serialised wire Credentials.
    """

    kind: ClassVar = CommandKind.PAIR
    credentials: tuple[SealedSecret, ...] = ()
    try_defaults: bool = True


@dataclass(frozen=True, slots=True)
class Unpair:
    """Forget the credentials of a device."""

    kind: ClassVar = CommandKind.UNPAIR


CommandPayload: TypeAlias = (
    Reboot
    | StartMining
    | StopMining
    | SetPowerTarget
    | Curtail
    | Uncurtail
    | UpdatePools
    | BlinkLed
    | SetCoolingMode
    | UpdatePassword
    | UpdateFirmware
    | DownloadLogs
    | Discover
    | Pair
    | Unpair
)
