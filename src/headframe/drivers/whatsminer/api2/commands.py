"""Commands over API 2, each read back."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from headframe.driver import Executed, InvalidArgumentError, OutcomeUnknownError
from headframe.drivers.cgminer import answers, identity as identities, restart, values
from headframe.drivers.cgminer.pools import pools
from headframe.drivers.cgminer.reads import Reads
from headframe.drivers.cgminer.verify import Check, until
from headframe.drivers.whatsminer import arguments
from headframe.drivers.whatsminer.api2 import details
from headframe.drivers.whatsminer.api2.protocol import port_of
from headframe.drivers.whatsminer.api2.writes import Writes
from headframe.drivers.whatsminer.description import API2_ACCOUNT
from headframe.drivers.whatsminer.timing import Timing
from headframe.wire.gen.driver.v1 import driver_pb2

MAX_PASSWORD_BYTES = 8
LED_CYCLE_MS = 200
LED_LIT_MS = 100


class Commander:
    """One command on one target."""

    def __init__(self, reads: Reads, writes: Writes, timing: Timing, target: driver_pb2.Target) -> None:
        self._reads = reads
        self._writes = writes
        self._timing = timing
        self._target = target

    async def ask(self, command: str) -> answers.Answer:
        """One plain read of the target."""
        return await self._reads.one(self._target.address, port_of(self._target), command)

    async def summary(self) -> Mapping[str, Any]:
        """The summary, whose MAC is checked.

        Raises:
            WrongDeviceError: another device answers.
        """
        found = answers.first(await self.ask("summary"), "SUMMARY")
        identities.check(self._target, seen_mac=identities.mac(found.get("MAC")), seen_serial="")
        return found

    async def identify(self) -> None:
        """Check who answers; older firmware tells its MAC in `get_miner_info` only.

        Raises:
            WrongDeviceError: another device answers, or one that does not say who it is.
        """
        mac, serial = identities.mac((await self.summary()).get("MAC")), ""
        if not identities.is_proven(self._target, seen_mac=mac, seen_serial=serial):
            message = (await self.ask("get_miner_info")).get("Msg")
            if isinstance(message, dict):
                mac, serial = identities.mac(message.get("mac")), values.text(message, "minersn")
        identities.prove(self._target, seen_mac=mac, seen_serial=serial)

    async def write(self, name: str, **values_sent: str | int) -> None:
        """Send one write."""
        await self._writes.send(self._target, {"cmd": name, **values_sent})

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
        """power_on or power_off: the hash boards' power, while the control board stays up."""

        async def check() -> str:
            off = details.is_off(await self.ask("status"))
            return ("mining is on" if on else "mining is off") if off is (not on) else ""

        if await check():
            return Executed(verified=True, detail="it was so already")
        if on:
            await self.write("power_on")
        else:
            await self.write("power_off", respbefore="true")
        return await self.verify(check, "the change")

    async def set_mode(self, mode: str) -> Executed:
        """set_low_power, set_normal_power or set_high_power; btminer restarts."""
        await self.write(f"set_{mode}_power")

        async def check() -> str:
            found = values.text(await self.summary(), "Power Mode").lower()
            return f"power mode {found}" if found == mode else ""

        return await self.verify(check, f"power mode {mode}")

    async def set_limit(self, watts: int) -> Executed:
        """adjust_power_limit; btminer restarts."""
        await self.write("adjust_power_limit", power_limit=str(watts))

        async def check() -> str:
            found = values.power(await self.summary(), "Power Limit", [])
            return f"power limit {found:g} W" if found is not None and round(found) == watts else ""

        return await self.verify(check, f"a limit of {watts} W")

    async def set_percent(self, percent: int) -> Executed:
        """set_power_pct_v2, which has no reading of its own: only the answer is known."""
        await self.write("set_power_pct_v2", percent=str(percent))
        return Executed(
            verified=False, detail=f"the miner accepted {percent} %; it does not report the value"
        )

    async def set_led(self, *, on: bool) -> Executed:
        """Blink red and green, or back to automatic."""
        if on:
            for color in ("red", "green"):
                await self.write("set_led", color=color, period=LED_CYCLE_MS, duration=LED_LIT_MS, start=0)
        else:
            await self.write("set_led", param="auto")

        async def check() -> str:
            message = (await self.ask("get_miner_info")).get("Msg")
            found = values.text(message, "ledstat") if isinstance(message, dict) else ""
            return f"LED {found}" if found and (found != "auto") is on else ""

        return await self.verify(check, "the LED's state")

    async def set_pools(self, wanted: Sequence[arguments.PoolSetting]) -> Executed:
        """update_pools: all three slots; btminer restarts."""
        sent: dict[str, str] = {}
        for slot in range(3):
            pool = wanted[slot] if slot < len(wanted) else arguments.PoolSetting("", "", "")
            sent |= {
                f"pool{slot + 1}": pool.url,
                f"worker{slot + 1}": pool.worker,
                f"passwd{slot + 1}": pool.password,
            }
        await self.write("update_pools", **sent)

        async def check() -> str:
            found = pools(await self.ask("pools"))
            return f"{len(found)} pools" if arguments.same_pools(wanted, found) else ""

        return await self.verify(check, "the pools")

    async def set_password(self, account: str, new: str) -> Executed:
        """update_pwd, proven by a token made from the new password. There is one account only."""
        if account not in {"", API2_ACCOUNT}:
            raise InvalidArgumentError(f"the miner's only account is {API2_ACCOUNT}")
        if not new.isascii() or not 1 <= len(new) <= MAX_PASSWORD_BYTES:
            raise InvalidArgumentError(f"the miner takes 1 to {MAX_PASSWORD_BYTES} ASCII letters")
        await self.write("update_pwd", old=self._target.credentials.password, new=new)
        self._writes.forget(self._target)
        changed = driver_pb2.Target()
        changed.CopyFrom(self._target)
        changed.credentials.password = new

        async def check() -> str:
            await self._writes.prove(changed, tolerate_writes_off=True)
            return "the new password works"

        return await self.verify(check, "the new password")

    async def reboot(self) -> Executed:
        """Reboot, seen by the miner falling silent or by its clock starting anew."""
        before = values.total(await self.summary(), "Uptime", [])
        # Firmware that ignores `respbefore` reboots without an answer; what follows tells.
        with suppress(OutcomeUnknownError):
            await self.write("reboot", respbefore="true")
        self._writes.forget(self._target)

        async def uptime() -> int | None:
            return values.total(await self.summary(), "Uptime", [])

        return await restart.seen(
            uptime,
            before=before,
            limit_seconds=self._timing.reboot_seconds,
            interval_seconds=self._timing.verify_interval_seconds,
        )
