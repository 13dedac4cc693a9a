"""Which of the two APIs an address speaks: asked once, then remembered until it stops answering."""

import asyncio
from collections.abc import Callable
from enum import IntEnum

from headframe.driver import DeviceError, UnreachableError
from headframe.drivers.whatsminer.api3 import protocol as api3
from headframe.drivers.whatsminer.framed import Conversation
from headframe.wire.gen.driver.v1 import driver_pb2

MAX_REMEMBERED = 100_000
PORT_TEST_SECONDS = 3.0
"""A port that is neither open nor refused is filtered; waiting longer tells nothing more."""


class Generation(IntEnum):
    """The two APIs."""

    API2 = 2
    API3 = 3


class Generations:
    """What each address was found to speak. Holds nothing that matters: a wrong entry costs one poll."""

    def __init__(self, talk: Callable[[str, int], Conversation]) -> None:
        self._talk = talk
        self._known: dict[tuple[str, int], Generation] = {}

    async def of(self, target: driver_pb2.Target) -> Generation:
        """The API to speak with a target; API 3 where both ports answer."""
        key = (target.address, api3.port_of(target))
        known = self._known.get(key)
        if known is not None:
            return known
        found = Generation.API3 if await self._listens(*key) else Generation.API2
        if len(self._known) >= MAX_REMEMBERED:
            self._known.clear()
        self._known[key] = found
        return found

    def forget(self, target: driver_pb2.Target) -> None:
        """Ask again next time: the device was not reached as remembered."""
        self._known.pop((target.address, api3.port_of(target)), None)

    async def _listens(self, address: str, port: int) -> bool:
        async with self._talk(address, port) as talk:
            try:
                async with asyncio.timeout(PORT_TEST_SECONDS):
                    await api3.get(talk, "get.device.info", "system")
            except (UnreachableError, TimeoutError):
                return False
            except DeviceError:
                return True
            return True
