"""Handles of the library: how a miner is reached, and what an answer must hold to count as one.

Guards, each for a behaviour that was seen (pyasic_rs 0.8):
- More than about a hundred calls at once starve its runtime: at most MAX_CALLS are let in.
- A miner that does not answer yields an empty answer, said to be mining: without a MAC and without a
  hashrate there is no miner.
- A handle cannot be made to forget a login: one that was given a login is used for one call.
- An exception's text quotes the miner, who may quote a login: it is not passed on.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pyasic_rs import Miner, MinerFactory

from headframe.driver import ProtocolError, RefusedError, UnreachableError, UnsupportedError
from headframe.wire.gen.driver.v1 import driver_pb2

T = TypeVar("T")

MAX_CALLS = 64
"""Calls into the library at once."""

REFUSAL = "Command returned with error status"
"""How the library's exception begins where the miner itself said no."""

MAX_HANDLES = 4096
"""Identified miners that are remembered; the one unused for longest goes first."""

PORTS = {"api": 4028, "web": 80}
"""Where the library looks. It cannot be told otherwise."""


class Handles:
    """Finds miners and keeps their handles, so that a poll need not identify them again."""

    def __init__(self) -> None:
        self._factory = MinerFactory().with_connectivity_retries(0)
        self._room = asyncio.Semaphore(MAX_CALLS)
        self._known: OrderedDict[str, Miner] = OrderedDict()

    async def find(self, address: str) -> Miner | None:
        """What stands at an address; None for nothing that the library knows."""
        found: Miner | None = await self.call(lambda: self._factory.get_miner(address))
        return found

    async def handle(self, target: driver_pb2.Target) -> Miner:
        """A handle of the target's miner. Raises UnreachableError, UnsupportedError."""
        check_ports(dict(target.ports))
        login = target.credentials
        if not login.password and (known := self._known.get(target.address)) is not None:
            self._known.move_to_end(target.address)
            return known
        found = await self.find(target.address)
        if found is None:
            raise UnreachableError("nothing that the library knows answers at this address")
        if login.password:
            found.set_auth(login.username, login.password)
        else:
            self._keep(target.address, found)
        return found

    async def call(self, start: Callable[[], Awaitable[T]]) -> T:
        """One call into the library, when there is room for it. Raises ProtocolError, RefusedError."""
        async with self._room:
            try:
                return await start()
            except (RuntimeError, ValueError, OSError, NotImplementedError) as error:
                if str(error).startswith(REFUSAL):
                    raise RefusedError("the miner refused") from error
                raise ProtocolError(f"the library failed with {type(error).__name__}") from error

    async def data(self, target: driver_pb2.Target, miner: Miner, exclude: list[Any] | None = None) -> Any:
        """A MinerData that comes from a miner. Raises UnreachableError for an empty one."""
        data = await self.call(lambda: miner.get_data(exclude))
        if not data.mac and data.hashrate is None:
            self.forget(target.address)
            raise UnreachableError("the miner did not answer")
        return data

    def forget(self, address: str) -> None:
        """Identify what is there anew at the next call."""
        self._known.pop(address, None)

    def _keep(self, address: str, miner: Miner) -> None:
        self._known[address] = miner
        if len(self._known) > MAX_HANDLES:
            self._known.popitem(last=False)


def check_ports(ports: dict[str, int]) -> None:
    """Refuse ports that the library would ignore."""
    for name, port in ports.items():
        if port != PORTS.get(name, port):
            raise UnsupportedError(f"this driver reaches {name} at port {PORTS[name]} only, not {port}")
