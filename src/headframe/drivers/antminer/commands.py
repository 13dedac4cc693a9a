"""Commands, each read back. All of them go over the web server; the TCP API of stock firmware only reads."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from headframe.driver import (
    Executed,
    InvalidArgumentError,
    OutcomeUnknownError,
    RefusedError,
    UnsupportedError,
)
from headframe.drivers.antminer import conf, details
from headframe.drivers.antminer.description import has_fans, has_modes
from headframe.drivers.antminer.timing import Timing
from headframe.drivers.antminer.web import Web
from headframe.drivers.cgminer import identity as identities, restart, values
from headframe.drivers.cgminer.answers import Answer
from headframe.drivers.cgminer.verify import Check, until
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

MIN_PASSWORD_CHARS = 1
MAX_PASSWORD_CHARS = 64
_SUCCESS = "000"


class Commander:
    """One command on one target."""

    def __init__(self, web: Web, timing: Timing, target: driver_pb2.Target) -> None:
        self._web = web
        self._timing = timing
        self._target = target
        self.model = target.model

    async def identify(self) -> None:
        """Read who answers; every write begins here.

        Raises:
            WrongDeviceError: another device answers.
        """
        seen = details.identity(
            await self._web.get(self._target, "get_system_info"), model=self._target.model
        )
        identities.prove(self._target, seen_mac=seen.mac, seen_serial=seen.serial)
        self.model = seen.model

    async def settings(self) -> Answer:
        """The configuration."""
        return await self._web.get(self._target, "get_miner_conf")

    async def configure(self, sent: dict[str, Any]) -> None:
        """Write the configuration.

        Raises:
            RefusedError: the miner does not take it.
        """
        answer = await self._web.post(self._target, "set_miner_conf", sent)
        check_answer(answer)

    async def verify(self, check: Check, what: str) -> Executed:
        """Wait for the effect."""
        detail = await until(
            check,
            what=what,
            limit_seconds=self._timing.verify_seconds,
            interval_seconds=self._timing.verify_interval_seconds,
        )
        return Executed(verified=True, detail=detail)

    async def set_work_mode(self, mode: int) -> Executed:
        """Write the work mode: 0 normal, 1 sleep, 3 low power; the mining program restarts."""
        settings = await self.settings()
        if conf.work_mode(settings) == mode:
            return Executed(verified=True, detail=f"work mode is {mode} already")
        await self.configure(conf.with_mode(settings, mode))

        async def check() -> str:
            found = conf.work_mode(await self.settings())
            return f"work mode {found} ({conf.mode_name(found)})" if found == mode else ""

        return await self.verify(check, f"work mode {mode}")

    async def wake(self) -> Executed:
        """Leave sleep for normal mode; a miner in another mode mines already."""
        found = conf.work_mode(await self.settings())
        if found not in {None, conf.SLEEP_MODE}:
            return Executed(verified=True, detail=f"work mode is {found}, not sleep")
        return await self.set_work_mode(conf.NORMAL_MODE)

    async def set_power_mode(self, name: str) -> Executed:
        """A named power mode, where the model has them.

        Raises:
            UnsupportedError: it has none.
            InvalidArgumentError: it has no such one.
        """
        if not has_modes(self.model):
            raise UnsupportedError(f"{self.model or 'this model'} has no power modes")
        if name not in conf.MODES:
            raise InvalidArgumentError(f"power modes are {', '.join(conf.MODES)}")
        return await self.set_work_mode(conf.MODES[name])

    async def set_pools(self, wanted: Sequence[conf.PoolSetting]) -> Executed:
        """Write the pools; every other setting goes back as it was read."""
        await self.configure(conf.with_pools(await self.settings(), wanted))

        async def check() -> str:
            found = conf.pools(await self.settings())
            return f"{len(found)} pools" if conf.same_pools(wanted, found) else ""

        return await self.verify(check, "the pools")

    async def set_cooling(self, command: miner_pb2.SetCoolingModeCommand) -> Executed:
        """Fans by the firmware, or at a fixed duty.

        Raises:
            UnsupportedError: the model has no fans, or no such mode.
            InvalidArgumentError: no duty, or one out of range.
        """
        if not has_fans(self.model):
            raise UnsupportedError(f"{self.model} has no fans to set")
        percent = _duty(command)
        await self.configure(conf.with_cooling(await self.settings(), percent))
        wanted = (command.mode, percent)

        async def check() -> str:
            found = conf.cooling(await self.settings())
            return (
                ("fans automatic" if percent is None else f"fans at {percent} %") if found == wanted else ""
            )

        return await self.verify(check, "the cooling mode")

    async def set_led(self, *, on: bool) -> Executed:
        """Blink the locate light, or stop."""
        await self._web.post(self._target, "blink", {"blink": on})

        async def check() -> str:
            found = values.flag(await self._web.get(self._target, "get_blink_status"), "blink")
            return f"LED {'blinks' if on else 'is off'}" if found is on else ""

        return await self.verify(check, "the LED's state")

    async def set_password(self, command: miner_pb2.UpdatePasswordCommand, new: str) -> Executed:
        """Change the web server's password, and prove it by a read with the new one.

        Raises:
            InvalidArgumentError: the password is one that the firmware would not take.
        """
        login = self._target.credentials
        if command.username and command.username != (login.username or "root"):
            raise InvalidArgumentError("the miner changes only the password of the account that asks")
        if (
            not MIN_PASSWORD_CHARS <= len(new) <= MAX_PASSWORD_CHARS
            or not new.isascii()
            or not new.isprintable()
        ):
            raise InvalidArgumentError(f"the miner takes 1 to {MAX_PASSWORD_CHARS} printable ASCII letters")
        if " " in new or set(new) & set("\"'\\`"):
            raise InvalidArgumentError("the miner takes no blanks, quotes or backslashes in a password")
        body = {"curPwd": login.password, "newPwd": new, "confirmPwd": new}
        check_answer(await self._web.post(self._target, "passwd", body))
        changed = driver_pb2.Target()
        changed.CopyFrom(self._target)
        changed.credentials.password = new

        async def check() -> str:
            await self._web.get(changed, "get_system_info")
            return "the new password works"

        return await self.verify(check, "the new password")

    async def reboot(self) -> Executed:
        """Reboot, seen by the web server falling silent."""
        try:
            await self._web.press(self._target, "reboot")
        except OutcomeUnknownError:
            return Executed(verified=True, detail="it went down before it answered")

        async def alive() -> None:
            """Read the miner, which tells no uptime here."""
            await self.identify()

        return await restart.seen(
            alive,
            before=None,
            limit_seconds=self._timing.reboot_seconds,
            interval_seconds=self._timing.verify_interval_seconds,
        )


def _duty(command: miner_pb2.SetCoolingModeCommand) -> int | None:
    if command.mode == miner_pb2.COOLING_MODE_AUTO:
        return None
    if command.mode != miner_pb2.COOLING_MODE_MANUAL:
        raise UnsupportedError("stock firmware cools by fans that are automatic or fixed")
    if not command.HasField("fan_duty_ratio") or not 0 < command.fan_duty_ratio <= 1:
        raise InvalidArgumentError("a fixed fan duty is above 0 and at most 1")
    return max(1, round(command.fan_duty_ratio * 100))


def check_answer(answer: Answer) -> None:
    """Raise what the answer to a write says. Its code ends in 000 where all is well.

    Raises:
        RefusedError: the miner said no.
    """
    code = values.text(answer, "code")
    if values.text(answer, "stats") == "error" or (code and not code.endswith(_SUCCESS)):
        raise RefusedError(values.text(answer, "msg") or "the miner said no", vendor_code=code)


Handler = Callable[[Commander, miner_pb2.CommandPayload, Sequence[str]], Awaitable[Executed]]


async def _curtail(commander: Commander, command: miner_pb2.CommandPayload, _: Sequence[str]) -> Executed:
    if command.curtail.level == miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY:
        return await commander.set_power_mode("low")
    return await commander.set_work_mode(conf.SLEEP_MODE)


async def _power_target(
    commander: Commander, command: miner_pb2.CommandPayload, _: Sequence[str]
) -> Executed:
    if command.set_power_target.WhichOneof("target") != "mode":
        raise UnsupportedError("stock firmware has named power modes only, no watts and no percent")
    return await commander.set_power_mode(command.set_power_target.mode)


async def _password(
    commander: Commander, command: miner_pb2.CommandPayload, secrets: Sequence[str]
) -> Executed:
    if not secrets:
        raise InvalidArgumentError("no new password was given")
    return await commander.set_password(command.update_password, secrets[0])


_HANDLERS: dict[str, Handler] = {
    "reboot": lambda commander, _, __: commander.reboot(),
    "start_mining": lambda commander, _, __: commander.wake(),
    "uncurtail": lambda commander, _, __: commander.wake(),
    "stop_mining": lambda commander, _, __: commander.set_work_mode(conf.SLEEP_MODE),
    "curtail": _curtail,
    "set_power_target": _power_target,
    "update_pools": lambda commander, command, secrets: commander.set_pools(
        conf.wanted_pools(command.update_pools, secrets)
    ),
    "blink_led": lambda commander, command, _: commander.set_led(on=command.blink_led.on),
    "set_cooling_mode": lambda commander, command, _: commander.set_cooling(command.set_cooling_mode),
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
        raise UnsupportedError(f"an Antminer has no command for {name}")
    await commander.identify()
    return await handler(commander, command, secrets)
