"""What each command does to an imaginary miner."""

import math
from collections.abc import Callable, Sequence

from headframe.driver import InvalidArgumentError, UnsupportedError
from headframe.drivers.virtual.miner import (
    IDLE_POWER_WATTS,
    MAX_POWER_WATTS,
    MIN_POWER_WATTS,
    MODES,
    NOMINAL_POWER_WATTS,
    VirtualMiner,
)
from headframe.wire.gen.miner.v1 import miner_pb2

NOT_FOR_DEVICES = {"COMMAND_KIND_UNSPECIFIED", "COMMAND_KIND_DISCOVER"}
COMMANDS = tuple(name for name, _ in miner_pb2.CommandKind.items() if name not in NOT_FOR_DEVICES)
MAX_POOLS = 3
MIN_PERCENT = 100 * MIN_POWER_WATTS / NOMINAL_POWER_WATTS
MAX_PERCENT = 100 * MAX_POWER_WATTS / NOMINAL_POWER_WATTS
Payload = miner_pb2.CommandPayload


def capabilities() -> miner_pb2.Capabilities:
    """Everything that a command can ask of one device."""
    return miner_pb2.Capabilities(
        commands=COMMANDS,
        power_target=miner_pb2.PowerTargetCapability(
            min_watts=MIN_POWER_WATTS,
            max_watts=MAX_POWER_WATTS,
            min_percent=MIN_PERCENT,
            max_percent=MAX_PERCENT,
            modes=sorted(MODES, key=MODES.__getitem__),
        ),
        max_pools=MAX_POOLS,
        curtailment_levels=[miner_pb2.CURTAILMENT_LEVEL_FULL, miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY],
        cooling_modes=[
            miner_pb2.COOLING_MODE_AUTO,
            miner_pb2.COOLING_MODE_MANUAL,
            miner_pb2.COOLING_MODE_IMMERSION,
        ],
        needs_credentials=True,
        components=[miner_pb2.COMPONENT_KIND_HASH_BOARD, miner_pb2.COMPONENT_KIND_FAN],
    )


