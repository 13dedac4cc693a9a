"""Titles of batches: what was asked, in words. No secret ever stands in one."""

from headframe.core.commands.payloads import (
    OPERATOR_HOLD,
    BlinkLed,
    CommandPayload,
    Curtail,
    Discover,
    DownloadLogs,
    Pair,
    Reboot,
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

_PLAIN: dict[type, str] = {
    Reboot: "Reboot",
    StartMining: "Start mining",
    StopMining: "Stop mining",
    DownloadLogs: "Download logs",
    Discover: "Discover miners",
    Pair: "Pair",
    Unpair: "Unpair",
}
_MAX_NAMED_POOLS = 3


def title_of(payload: CommandPayload) -> str:
    """One line for a batch of `payload`."""
    return _PLAIN.get(type(payload)) or _with_values(payload)


def _with_values(payload: CommandPayload) -> str:
    words = str(payload.kind)
    match payload:
        case SetPowerTarget():
            words = f"Set power target to {_target(payload)}"
        case Curtail(level=level):
            words = f"Curtail to {level}{_hold(payload)}"
        case Uncurtail():
            words = f"Lift curtailment{_hold(payload)}"
        case BlinkLed(on=on):
            words = f"Turn the locating light {'on' if on else 'off'}"
        case SetCoolingMode(mode=mode, fan_duty_ratio=duty):
            words = f"Set cooling to {mode}" + (f" at {duty:.0%}" if duty is not None else "")
        case UpdatePools(pools=pools):
            named = ", ".join(f"{pool.username} at {pool.url}" for pool in pools[:_MAX_NAMED_POOLS])
            words = f"Set {len(pools)} pools: {named}"
        case UpdatePassword(username=username):
            words = f"Change the password of {username or 'the account in use'}"
        case UpdateFirmware(version=version):
            words = f"Update firmware to {version}"
    return words


def _hold(payload: Curtail | Uncurtail) -> str:
    """The hold's name, where it is not the usual one."""
    return "" if payload.hold_id == OPERATOR_HOLD else f" ({payload.hold_id})"


def _target(payload: SetPowerTarget) -> str:
    if payload.watts is not None:
        return f"{payload.watts:g} W"
    if payload.percent is not None:
        return f"{payload.percent:g} %"
    return f"mode {payload.mode}"


def miners(count: int) -> str:
    """How many, as people say it: 1 miner, 40 miners."""
    return f"{count} {'miner' if count == 1 else 'miners'}"
