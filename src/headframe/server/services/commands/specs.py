"""Commands as they are asked for, before their secrets are sealed to a node."""

from dataclasses import dataclass, field
from typing import TypeAlias

from headframe.core.access import Permission
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import (
    BlinkLed,
    CommandPayload,
    Curtail,
    DownloadLogs,
    PoolSetting,
    Reboot,
    SealedSecret,
    SetCoolingMode,
    SetPowerTarget,
    StartMining,
    StopMining,
    Uncurtail,
    UpdateFirmware,
    UpdatePassword,
    UpdatePools,
)
from headframe.core.fleet import Node
from headframe.kit.sealing import SealPurpose
from headframe.server.services.ports import Sealer
from headframe.server.services.principals import Principal


@dataclass(frozen=True, slots=True)
class PoolWithSecret:
    """A pool as it should be, with its password in plain for the moment of the request."""

    url: str
    username: str
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PoolChange:
    """UPDATE_POOLS before sealing."""

    pools: tuple[PoolWithSecret, ...]


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """UPDATE_PASSWORD before sealing."""

    username: str
    new_password: str = field(repr=False)


PlainSpec: TypeAlias = (
    Reboot
    | StartMining
    | StopMining
    | SetPowerTarget
    | Curtail
    | Uncurtail
    | BlinkLed
    | SetCoolingMode
    | UpdateFirmware
    | DownloadLogs
)
CommandSpec: TypeAlias = PlainSpec | PoolChange | PasswordChange

_CONFIGURING = frozenset({CommandKind.UPDATE_POOLS, CommandKind.UPDATE_FIRMWARE, CommandKind.UPDATE_PASSWORD})
_PAIRING = frozenset({CommandKind.PAIR, CommandKind.UNPAIR, CommandKind.DISCOVER})


def permission_for(kind: CommandKind) -> Permission:
    """What issuing a command of this kind needs."""
    if kind in _CONFIGURING:
        return Permission.CONFIGURE_DEVICES
    return Permission.PAIR_DEVICES if kind in _PAIRING else Permission.COMMAND_DEVICES


def require_for(principal: Principal, payload: CommandPayload) -> None:
    """NOT_PERMITTED where somebody may not issue this very command."""
    principal.require(permission_for(payload.kind))
    if isinstance(payload, Curtail | Uncurtail) and payload.for_safety:
        principal.require(Permission.HOLD_FOR_SAFETY)


def draft(spec: CommandSpec) -> CommandPayload:
    """The payload with its secrets left out: good for judging what a device can do, never for sending."""
    match spec:
        case PoolChange(pools=pools):
            return UpdatePools(tuple(PoolSetting(pool.url, pool.username) for pool in pools))
        case PasswordChange(username=username):
            return UpdatePassword(new_password=SealedSecret("", b""), username=username)
        case _:
            return spec


def sealed(spec: CommandSpec, node: Node, sealer: Sealer) -> CommandPayload:
    """The payload for the devices of `node`, its secrets readable by that node only."""
    match spec:
        case PoolChange(pools=pools):
            return UpdatePools(tuple(_sealed_pool(pool, node, sealer) for pool in pools))
        case PasswordChange(username=username, new_password=password):
            secret = sealer.seal(node, password.encode(), SealPurpose.NEW_PASSWORD)
            return UpdatePassword(new_password=secret, username=username)
        case _:
            return spec


def is_secret(spec: CommandSpec) -> bool:
    """Whether anything of it has to be sealed to a node."""
    match spec:
        case PoolChange(pools=pools):
            return any(pool.password is not None for pool in pools)
        case _:
            return isinstance(spec, PasswordChange)


def has_secrets(payload: CommandPayload) -> bool:
    """Whether a stored payload can be opened by one node only."""
    match payload:
        case UpdatePassword():
            return True
        case UpdatePools(pools=pools):
            return any(pool.sealed_password for pool in pools)
        case _:
            return False


def _sealed_pool(pool: PoolWithSecret, node: Node, sealer: Sealer) -> PoolSetting:
    if pool.password is None:
        return PoolSetting(pool.url, pool.username)
    secret = sealer.seal(node, pool.password.encode(), SealPurpose.POOL_PASSWORD)
    return PoolSetting(pool.url, pool.username, secret)
