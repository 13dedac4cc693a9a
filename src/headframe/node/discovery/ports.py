"""What discovery needs of the rest of the node."""

from typing import Protocol

from headframe.wire.gen.driver.v1 import driver_pb2


class Prober(Protocol):
    """Identifies devices of one driver: a plugin's client."""

    async def describe(self) -> driver_pb2.DescribeResponse:
        """Ports to scan for, and the place in the probing order. Raises HeadframeError PLUGIN_UNAVAILABLE."""
        ...

    async def probe(self, request: driver_pb2.ProbeRequest, *, seconds: float) -> driver_pb2.ProbeResponse:
        """What stands at an address. Raises HeadframeError PLUGIN_UNAVAILABLE."""
        ...


class Probers(Protocol):
    """All drivers of this node: the plugin host."""

    def names(self) -> tuple[str, ...]:
        """Names of the drivers, running or not."""
        ...

    def client(self, name: str) -> Prober | None:
        """The client of a driver; None when there is no such driver."""
        ...
