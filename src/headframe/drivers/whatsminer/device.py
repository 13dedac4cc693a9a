"""The driver: finds out which API an address speaks, and hands each call to that API's part."""

from collections.abc import AsyncIterator, Sequence

from headframe.driver import DeviceError, Executed, UnreachableError
from headframe.drivers.whatsminer.api2.device import Api2
from headframe.drivers.whatsminer.api3.device import Api3
from headframe.drivers.whatsminer.description import describe
from headframe.drivers.whatsminer.framed import Conversation
from headframe.drivers.whatsminer.generation import Generation, Generations
from headframe.drivers.whatsminer.timing import Timing
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2


class WhatsMinerDriver:
    """`headframe.driver.Driver` for WhatsMiner."""

    def __init__(self, timing: Timing | None = None) -> None:
        self._timing = timing or Timing()
        self._api2 = Api2(self._timing)
        self._api3 = Api3(self._timing)
        self._generations = Generations(self._talk)
        self._description = describe()

    @property
    def description(self) -> driver_pb2.DescribeResponse:
        """Name, ports, capabilities, vendors' accounts."""
        return self._description

    async def probe(self, request: driver_pb2.ProbeRequest) -> driver_pb2.ProbeResponse | None:
        """Try API 3, then API 2, on those of their ports that are open."""
        for api in (self._api3, self._api2):
            if request.open_ports and api.port_of(request) not in request.open_ports:
                continue
            try:
                identity = await api.identify(request)
            except DeviceError:
                continue
            if identity is not None:
                return driver_pb2.ProbeResponse(
                    recognised=True,
                    identity=identity,
                    capabilities=self._description.capabilities,
                    needs_credentials=True,
                )
        return None

    async def pair(self, target: driver_pb2.Target) -> driver_pb2.PairResponse:
        """Prove the login by an exchange that needs it and changes nothing."""
        return await (await self._api(target)).pair(target)

    async def poll(self, target: driver_pb2.Target, depth: driver_pb2.PollDepth) -> driver_pb2.PollResult:
        """Read one miner."""
        api = await self._api(target)
        try:
            if depth == driver_pb2.POLL_DEPTH_FULL:
                return await api.poll_full(target)
            return await api.poll_fast(target)
        except UnreachableError:
            self._generations.forget(target)
            raise

    async def execute(
        self, target: driver_pb2.Target, command: miner_pb2.CommandPayload, secrets: Sequence[str]
    ) -> Executed:
        """Carry out one command and read back its effect."""
        return await (await self._api(target)).execute(target, command, secrets)

    async def download_logs(
        self, target: driver_pb2.Target, max_bytes: int
    ) -> AsyncIterator[driver_pb2.LogChunk]:
        """The log archive, as the miner packs it."""
        api = await self._api(target)
        async for chunk in api.download_logs(target, max_bytes):
            yield chunk

    async def update_firmware(
        self, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
    ) -> AsyncIterator[driver_pb2.FirmwareProgress]:
        """Write an image and wait for the miner to come back with it."""
        api = await self._api(header.target)
        async for progress in api.update_firmware(header, image):
            yield progress

    async def close(self) -> None:
        """Nothing is held open between calls."""

    async def _api(self, target: driver_pb2.Target) -> Api2 | Api3:
        generation = await self._generations.of(target)
        return self._api3 if generation is Generation.API3 else self._api2

    def _talk(self, address: str, port: int) -> Conversation:
        return Conversation(address, port, timeout_seconds=self._timing.request_seconds)
