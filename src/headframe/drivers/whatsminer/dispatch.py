"""Which call of a commander carries out which command; both APIs offer the same calls."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from headframe.driver import Executed, InvalidArgumentError, UnsupportedError
from headframe.drivers.whatsminer import arguments
from headframe.wire.gen.miner.v1 import miner_pb2


class Commander(Protocol):
    """One target's commands, each of which reads back what it changed."""

    async def identify(self) -> None:
        """Check who answers; raises WrongDeviceError."""
        ...

    async def set_mining(self, *, on: bool) -> Executed:
        """Start or stop mining."""
        ...

    async def set_mode(self, mode: str) -> Executed:
        """Choose a power mode."""
        ...

    async def set_limit(self, watts: int) -> Executed:
        """Limit the power."""
        ...

    async def set_percent(self, percent: int) -> Executed:
        """Run at a share of the nominal power."""
        ...

    async def set_led(self, *, on: bool) -> Executed:
        """Blink, or stop."""
        ...

    async def set_pools(self, wanted: Sequence[arguments.PoolSetting]) -> Executed:
        """Replace the pools."""
        ...

    async def set_password(self, account: str, new: str) -> Executed:
        """Change an account's password; an empty account is the target's own."""
        ...

    async def reboot(self) -> Executed:
        """Reboot."""
        ...


Handler = Callable[[Commander, miner_pb2.CommandPayload, Sequence[str]], Awaitable[Executed]]


async def _curtail(commander: Commander, command: miner_pb2.CommandPayload, _: Sequence[str]) -> Executed:
    if command.curtail.level == miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY:
        return await commander.set_mode("low")
    return await commander.set_mining(on=False)


async def _power_target(
    commander: Commander, command: miner_pb2.CommandPayload, _: Sequence[str]
) -> Executed:
    target = command.set_power_target
    match target.WhichOneof("target"):
        case "watts":
            return await commander.set_limit(arguments.watts(target.watts))
        case "percent":
            return await commander.set_percent(arguments.percent(target.percent))
        case "mode":
            return await commander.set_mode(arguments.mode(target.mode))
        case _:
            raise InvalidArgumentError("no power target was given")


async def _password(
    commander: Commander, command: miner_pb2.CommandPayload, secrets: Sequence[str]
) -> Executed:
    if not secrets:
        raise InvalidArgumentError("no new password was given")
    return await commander.set_password(command.update_password.username, secrets[0])


_HANDLERS: dict[str, Handler] = {
    "reboot": lambda commander, _, __: commander.reboot(),
    "start_mining": lambda commander, _, __: commander.set_mining(on=True),
    "uncurtail": lambda commander, _, __: commander.set_mining(on=True),
    "stop_mining": lambda commander, _, __: commander.set_mining(on=False),
    "curtail": _curtail,
    "set_power_target": _power_target,
    "update_pools": lambda commander, command, secrets: commander.set_pools(
        arguments.pools(command.update_pools, secrets)
    ),
    "blink_led": lambda commander, command, _: commander.set_led(on=command.blink_led.on),
    "update_password": _password,
}


async def execute(
    commander: Commander, command: miner_pb2.CommandPayload, secrets: Sequence[str]
) -> Executed:
    """Check who answers, carry out one command and read it back.

    Raises:
        DeviceError: what went wrong; OutcomeUnknownError where the effect could not be seen.
    """
    name = command.WhichOneof("payload") or "an empty payload"
    handler = _HANDLERS.get(name)
    if handler is None:
        raise UnsupportedError(f"WhatsMiner has no command for {name}")
    await commander.identify()
    return await handler(commander, command, secrets)
