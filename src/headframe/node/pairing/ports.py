"""What pairing needs of the rest of the node."""

from typing import Protocol

from headframe.core.devices import Credentials
from headframe.wire.gen.driver.v1 import driver_pb2


class Pairer(Protocol):
    """Tries logins on devices of one driver: a plugin's client."""

    async def described(self) -> driver_pb2.DescribeResponse:
        """The vendor's default accounts, asked once a run. Raises HeadframeError PLUGIN_UNAVAILABLE."""
        ...

    async def pair(self, target: driver_pb2.Target, *, seconds: float) -> driver_pb2.PairResponse:
        """Whether the target's login works. Raises HeadframeError PLUGIN_UNAVAILABLE."""
        ...


class Pairers(Protocol):
    """All drivers of this node: the plugin host."""

    def client(self, name: str) -> Pairer | None:
        """The client of a driver; None when there is no such driver."""
        ...


class LoginStore(Protocol):
    """Where working logins are kept: the vault."""

    async def remember(self, device_id: int, credentials: Credentials) -> None:
        """Keep a login, durably. Raises HeadframeError STORAGE_FULL or STORAGE_UNAVAILABLE."""
        ...

    async def forget(self, device_id: int) -> None:
        """Remove a login, durably."""
        ...
