"""The power target: watts within the rig's bounds, and a performance mode."""

from typing import Any

from headframe.driver import Executed, InvalidArgumentError, UnsupportedError
from headframe.drivers.cgminer import values
from headframe.drivers.proto_rig import protocol
from headframe.drivers.proto_rig.details import MODES
from headframe.drivers.proto_rig.device import Device
from headframe.wire.gen.miner.v1 import miner_pb2

Target = dict[str, Any]


async def read_target(device: Device) -> Target:
    """The target with its bounds.

    Raises:
        UnsupportedError: the rig has none yet, as before it has initialised.
    """
    found = await device.rig.read_object(protocol.TARGET)
    if not found:
        raise UnsupportedError("the rig has no power target yet")
    return found


async def set_power_target(device: Device, command: miner_pb2.SetPowerTargetCommand) -> Executed:
    """Set watts, percent of the rig's default target, or a mode; the rest of the target stays."""
    now = await read_target(device)
    kind = command.WhichOneof("target")
    if kind == "mode":
        return await set_target(device, {"performance_mode": known_mode(command.mode)})
    if kind == "watts":
        return await set_target(device, {"power_target_watts": _within_bounds(command.watts, now)})
    if kind == "percent":
        nominal = values.power(now, "default_power_target_watts", [])
        if not nominal:
            raise UnsupportedError("the rig does not tell its default power target")
        watts = nominal * command.percent / 100
        return await set_target(device, {"power_target_watts": _within_bounds(watts, now)})
    raise InvalidArgumentError("the power target is empty")


async def set_target(device: Device, wanted: Target) -> Executed:
    """Set parts of the target and read them back."""
    await device.rig.write("PUT", protocol.TARGET, wanted)

    def is_shown(now: Target) -> bool:
        return all(now.get(key) == value for key, value in wanted.items())

    shown = await device.shown(lambda: device.rig.read_object(protocol.TARGET), is_shown, "the power target")
    return Executed(verified=True, detail=_words(shown), sample=await device.sample())


def known_mode(mode: str) -> str:
    """A mode of the rig's.

    Raises:
        InvalidArgumentError: it is none.
    """
    if mode not in MODES:
        raise InvalidArgumentError(f"no mode {mode[:32]!r}; there are {', '.join(MODES)}")
    return mode


def _within_bounds(watts: float, now: Target) -> int:
    low = values.power(now, "power_target_min_watts", [])
    high = values.power(now, "power_target_max_watts", [])
    if (
        values.as_number(watts) is None
        or (low is not None and watts < low)
        or (high is not None and watts > high)
    ):
        raise InvalidArgumentError(f"{watts:g} W is outside of {low or 0:g} to {high or 0:g} W")
    return round(watts)


def _words(target: Target) -> str:
    watts = values.power(target, "power_target_watts", [])
    mode = values.text(target, "performance_mode")
    return ", ".join(word for word in ("" if watts is None else f"{watts:g} W", mode) if word)
