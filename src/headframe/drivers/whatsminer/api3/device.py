"""An API 3 miner: reads, and what the other modules of this package do for it."""

from collections.abc import AsyncIterator, Sequence

from headframe.driver import Executed
from headframe.drivers.cgminer import identity as identities
from headframe.drivers.whatsminer import description, dispatch
from headframe.drivers.whatsminer.api3 import commands, details, firmware, logs, sample, writes
from headframe.drivers.whatsminer.api3.protocol import get, part, port_of
from headframe.drivers.whatsminer.framed import Conversation
from headframe.drivers.whatsminer.timing import Timing
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2


class Api3:
    """The driver's calls over API 3."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing

    @staticmethod
    def port_of(request: driver_pb2.ProbeRequest) -> int:
        """The port of this API in a probe."""
        return port_of(request)

    def talk(self, target: driver_pb2.Target | driver_pb2.ProbeRequest) -> Conversation:
        """A connection to a target."""
        return Conversation(target.address, port_of(target), timeout_seconds=self._timing.request_seconds)

    async def identify(self, request: driver_pb2.ProbeRequest) -> miner_pb2.Identity | None:
        """Who answers; None where it is no WhatsMiner."""
        async with self.talk(request) as talk:
            info = await get(talk, "get.device.info")
        if not part(info, "system") and not part(info, "network"):
            return None
        return details.identity(info)

    async def poll_fast(self, target: driver_pb2.Target) -> driver_pb2.PollResult:
        """Two requests on one connection: the status does not say whose it is."""
        async with self.talk(target) as talk:
            info = await get(talk, "get.device.info")
            seen = details.identity(info)
            identities.check(target, seen_mac=seen.mac, seen_serial=seen.serial)
            status = await details.status_of(talk)
        reading = sample.read(info, status)
        return driver_pb2.PollResult(sample=reading.sample, mac=reading.mac, serial=reading.serial)

    async def poll_full(self, target: driver_pb2.Target) -> driver_pb2.PollResult:
        """Everything that is told without a login."""
        async with self.talk(target) as talk:
            full = await details.read(talk)
        found = details.details(full)
        identities.check(target, seen_mac=found.identity.mac, seen_serial=found.identity.serial)
        return driver_pb2.PollResult(
            sample=full.reading.sample,
            details=found,
            faults=details.faults(full),
            mac=found.identity.mac,
            serial=found.identity.serial,
        )

    async def pair(self, target: driver_pb2.Target) -> driver_pb2.PairResponse:
        """A signed request that concerns only its own connection and changes nothing."""
        async with self.talk(target) as talk:
            info = await get(talk, "get.device.info")
            found = details.identity(info)
            identities.check(target, seen_mac=found.mac, seen_serial=found.serial)
            account = target.credentials.username or description.API3_ACCOUNT
            default = (account, target.credentials.password) in description.DEFAULT_CREDENTIALS
            await writes.prove(talk, target, info, tolerate_writes_off=default)
        return driver_pb2.PairResponse(
            identity=found, capabilities=description.capabilities(), default_password=default
        )

    async def execute(
        self, target: driver_pb2.Target, command: miner_pb2.CommandPayload, secrets: Sequence[str]
    ) -> Executed:
        """Carry out one command."""
        async with self.talk(target) as talk:
            return await dispatch.execute(commands.Commander(talk, self._timing, target), command, secrets)

    def download_logs(self, target: driver_pb2.Target, max_bytes: int) -> AsyncIterator[driver_pb2.LogChunk]:
        """The log archive."""
        return logs.download(self.talk(target), self._timing, target, max_bytes)

    def update_firmware(
        self, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
    ) -> AsyncIterator[driver_pb2.FirmwareProgress]:
        """Write an image."""
        return firmware.update(self.talk(header.target), self._timing, header, image)
