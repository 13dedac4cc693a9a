"""One AxeOS miner: reads that check who answers."""

from typing import Any

from headframe.driver import OutcomeUnknownError, ProtocolError, UnsupportedError, WrongDeviceError
from headframe.drivers.axeos import details, sample
from headframe.drivers.axeos.protocol import AxeOs
from headframe.drivers.cgminer import values
from headframe.drivers.cgminer.identity import check, mac, prove
from headframe.drivers.http import Waits, until
from headframe.drivers.http.restart import until_going, until_restarted
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2


class Device:
    """A miner at its endpoint, held to the identity that the target names."""

    def __init__(self, protocol: AxeOs, target: driver_pb2.Target, waits: Waits) -> None:
        self.protocol = protocol
        self.waits = waits
        self._target = target

    async def info(self) -> dict[str, Any]:
        """The info answer of the right miner.

        Raises:
            WrongDeviceError: another miner answers.
        """
        try:
            found = await self.protocol.info()
        except UnsupportedError as error:
            raise WrongDeviceError("what answers here does not run AxeOS") from error
        if not details.is_axeos(found):
            raise ProtocolError("the answer names no MAC address, chip or hashrate")
        check(self._target, seen_mac=mac(found.get("macAddr")), seen_serial="")
        return found

    async def info_before_write(self) -> dict[str, Any]:
        """The info answer, from a miner that proves to be the one expected.

        Raises:
            WrongDeviceError: it is another one, or cannot prove it: AxeOS knows no serial number.
        """
        found = await self.info()
        prove(self._target, seen_mac=mac(found.get("macAddr")), seen_serial="")
        return found

    async def poll(self, depth: driver_pb2.PollDepth) -> driver_pb2.PollResult:
        """One request for a sample; one more, for the presets, at full depth."""
        info = await self.info()
        result = driver_pb2.PollResult(
            sample=sample.sample_of(info), faults=details.faults_of(info), mac=mac(info.get("macAddr"))
        )
        if depth == driver_pb2.POLL_DEPTH_FULL:
            result.details.CopyFrom(details.details_of(info, await self.protocol.asic()))
        return result

    async def shown(self, settings: dict[str, Any]) -> dict[str, Any]:
        """The info answer once all `settings` read back.

        Raises:
            OutcomeUnknownError: they did not within the settling time.
        """
        found = await until(
            self.info,
            lambda info: all(_is_same(info.get(key), value) for key, value in settings.items()),
            within_seconds=self.waits.settle_seconds,
            step_seconds=self.waits.step_seconds,
        )
        if found is None:
            raise OutcomeUnknownError(
                f"the miner took the settings but does not show them: {', '.join(settings)}"
            )
        return found

    async def going_down(self, before: dict[str, Any]) -> str:
        """See a restart that was asked for just now begin; what was seen.

        Raises:
            OutcomeUnknownError: the miner goes on as before.
        """

        async def uptime() -> float | None:
            return _uptime(await self.info())

        return await until_going(
            uptime,
            _uptime(before) or 0.0,
            within_seconds=self.waits.down_seconds,
            step_seconds=self.waits.step_seconds,
        )

    async def restarted(self, before: dict[str, Any]) -> dict[str, Any]:
        """The first answer after a restart that was asked for just now.

        Raises:
            OutcomeUnknownError: the miner did not come back, or never went.
        """
        found = await until_restarted(
            self.info,
            _uptime,
            _uptime(before) or 0.0,
            within_seconds=self.waits.reboot_seconds,
            step_seconds=self.waits.step_seconds,
        )
        if found is None:
            raise OutcomeUnknownError(
                f"no restart was seen within {self.waits.reboot_seconds:g} seconds of asking for it"
            )
        return found


def sample_from(info: dict[str, Any]) -> miner_pb2.Sample:
    """The sample of an answer that was read to verify a command."""
    return sample.sample_of(info)


def _uptime(info: dict[str, Any]) -> float | None:
    return values.number(info, "uptimeSeconds", 0, values.TOTAL_LIMIT, [])


def _is_same(shown: object, wanted: object) -> bool:
    if isinstance(wanted, str):
        return shown == wanted
    number = float(shown) if isinstance(shown, bool) else values.as_number(shown)
    return number is not None and number == wanted