class Commands:
    """Applies commands; each returns what was read back, for people."""

    def __init__(self, reboot_seconds: float) -> None:
        self._reboot_seconds = reboot_seconds
        self._table: dict[str, Callable[[VirtualMiner, Payload, Sequence[str], float], str]] = {
            "reboot": self.reboot,
            "start_mining": self.start,
            "stop_mining": self.stop,
            "set_power_target": self.set_power_target,
            "curtail": self.curtail,
            "uncurtail": self.uncurtail,
            "update_pools": self.update_pools,
            "blink_led": self.blink_led,
            "set_cooling_mode": self.set_cooling_mode,
            "update_password": self.update_password,
            "pair": self.nothing,
            "unpair": self.nothing,
        }

    def apply(self, miner: VirtualMiner, command: Payload, secrets: Sequence[str], now: float) -> str:
        """Carry out one command. Raises UnsupportedError, InvalidArgumentError."""
        act = self._table.get(command.WhichOneof("payload") or "")
        if act is None:
            raise UnsupportedError("a virtual miner cannot do that by a command")
        return act(miner, command, secrets, now)

    def reboot(self, miner: VirtualMiner, _: Payload, __: Sequence[str], now: float) -> str:
        """Silent for a while, then up again with what was saved."""
        miner.silent_until = miner.booted = miner.mining_since = now + self._reboot_seconds
        miner.led_on = False
        return "rebooting"

    def start(self, miner: VirtualMiner, _: Payload, __: Sequence[str], now: float) -> str:
        """Ramps up, unless it hashes already. FULL is a sleep like any other, and over with it."""
        if miner.stopped or miner.curtailed == miner_pb2.CURTAILMENT_LEVEL_FULL:
            miner.stopped, miner.mining_since = False, now
        if miner.curtailed == miner_pb2.CURTAILMENT_LEVEL_FULL:
            miner.curtailed = miner_pb2.CURTAILMENT_LEVEL_UNSPECIFIED
        return "mining"

    def stop(self, miner: VirtualMiner, _: Payload, __: Sequence[str], ___: float) -> str:
        """Sleeps."""
        miner.stopped = True
        return f"stopped, {IDLE_POWER_WATTS:.0f} W"

    def set_power_target(self, miner: VirtualMiner, command: Payload, _: Sequence[str], __: float) -> str:
        """Watts, percent of nominal, or a mode."""
        wish = command.set_power_target
        which = wish.WhichOneof("target")
        if which == "mode":
            if wish.mode not in MODES:
                raise InvalidArgumentError(f"no such mode; it has {', '.join(MODES)}")
            watts = MODES[wish.mode]
        else:
            watts = wish.watts if which == "watts" else NOMINAL_POWER_WATTS * wish.percent / 100
        if not math.isfinite(watts) or not MIN_POWER_WATTS - 1 <= watts <= MAX_POWER_WATTS + 1:
            raise InvalidArgumentError(f"from {MIN_POWER_WATTS:.0f} to {MAX_POWER_WATTS:.0f} W")
        miner.power_target_watts, miner.power_mode = watts, wish.mode
        return f"target {watts:.0f} W"

    def curtail(self, miner: VirtualMiner, command: Payload, _: Sequence[str], __: float) -> str:
        """To the level asked for, whatever it was."""
        if command.curtail.level == miner_pb2.CURTAILMENT_LEVEL_UNSPECIFIED:
            raise InvalidArgumentError("no level was given")
        miner.curtailed = command.curtail.level
        return miner_pb2.CurtailmentLevel.Name(miner.curtailed)

    def uncurtail(self, miner: VirtualMiner, _: Payload, __: Sequence[str], now: float) -> str:
        """Back to what it did before."""
        if miner.curtailed == miner_pb2.CURTAILMENT_LEVEL_FULL:
            miner.mining_since = now
        miner.curtailed = miner_pb2.CURTAILMENT_LEVEL_UNSPECIFIED
        return "not curtailed"

    def update_pools(self, miner: VirtualMiner, command: Payload, _: Sequence[str], __: float) -> str:
        """Replaces the list; passwords are not kept."""
        pools = command.update_pools.pools
        if not 1 <= len(pools) <= MAX_POOLS or not all(pool.url for pool in pools):
            raise InvalidArgumentError(f"from 1 to {MAX_POOLS} pools, each with a URL")
        miner.pools = [miner_pb2.Pool(url=pool.url, username=pool.username) for pool in pools]
        return f"{len(miner.pools)} pools"

    def blink_led(self, miner: VirtualMiner, command: Payload, _: Sequence[str], __: float) -> str:
        """On or off."""
        miner.led_on = command.blink_led.on
        return f"LED {'on' if miner.led_on else 'off'}"

    def set_cooling_mode(self, miner: VirtualMiner, command: Payload, _: Sequence[str], __: float) -> str:
        """Automatic, at a given duty, or without fans."""
        wish = command.set_cooling_mode
        if wish.mode == miner_pb2.COOLING_MODE_UNSPECIFIED:
            raise InvalidArgumentError("no cooling mode was given")
        duty = {miner_pb2.COOLING_MODE_AUTO: 0.6, miner_pb2.COOLING_MODE_IMMERSION: 0.0}.get(
            wish.mode, wish.fan_duty_ratio
        )
        if not 0 <= duty <= 1:
            raise InvalidArgumentError("fan_duty_ratio runs from 0 to 1")
        miner.cooling, miner.fan_duty_ratio = wish.mode, duty
        return f"fans at {duty:.0%}"

    def update_password(self, miner: VirtualMiner, _: Payload, secrets: Sequence[str], __: float) -> str:
        """The new one works from now on, the old one no longer."""
        if len(secrets) != 1 or not secrets[0]:
            raise InvalidArgumentError("exactly one new password is needed")
        miner.password = secrets[0]
        return "password changed"

    def nothing(self, _: VirtualMiner, __: Payload, ___: Sequence[str], ____: float) -> str:
        """Pairing changes nothing on the device."""
        return "nothing to change"
