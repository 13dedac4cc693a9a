"""What a rig can be told, each read back where the rig shows it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from headframe.driver import Executed, InvalidArgumentError, RefusedError, UnsupportedError
from headframe.drivers.cgminer import values
from headframe.drivers.http.restart import until_going
from headframe.drivers.http.untrusted import member
from headframe.drivers.proto_rig import protocol
from headframe.drivers.proto_rig.details import MAX_POOLS, pools_of
from headframe.drivers.proto_rig.device import Device
from headframe.drivers.proto_rig.login import TokenSource
from headframe.drivers.proto_rig.power import set_power_target
from headframe.wire.gen.miner.v1 import miner_pb2

LoginWith = Callable[[str], TokenSource]

_MINING = frozenset({"PoweringOn", "Mining", "DegradedMining"})
_STOPPED = frozenset({"PoweringOff", "Stopped", "Curtailed"})
_CANNOT_MINE = frozenset({"NoPools", "Error"})

_FAN_MODES = {
    miner_pb2.COOLING_MODE_AUTO: "Auto",
    miner_pb2.COOLING_MODE_MANUAL: "Manual",
    miner_pb2.COOLING_MODE_IMMERSION: "Off",
}


async def reboot(device: Device) -> Executed:
    """Reboot; verified by the rig going down, or by an uptime that began anew."""
    uptime = await device.uptime_seconds()
    await device.rig.write("POST", protocol.REBOOT)
    seen = await until_going(
        device.uptime_seconds,
        uptime or 0.0,
        within_seconds=device.waits.down_seconds,
        step_seconds=device.waits.step_seconds,
    )
    return Executed(verified=True, detail=seen)


async def set_mining(device: Device, *, is_on: bool) -> Executed:
    """Start or stop; verified once the rig powers its boards up, or down."""
    await device.rig.write("POST", protocol.START if is_on else protocol.STOP)
    wanted = _MINING if is_on else _STOPPED
    final = wanted | _CANNOT_MINE if is_on else wanted

    def state(status: dict[str, Any]) -> str:
        return values.text(status, "status")

    status = await device.shown(device.mining, lambda status: state(status) in final, "mining status")
    if state(status) not in wanted:
        raise RefusedError(f"the rig does not mine: {state(status)}", vendor_code=state(status))
    return Executed(verified=True, detail=state(status), sample=await device.sample())


async def update_pools(
    device: Device, command: miner_pb2.UpdatePoolsCommand, secrets: Sequence[str]
) -> Executed:
    """Replace all pools; verified by their URLs and users in order."""
    if not 1 <= len(command.pools) <= MAX_POOLS:
        raise InvalidArgumentError(f"a rig takes 1 to {MAX_POOLS} pools, not {len(command.pools)}")
    body = []
    for index, pool in enumerate(command.pools):
        entry = {"url": pool.url, "username": pool.username, "priority": index}
        if index < len(secrets) and secrets[index]:
            entry["password"] = secrets[index]
        body.append(entry)
    await device.rig.write("POST", protocol.POOLS, body)
    wanted = [(pool.url, pool.username) for pool in command.pools]

    async def look() -> list[tuple[str, str]]:
        found = pools_of(await device.rig.read_object(protocol.POOLS))
        return [(pool.url, pool.username) for pool in found]

    await device.shown(look, lambda found: found == wanted, "the pools")
    return Executed(verified=True, detail=", ".join(url for url, _ in wanted))


async def blink(device: Device, *, is_on: bool) -> Executed:
    """Light the locate LED until told otherwise. The rig does not show it, so this stays unverified."""
    query = "?enable=true&led_on_time=0" if is_on else "?enable=false"
    await device.rig.write("POST", protocol.LOCATE + query)
    return Executed(verified=False, detail="accepted; the rig does not show its LED")


async def set_cooling(device: Device, command: miner_pb2.SetCoolingModeCommand) -> Executed:
    """Set the fan mode, and the duty where it is manual."""
    mode = _FAN_MODES.get(command.mode)
    if mode is None:
        raise UnsupportedError("no such cooling mode")
    body: dict[str, Any] = {"mode": mode}
    if command.mode == miner_pb2.COOLING_MODE_MANUAL:
        if not command.HasField("fan_duty_ratio") or not 0 <= command.fan_duty_ratio <= 1:
            raise InvalidArgumentError("manual cooling needs a fan_duty_ratio from 0 to 1")
        body["speed_percentage"] = round(command.fan_duty_ratio * 100)
    await device.rig.write("PUT", protocol.COOLING, body)

    def is_shown(cooling: dict[str, Any]) -> bool:
        status = member(cooling, "cooling-status")
        duty = body.get("speed_percentage")
        return status.get("fan_mode") == mode and (duty is None or status.get("speed_percentage") == duty)

    await device.shown(lambda: device.rig.read_object(protocol.COOLING), is_shown, "the fan mode")
    return Executed(verified=True, detail=mode, sample=await device.sample())


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
"""By the payload's field; curtailment and passwords, which concern sessions and memory, stand in `driver`."""
