"""One rig: reads that check who answers before a password goes out."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from headframe.driver import (
    InvalidArgumentError,
    OutcomeUnknownError,
    ProtocolError,
    RefusedError,
    UnsupportedError,
    WrongDeviceError,
)
from headframe.drivers.cgminer import values
from headframe.drivers.cgminer.identity import check, mac, prove
from headframe.drivers.http import Waits, until
from headframe.drivers.http.restart import until_restarted
from headframe.drivers.http.untrusted import member
from headframe.drivers.proto_rig import details, faults, protocol, sample
from headframe.drivers.proto_rig.protocol import Rig
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

T = TypeVar("T")


class Device:
    """A rig at its endpoint, held to the identity that the target names."""

    def __init__(self, rig: Rig, target: driver_pb2.Target, waits: Waits) -> None:
        self.rig = rig
        self.waits = waits
        self._target = target

    async def pairing_info(self) -> dict[str, Any]:
        """MAC and serial number, the rig's smallest answer, without a token.

        Raises:
            WrongDeviceError: another device answers.
        """
        try:
            found = await self.rig.open_read(protocol.PAIRING_INFO)
        except UnsupportedError as error:
            raise WrongDeviceError("what answers here is not a Proto rig") from error
        if not is_rig(found):
            raise ProtocolError("the answer names neither a MAC address nor a serial number")
        check(self._target, seen_mac=mac(found.get("mac")), seen_serial=values.text(found, "cb_sn"))
        return found

    async def check_before_write(self) -> None:
        """See that the rig proves to be the one expected.

        Raises:
            WrongDeviceError: it is another one, or cannot prove it.
        """
        found = await self.pairing_info()
        prove(self._target, seen_mac=mac(found.get("mac")), seen_serial=values.text(found, "cb_sn"))

    async def poll(self, depth: driver_pb2.PollDepth) -> driver_pb2.PollResult:
        """Four requests: who, telemetry, mining, fans. Six more at full depth, and one a board."""
        pairing = await self.pairing_info()
        is_full = depth == driver_pb2.POLL_DEPTH_FULL
        readings = await self._readings(protocol.TELEMETRY_WITH_CHIPS if is_full else protocol.TELEMETRY)
        result = driver_pb2.PollResult(
            sample=sample.sample_of(readings["telemetry"], readings["mining"], readings["cooling"]),
            mac=mac(pairing.get("mac")),
            serial=values.text(pairing, "cb_sn"),
        )
        if is_full:
            await self._add_details(result, pairing, readings)
        return result

    async def _readings(self, telemetry_path: str) -> dict[str, dict[str, Any]]:
        return {
            "telemetry": await self.rig.read_object(telemetry_path),
            "mining": await self.rig.read_object(protocol.MINING),
            "cooling": await _or(self.rig.read_object(protocol.COOLING), {}),
        }

    async def _add_details(
        self, result: driver_pb2.PollResult, pairing: dict[str, Any], readings: Mapping[str, Any]
    ) -> None:
        answers = details.Answers(
            pairing=pairing,
            system=await _or(self.rig.open_read(protocol.SYSTEM), {}),
            network=await _or(self.rig.open_read(protocol.NETWORK), {}),
            hardware=await _or(self.rig.open_read(protocol.HARDWARE), {}),
            pools=await _or(self.rig.read_object(protocol.POOLS), {}),
            target=await _or(self.rig.read_object(protocol.TARGET), {}),
            boards=await self._board_stats(result.sample),
            errors=await _or(self.rig.read(protocol.ERRORS), None),
        )
        result.details.CopyFrom(details.details_of(answers, readings))
        result.faults.extend(faults.faults_of(answers.errors))
        details.add_shares(result.sample, list(result.details.pools))
        details.add_hardware(result.sample, answers.hardware)
        details.add_board_stats(result.sample, answers.boards)

    async def _board_stats(self, of: miner_pb2.Sample) -> dict[str, dict[str, Any]]:
        """What the rig tells of each board on its own, by serial number."""
        found = {}
        for item in of.components:
            if item.kind == miner_pb2.COMPONENT_KIND_HASH_BOARD and item.serial:
                path = f"{protocol.BOARDS}/{quote(item.serial, safe='')}"
                found[item.serial] = await _or(self.rig.read_object(path), {})
        return found

    async def mining(self) -> dict[str, Any]:
        """The mining status."""
        return dict(member(await self.rig.read_object(protocol.MINING), "mining-status"))

    async def shown(self, look: Callable[[], Awaitable[T]], is_shown: Callable[[T], bool], what: str) -> T:
        """What `look` gave once it showed the effect.

        Raises:
            OutcomeUnknownError: it did not within the settling time.
        """
        found = await until(
            look, is_shown, within_seconds=self.waits.settle_seconds, step_seconds=self.waits.step_seconds
        )
        if found is None:
            raise OutcomeUnknownError(f"the rig took the request but does not show it: {what}")
        return found

    async def uptime_seconds(self) -> float | None:
        """Since the rig started, by its system answer."""
        await self.pairing_info()
        told = member(await self.rig.open_read(protocol.SYSTEM), "system-info")
        return values.number(told, "uptime_seconds", 0, values.TOTAL_LIMIT, [])

    async def restarted(self, uptime_before: float, *, within_seconds: float) -> None:
        """Wait for the first answer after a restart that was asked for just now.

        Raises:
            OutcomeUnknownError: the rig did not come back, or never went.
        """
        found = await until_restarted(
            self.uptime_seconds,
            lambda uptime: uptime,
            uptime_before,
            within_seconds=within_seconds,
            step_seconds=self.waits.step_seconds,
        )
        if found is None:
            raise OutcomeUnknownError(f"no restart was seen within {within_seconds:g} seconds")

    async def sample(self) -> miner_pb2.Sample:
        """A sample read after a command."""
        readings = await self._readings(protocol.TELEMETRY)
        return sample.sample_of(readings["telemetry"], readings["mining"], readings["cooling"])


def is_rig(pairing: Mapping[str, Any]) -> bool:
    """Whether an answer of `/api/v1/pairing/info` is that of a rig."""
    return bool(mac(pairing.get("mac"))) or bool(values.text(pairing, "cb_sn"))


async def _or(reading: Awaitable[T], otherwise: T) -> T:
    """A reading that the rest can do without."""
    try:
        return await reading
    except (UnsupportedError, RefusedError, InvalidArgumentError, ProtocolError):
        return otherwise
