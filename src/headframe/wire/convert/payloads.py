"""Command payloads: one pair of functions a kind that carries anything, and one table over all kinds."""

from collections.abc import Callable
from typing import Any, TypeAlias

from google.protobuf.message import DecodeError

from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import (
    OPERATOR_HOLD,
    BlinkLed,
    CommandPayload,
    Curtail,
    Discover,
    DownloadLogs,
    Pair,
    PoolSetting,
    Reboot,
    SealedSecret,
    SetCoolingMode,
    SetPowerTarget,
    StartMining,
    StopMining,
    Uncurtail,
    Unpair,
    UpdateFirmware,
    UpdatePassword,
    UpdatePools,
)
from headframe.core.errors import Code, HeadframeError
from headframe.wire.convert.enums import COOLING_MODES, CURTAILMENT_LEVELS
from headframe.wire.convert.optionals import floats
from headframe.wire.gen.miner.v1 import miner_pb2

POWER_TARGETS = ("watts", "percent", "mode")


def payload_to_wire(payload: CommandPayload) -> miner_pb2.CommandPayload:
    """A payload as a message."""
    field, to_wire, _ = _TABLE[payload.kind]
    message = miner_pb2.CommandPayload()
    getattr(message, field).SetInParent()
    to_wire(payload, getattr(message, field))
    return message


def payload_from_wire(message: miner_pb2.CommandPayload) -> CommandPayload:
    """A received payload.

    Raises:
        HeadframeError: UNSUPPORTED_VERSION for a kind, level or mode that is not known here;
            INVALID_REQUEST for a payload that lacks what its kind needs.
    """
    field = message.WhichOneof("payload")
    if field is None:
        raise HeadframeError(Code.UNSUPPORTED_VERSION, "a command of a kind that this version does not know")
    return _FROM_WIRE[field](getattr(message, field))


def payload_to_bytes(payload: CommandPayload) -> bytes:
    """A payload as it stands in signed commands, and as the digest of an intent is made over it."""
    return payload_to_wire(payload).SerializeToString()


def sealed_to_wire(secret: SealedSecret) -> miner_pb2.SealedSecret:
    """A sealed secret as a message."""
    return miner_pb2.SealedSecret(recipient_key_id=secret.recipient_key_id, ciphertext=secret.ciphertext)


def sealed_from_wire(message: miner_pb2.SealedSecret) -> SealedSecret:
    """A sealed secret."""
    return SealedSecret(message.recipient_key_id, message.ciphertext)


def _nothing(_payload: CommandPayload, _message: object) -> None:
    return None


def _power_target_to(payload: SetPowerTarget, message: miner_pb2.SetPowerTargetCommand) -> None:
    for name in POWER_TARGETS:
        value = getattr(payload, name)
        if value is not None:
            setattr(message, name, value)


def _power_target_from(message: miner_pb2.SetPowerTargetCommand) -> SetPowerTarget:
    which = message.WhichOneof("target")
    if which is None:
        raise HeadframeError(Code.INVALID_REQUEST, "a power target names no watts, percent or mode")
    if which == "mode":
        return SetPowerTarget(mode=message.mode)
    values = floats(message, (which,))
    if not values:
        raise HeadframeError(Code.INVALID_REQUEST, "a power target must be a finite number")
    return SetPowerTarget(**values)


def _curtail_to(payload: Curtail, message: miner_pb2.CurtailCommand) -> None:
    message.level = CURTAILMENT_LEVELS.to_wire[payload.level]
    message.hold_id, message.source = _name_of_hold(payload.hold_id), payload.source
    message.for_safety = payload.for_safety
    if payload.until_ms is not None:
        message.until_ms = payload.until_ms


def _curtail_from(message: miner_pb2.CurtailCommand) -> Curtail:
    level = CURTAILMENT_LEVELS.to_core.get(message.level)
    if level is None:
        raise HeadframeError(Code.UNSUPPORTED_VERSION, f"curtailment level {message.level} is not known here")
    return Curtail(
        level,
        message.hold_id or OPERATOR_HOLD,
        message.source,
        message.until_ms if message.HasField("until_ms") else None,
        message.for_safety,
    )


def _uncurtail_to(payload: Uncurtail, message: miner_pb2.UncurtailCommand) -> None:
    message.hold_id, message.for_safety = _name_of_hold(payload.hold_id), payload.for_safety


def _uncurtail_from(message: miner_pb2.UncurtailCommand) -> Uncurtail:
    return Uncurtail(message.hold_id or OPERATOR_HOLD, message.for_safety)


def _name_of_hold(hold_id: str) -> str:
    """The usual one travels as nothing, as it did before holds had names."""
    return "" if hold_id == OPERATOR_HOLD else hold_id


def _pools_to(payload: UpdatePools, message: miner_pb2.UpdatePoolsCommand) -> None:
    for pool in payload.pools:
        item = message.pools.add(url=pool.url, username=pool.username)
        if pool.sealed_password is not None:
            item.sealed_password = sealed_to_wire(pool.sealed_password).SerializeToString(deterministic=True)


