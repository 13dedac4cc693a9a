"""What an AxeOS miner can be told, each verified by reading it back."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from headframe.driver import Executed, InvalidArgumentError, RefusedError, UnsupportedError
from headframe.drivers.axeos import protocol
from headframe.drivers.axeos.device import Device, sample_from
from headframe.drivers.axeos.pools import settings_of
from headframe.drivers.axeos.presets import Preset, presets_of
from headframe.drivers.axeos.sample import is_paused
from headframe.wire.gen.miner.v1 import miner_pb2

_SAYS_HI = "says"
_BLINKS = "blinks for 30 seconds"


async def reboot(device: Device) -> Executed:
    """Restart; verified by the miner going down, or by an uptime that began anew."""
    before = await device.info_before_write()
    await device.protocol.post(protocol.RESTART)
    return Executed(verified=True, detail=await device.going_down(before))


async def set_mining(device: Device, *, is_on: bool) -> Executed:
    """Pause or resume, where the firmware can (from v2.14). A pause does not outlive a restart."""
    before = await device.info_before_write()
    paused = is_paused(before)
    if paused is None:
        raise UnsupportedError("this AxeOS cannot pause mining; v2.14 and later can")
    if paused is is_on:
        await device.protocol.post(protocol.RESUME if is_on else protocol.PAUSE)
    after = await device.shown({"miningPaused": float(not is_on)})
    return Executed(verified=True, detail="mining" if is_on else "paused", sample=sample_from(after))


async def set_preset(device: Device, mode: str) -> Executed:
    """Set one of the vendor's presets."""
    await device.info_before_write()
    presets = presets_of(await device.protocol.asic())
    if presets is None:
        raise UnsupportedError("this AxeOS does not tell its presets")
    if mode not in presets:
        raise InvalidArgumentError(f"no mode {mode[:32]!r}; there are {', '.join(presets)}")
    return await apply(device, presets[mode])


async def apply(device: Device, preset: Preset) -> Executed:
    """Set a frequency and a core voltage on a miner whose identity was just checked."""
    settings = {"frequency": _whole(preset.mhz), "coreVoltage": _whole(preset.millivolts)}
    await device.protocol.set(settings)
    after = await device.shown(settings)
    return Executed(verified=True, detail=f"set to {preset.words}", sample=sample_from(after))


async def set_power_target(device: Device, command: miner_pb2.SetPowerTargetCommand) -> Executed:
    """Set a named mode. Watts and percent are refused: AxeOS regulates neither."""
    if command.WhichOneof("target") != "mode":
        raise UnsupportedError("AxeOS has no power target in watts or percent; name a mode")
    return await set_preset(device, command.mode)


async def update_pools(
    device: Device, command: miner_pb2.UpdatePoolsCommand, secrets: Sequence[str]
) -> Executed:
    """Replace both pools, then restart: the firmware connects to what was set when it started."""
    before = await device.info_before_write()
    settings, passwords = settings_of(command.pools, secrets, before)
    await device.protocol.set({**settings, **passwords})
    await device.shown(settings)
    await device.protocol.post(protocol.RESTART)
    seen = await device.going_down(before)
    pools = ", ".join(pool.url for pool in command.pools)
    return Executed(verified=True, detail=f"set to {pools}; {seen}")


async def blink(device: Device, *, is_on: bool) -> Executed:
    """Identify. The firmware's request toggles and says what it did; it stops by itself after 30 seconds."""
    await device.info_before_write()
    for _ in range(2):
        words = await device.protocol.post(protocol.IDENTIFY)
        if ("no longer" not in words and _SAYS_HI in words) is is_on:
            return Executed(verified=True, detail=_BLINKS if is_on else "stopped blinking")
    raise RefusedError(
        "the miner stops blinking by itself after 30 seconds; this firmware cannot stop it earlier"
    )


async def set_cooling(device: Device, command: miner_pb2.SetCoolingModeCommand) -> Executed:
    """Let the firmware steer the fan, or hold a duty."""
    before = await device.info_before_write()
    settings: dict[str, Any] = {"autofanspeed": 1}
    if command.mode == miner_pb2.COOLING_MODE_MANUAL:
        if not command.HasField("fan_duty_ratio") or not 0 <= command.fan_duty_ratio <= 1:
            raise InvalidArgumentError("manual cooling needs a fan_duty_ratio from 0 to 1")
        duty_key = "manualFanSpeed" if "manualFanSpeed" in before else "fanspeed"
        settings = {"autofanspeed": 0, duty_key: round(command.fan_duty_ratio * 100)}
    elif command.mode != miner_pb2.COOLING_MODE_AUTO:
        raise UnsupportedError("AxeOS cools automatically or at a set fan duty")
    await device.protocol.set(settings)
    after = await device.shown(settings)
    return Executed(verified=True, detail="fan settings read back", sample=sample_from(after))


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) else value


Handler = Callable[[Device, miner_pb2.CommandPayload, Sequence[str]], Awaitable[Executed]]

HANDLERS: dict[str, Handler] = {
    "reboot": lambda device, _payload, _secrets: reboot(device),
    "start_mining": lambda device, _payload, _secrets: set_mining(device, is_on=True),
    "stop_mining": lambda device, _payload, _secrets: set_mining(device, is_on=False),
    "set_power_target": lambda device, payload, _secrets: set_power_target(device, payload.set_power_target),
    "update_pools": lambda device, payload, secrets: update_pools(device, payload.update_pools, secrets),
    "blink_led": lambda device, payload, _secrets: blink(device, is_on=payload.blink_led.on),
    "set_cooling_mode": lambda device, payload, _secrets: set_cooling(device, payload.set_cooling_mode),
}
"""By the payload's field; curtailment, which remembers, stands in `curtailment`."""
