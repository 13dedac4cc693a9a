"""Commands over API 3, each read back."""

import math
from collections.abc import Sequence
from contextlib import suppress

from headframe.driver import Executed, InvalidArgumentError, OutcomeUnknownError
from headframe.drivers.cgminer import identity as identities, restart, values
from headframe.drivers.cgminer.verify import Check, until
from headframe.drivers.whatsminer import arguments
from headframe.drivers.whatsminer.api3 import details, writes
from headframe.drivers.whatsminer.api3.protocol import Section, get, part
from headframe.drivers.whatsminer.description import API3_ACCOUNT
from headframe.drivers.whatsminer.framed import Conversation
from headframe.drivers.whatsminer.timing import Timing
from headframe.wire.gen.driver.v1 import driver_pb2

LED_PATTERN = [{"color": color, "period": 200, "duration": 100, "start": 0} for color in ("red", "green")]
MAX_PASSWORD_BYTES = 64


class Commander:
    """One command on one target."""

    def __init__(self, talk: Conversation, timing: Timing, target: driver_pb2.Target) -> None:
        self._talk = talk
        self._timing = timing
        self._target = target
        self._info: Section = {}

    async def identify(self) -> None:
        """Check who answers.

        Raises:
            WrongDeviceError: another device answers, or one that does not say who it is.
        """
        seen = details.identity(await self.info())
        identities.prove(self._target, seen_mac=seen.mac, seen_serial=seen.serial)

    async def info(self) -> Section:
        """The device information, whose identity is checked.

        Raises:
            WrongDeviceError: another device answers.
        """
        self._info = await get(self._talk, "get.device.info")
        seen = details.identity(self._info)
        identities.check(self._target, seen_mac=seen.mac, seen_serial=seen.serial)
        return self._info

    async def write(self, command: str, param: object = None) -> None:
        """Send one write."""
        await writes.send(self._talk, self._target, self._info, command, param)

    async def verify(self, check: Check, what: str) -> Executed:
        """Wait for the effect."""
        detail = await until(
            check,
            what=what,
            limit_seconds=self._timing.verify_seconds,
            interval_seconds=self._timing.verify_interval_seconds,
        )
        return Executed(verified=True, detail=detail)

    async def set_mining(self, *, on: bool) -> Executed:
        """set.miner.service start or stop."""

        async def check() -> str:
            working = values.flag(part(await self.info(), "miner"), "working")
            return ("mining is on" if on else "mining is off") if working is on else ""

        if await check():
            return Executed(verified=True, detail="it was so already")
        await self.write("set.miner.service", "start" if on else "stop")
        return await self.verify(check, "the change")

    async def set_mode(self, mode: str) -> Executed:
        """set.miner.power_mode."""
        await self.write("set.miner.power_mode", mode)

        async def check() -> str:
            found = details.power_mode(await get(self._talk, "get.miner.setting"))
            return f"power mode {found}" if found == mode else ""

        return await self.verify(check, f"power mode {mode}")

    async def set_limit(self, watts: int) -> Executed:
        """set.miner.power_limit; the mining service restarts."""
        await self.write("set.miner.power_limit", watts)

        async def check() -> str:
            summary = part(await get(self._talk, "get.miner.status", "summary"), "summary")
            found = values.power(summary, "power-limit", [])
            if found is None:
                found = values.power(await get(self._talk, "get.miner.setting"), "power-limit", [])
            return f"power limit {found:g} W" if found is not None and round(found) == watts else ""

        return await self.verify(check, f"a limit of {watts} W")

    async def set_percent(self, percent: int) -> Executed:
        """set.miner.power_percent. Firmware reads the number as text, whatever the document says."""
        await self.write("set.miner.power_percent", {"percent": str(percent), "mode": "normal"})

        async def check() -> str:
            setting = await get(self._talk, "get.miner.setting")
            found = values.number(setting, "power-percent", 0, 200, [])
            if found is None:
                return "not reported"
            return f"{found:g} %" if math.isclose(found, percent) else ""

        done = await self.verify(check, f"{percent} %")
        return Executed(verified=done.detail != "not reported", detail=done.detail)

    async def set_led(self, *, on: bool) -> Executed:
        """Blink red and green, or back to automatic."""
        await self.write("set.system.led", LED_PATTERN if on else "auto")

        async def check() -> str:
            found = values.text(part(await self.info(), "system"), "ledstatus")
            return f"LED {found}" if found and (found != "auto") is on else ""

        return await self.verify(check, "the LED's state")

    async def set_pools(self, wanted: Sequence[arguments.PoolSetting]) -> Executed:
        """set.miner.pools."""
        param = [{"pool": pool.url, "worker": pool.worker, "passwd": pool.password} for pool in wanted]
        await self.write("set.miner.pools", param)

        async def check() -> str:
            found = details.pools(await details.status_of(self._talk))
            return f"{len(found)} pools" if arguments.same_pools(wanted, found) else ""

        return await self.verify(check, "the pools")

    async def set_password(self, account: str, new: str) -> Executed:
        """set.user.change_passwd, proven by a token made from the new password."""
        if not new.isascii() or not 1 <= len(new) <= MAX_PASSWORD_BYTES:
            raise InvalidArgumentError(f"the miner takes 1 to {MAX_PASSWORD_BYTES} ASCII letters")
        own = self._target.credentials.username or API3_ACCOUNT
        name = account or own
        old = self._target.credentials.password
        await self.write("set.user.change_passwd", {"account": name, "old": old, "new": new})
        if name != own:
            return Executed(verified=False, detail="changed for another account than the node's own")
        changed = driver_pb2.Target()
        changed.CopyFrom(self._target)
        changed.credentials.password = new

        async def check() -> str:
            info = await self.info()
            await writes.prove(self._talk, changed, info, tolerate_writes_off=False)
            return "the new password works"

        return await self.verify(check, "the new password")

    async def reboot(self) -> Executed:
        """Reboot, seen by the miner falling silent or by its clock starting anew."""
        before = await self._uptime()
        # It may go down before it answers; what follows tells.
        with suppress(OutcomeUnknownError):
            await self.write("set.system.reboot")
        return await restart.seen(
            self._uptime,
            before=before,
            limit_seconds=self._timing.reboot_seconds,
            interval_seconds=self._timing.verify_interval_seconds,
        )

    async def _uptime(self) -> int | None:
        await self.info()
        summary = part(await get(self._talk, "get.miner.status", "summary"), "summary")
        return values.total(summary, "bootup-time", [])