def _pools_from(message: miner_pb2.UpdatePoolsCommand) -> UpdatePools:
    return UpdatePools(tuple(_pool_setting(item) for item in message.pools))


def _pool_setting(message: miner_pb2.Pool) -> PoolSetting:
    if not message.sealed_password:
        return PoolSetting(message.url, message.username)
    try:
        sealed = miner_pb2.SealedSecret.FromString(message.sealed_password)
    except DecodeError as error:
        raise HeadframeError(Code.INVALID_REQUEST, "a pool's sealed password cannot be read") from error
    return PoolSetting(message.url, message.username, sealed_from_wire(sealed))


def _blink_to(payload: BlinkLed, message: miner_pb2.BlinkLedCommand) -> None:
    message.on = payload.on


def _cooling_to(payload: SetCoolingMode, message: miner_pb2.SetCoolingModeCommand) -> None:
    message.mode = COOLING_MODES.to_wire[payload.mode]
    if payload.fan_duty_ratio is not None:
        message.fan_duty_ratio = payload.fan_duty_ratio


def _cooling_from(message: miner_pb2.SetCoolingModeCommand) -> SetCoolingMode:
    mode = COOLING_MODES.to_core.get(message.mode)
    if mode is None:
        raise HeadframeError(Code.UNSUPPORTED_VERSION, f"cooling mode {message.mode} is not known here")
    return SetCoolingMode(mode, **floats(message, ("fan_duty_ratio",)))


def _password_to(payload: UpdatePassword, message: miner_pb2.UpdatePasswordCommand) -> None:
    message.username = payload.username
    message.new_password.CopyFrom(sealed_to_wire(payload.new_password))


def _password_from(message: miner_pb2.UpdatePasswordCommand) -> UpdatePassword:
    if not message.HasField("new_password"):
        raise HeadframeError(Code.INVALID_REQUEST, "a password change carries no new password")
    return UpdatePassword(sealed_from_wire(message.new_password), message.username)


def _firmware_to(payload: UpdateFirmware, message: miner_pb2.UpdateFirmwareCommand) -> None:
    message.artifact_id, message.sha256, message.version = (
        payload.artifact_id,
        payload.sha256,
        payload.version,
    )


def _firmware_from(message: miner_pb2.UpdateFirmwareCommand) -> UpdateFirmware:
    return UpdateFirmware(message.artifact_id, message.sha256, message.version)


def _discover_to(payload: Discover, message: miner_pb2.DiscoverCommand) -> None:
    message.targets.extend(payload.targets)
    message.drivers.extend(payload.drivers)


def _discover_from(message: miner_pb2.DiscoverCommand) -> Discover:
    return Discover(tuple(message.targets), tuple(message.drivers))


def _pair_to(payload: Pair, message: miner_pb2.PairCommand) -> None:
    message.credentials.extend(sealed_to_wire(secret) for secret in payload.credentials)
    message.try_defaults = payload.try_defaults


def _pair_from(message: miner_pb2.PairCommand) -> Pair:
    return Pair(tuple(sealed_from_wire(secret) for secret in message.credentials), message.try_defaults)


Row: TypeAlias = tuple[str, Callable[[Any, Any], None], Callable[[Any], CommandPayload]]

_TABLE: dict[CommandKind, Row] = {
    CommandKind.REBOOT: ("reboot", _nothing, lambda _: Reboot()),
    CommandKind.START_MINING: ("start_mining", _nothing, lambda _: StartMining()),
    CommandKind.STOP_MINING: ("stop_mining", _nothing, lambda _: StopMining()),
    CommandKind.SET_POWER_TARGET: ("set_power_target", _power_target_to, _power_target_from),
    CommandKind.CURTAIL: ("curtail", _curtail_to, _curtail_from),
    CommandKind.UNCURTAIL: ("uncurtail", _uncurtail_to, _uncurtail_from),
    CommandKind.UPDATE_POOLS: ("update_pools", _pools_to, _pools_from),
    CommandKind.BLINK_LED: ("blink_led", _blink_to, lambda message: BlinkLed(message.on)),
    CommandKind.SET_COOLING_MODE: ("set_cooling_mode", _cooling_to, _cooling_from),
    CommandKind.UPDATE_PASSWORD: ("update_password", _password_to, _password_from),
    CommandKind.UPDATE_FIRMWARE: ("update_firmware", _firmware_to, _firmware_from),
    CommandKind.DOWNLOAD_LOGS: ("download_logs", _nothing, lambda _: DownloadLogs()),
    CommandKind.DISCOVER: ("discover", _discover_to, _discover_from),
    CommandKind.PAIR: ("pair", _pair_to, _pair_from),
    CommandKind.UNPAIR: ("unpair", _nothing, lambda _: Unpair()),
}
"""Kind: the member of the wire's oneof, how it is filled, how it is read."""

_FROM_WIRE = {field: from_wire for field, _, from_wire in _TABLE.values()}
