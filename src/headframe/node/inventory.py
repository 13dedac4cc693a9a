"""What this node owns, on disk: the list that decides which miners it may touch.

The list is the server's manifest as last received, whole; it survives restarts and outages. Discovery
never adds to it.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from google.protobuf.message import DecodeError

from headframe.core.commands.envelope import NODE_ITSELF
from headframe.core.devices import Identity
from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import write_private
from headframe.wire.convert.devices import manifest_from_wire
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.gateway.v1 import gateway_pb2

OwnedDevice = gateway_pb2.OwnedDevice
ManifestCheck: TypeAlias = Callable[[gateway_pb2.GetOwnershipResponse], None]


def believe(_manifest: gateway_pb2.GetOwnershipResponse) -> None:
    """For a server in the same process: there is nobody between."""


class Inventory:
    """Owned devices by id. Changes are on disk before anybody acts on them.

    `check` looks at each newer list before it is taken; it raises HeadframeError for one that it does not
    believe.
    """

    def __init__(self, path: Path, check: ManifestCheck = believe) -> None:
        self._path = path
        self._check = check
        self._held = gateway_pb2.GetOwnershipResponse()
        self._devices: dict[int, OwnedDevice] = {}
        self._watchers: list[Callable[[set[int], set[int]], None]] = []

    def load(self) -> None:
        """Read the list kept on disk; none yet is an empty list."""
        if not self._path.exists():
            return
        try:
            kept = gateway_pb2.GetOwnershipResponse.FromString(self._path.read_bytes())
        except DecodeError as error:
            raise HeadframeError(
                Code.STORAGE_UNAVAILABLE,
                f"{self._path} is damaged: move it away and the node fetches it again from the server",
            ) from error
        self._held = kept
        self._devices = {device.device_id: device for device in kept.devices}

    @property
    def version(self) -> int:
        """Version of the list; 0 before any."""
        return self._held.version

    @property
    def held(self) -> gateway_pb2.GetOwnershipResponse:
        """The list as it was taken, with its signature; empty before any."""
        return self._held

    def digest(self) -> bytes:
        """SHA-256 of the list, as it is signed; empty before any."""
        return manifest_from_wire(self._held).digest if self._held.version else b""

    def watch(self, watcher: Callable[[set[int], set[int]], None]) -> None:
        """Call `watcher(added_or_changed, removed)` after each change."""
        self._watchers.append(watcher)

    def replace(self, manifest: gateway_pb2.GetOwnershipResponse) -> None:
        """Take a newer list; an older one is ignored."""
        if manifest.unchanged or manifest.version <= self.version:
            return
        self._check(manifest)
        write_private(self._path, manifest.SerializeToString())
        before, self._held = self._devices, manifest
        self._devices = {device.device_id: device for device in manifest.devices}
        removed = before.keys() - self._devices.keys()
        changed = {
            device_id for device_id, device in self._devices.items() if before.get(device_id) != device
        }
        for watcher in self._watchers:
            watcher(changed, set(removed))

    def get(self, device_id: int) -> OwnedDevice | None:
        """An owned device; None for any other."""
        return self._devices.get(device_id)

    def __contains__(self, device_id: object) -> bool:
        return device_id == NODE_ITSELF or device_id in self._devices

    def __len__(self) -> int:
        return len(self._devices)

    def ids(self) -> Iterable[int]:
        """Ids of all owned devices."""
        return self._devices.keys()


def target_of(device: OwnedDevice) -> driver_pb2.Target:
    """How a driver reaches an owned device, without its credentials."""
    return driver_pb2.Target(
        device_key=str(device.device_id),
        address=device.address,
        ports=dict(device.ports),
        expected_mac=device.mac,
        expected_serial=device.serial,
        model=device.model,
        firmware=device.firmware,
    )


def identity_of(device: OwnedDevice) -> Identity:
    """Who an owned device is."""
    return Identity(mac=device.mac, serial=device.serial, model=device.model, firmware=device.firmware)
