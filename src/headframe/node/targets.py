"""How a driver reaches an owned device, its login included."""

from typing import Protocol

from headframe.core.devices import Credentials
from headframe.core.errors import Code, HeadframeError
from headframe.node.inventory import Inventory, target_of
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2


class CredentialSource(Protocol):
    """Opens a device's login for one call."""

    def credentials(self, device_id: int) -> Credentials | None:
        """The login of a device; None when it has none."""
        ...


class Targets:
    """Targets of owned devices, and of no others."""

    def __init__(self, inventory: Inventory, credentials: CredentialSource) -> None:
        self._inventory = inventory
        self._credentials = credentials

    def of(self, device_id: int) -> tuple[str, driver_pb2.Target]:
        """Driver and target of a device. Raises HeadframeError DEVICE_NOT_OWNED."""
        device = self._inventory.get(device_id)
        if device is None:
            raise HeadframeError(Code.DEVICE_NOT_OWNED, "this node does not own the device")
        target = target_of(device)
        login = self._credentials.credentials(device_id)
        if login:
            target.credentials.CopyFrom(
                miner_pb2.Credentials(username=login.username, password=login.password)
            )
        return device.driver, target
