"""An API 2 miner: reads, and what the other modules of this package do for it."""

from collections.abc import AsyncIterator, Sequence

from headframe.driver import Executed
from headframe.drivers.cgminer import identity as identities
from headframe.drivers.cgminer.values import as_number
from headframe.drivers.whatsminer import description, dispatch
from headframe.drivers.whatsminer.api2 import commands, details, firmware, logs, sample
from headframe.drivers.whatsminer.api2.protocol import make_reads, port_of
from headframe.drivers.whatsminer.api2.writes import Writes
from headframe.drivers.whatsminer.timing import Timing
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

FAST_READS = ("summary", "devs", "pools")


class Api2:
    """The driver's calls over API 2."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._reads = make_reads(timing.request_seconds)
        self._writes = Writes(self._reads, timing)

    @staticmethod
    def port_of(request: driver_pb2.ProbeRequest) -> int:
        """The port of this API in a probe."""
        return port_of(request)

    async def identify(self, request: driver_pb2.ProbeRequest) -> miner_pb2.Identity | None:
        """Who answers; None where it is no WhatsMiner.

        Only btminer knows `get_version` with code 131 and a `Msg` that names its firmware.
        """
        address, port = request.address, port_of(request)
        version = await self._reads.one(address, port, "get_version")
        message = version.get("Msg")
        if as_number(version.get("Code")) not in {131, 134} or not isinstance(message, dict):
            return None
        return details.identity(await details.read(self._reads, address, port))

    async def poll_fast(self, target: driver_pb2.Target) -> driver_pb2.PollResult:
        """One request; a second one where it does not plainly mine, to learn whether that is wanted."""
        port = port_of(target)
        found = await self._reads.several(target.address, port, FAST_READS)
        reading = sample.read(found["summary"], found.get("devs"), found.get("pools"))
        identities.check(target, seen_mac=reading.mac, seen_serial="")
        if not reading.is_plainly_mining:
            status = await self._reads.one(target.address, port, "status")
            sample.settle(reading, stopped=details.is_off(status))
        return driver_pb2.PollResult(sample=reading.sample, mac=reading.mac)

    async def poll_full(self, target: driver_pb2.Target) -> driver_pb2.PollResult:
        """Everything that is told without a login."""
        full = await details.read(self._reads, target.address, port_of(target))
        found = details.details(full)
        identities.check(target, seen_mac=found.identity.mac, seen_serial=found.identity.serial)
        return driver_pb2.PollResult(
            sample=full.reading.sample,
            details=found,
            faults=full.faults,
            mac=found.identity.mac,
            serial=found.identity.serial,
        )

    async def pair(self, target: driver_pb2.Target) -> driver_pb2.PairResponse:
        """An encrypted read: it needs a token made from the password, and changes nothing."""
        full = await details.read(self._reads, target.address, port_of(target))
        found = details.identity(full)
        identities.check(target, seen_mac=found.mac, seen_serial=found.serial)
        default = (description.API2_ACCOUNT, target.credentials.password) in description.DEFAULT_CREDENTIALS
        await self._writes.prove(target, tolerate_writes_off=default)
        return driver_pb2.PairResponse(
            identity=found, capabilities=description.capabilities(), default_password=default
        )

    async def execute(
        self, target: driver_pb2.Target, command: miner_pb2.CommandPayload, secrets: Sequence[str]
    ) -> Executed:
        """Carry out one command."""
        commander = commands.Commander(self._reads, self._writes, self._timing, target)
        return await dispatch.execute(commander, command, secrets)

    def download_logs(self, target: driver_pb2.Target, max_bytes: int) -> AsyncIterator[driver_pb2.LogChunk]:
        """The log archive."""
        return logs.download(self._writes, self._timing, target, max_bytes)

    def update_firmware(
        self, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
    ) -> AsyncIterator[driver_pb2.FirmwareProgress]:
        """Write an image."""
        return firmware.update(self._reads, self._writes, self._timing, header, image)
