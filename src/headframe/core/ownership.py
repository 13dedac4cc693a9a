"""Ownership: which node acts for which device.

A device has at most one owner. Ownership changes only by an operator-confirmed act; discovery, a schedule or
a node never claims. Each node holds a manifest: the complete list of its devices under a version that
only grows, so that an old list served again is noticed.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from headframe.core.actors import Actor
from headframe.core.devices import Endpoint
from headframe.core.errors import Code, HeadframeError


@dataclass(frozen=True, slots=True)
class OwnedDevice:
    """One device as its node needs to know it. `group_id` names a standby pair; empty: a sole owner."""

    device_id: int
    device_key: str
    driver: str
    endpoint: Endpoint = field(default_factory=lambda: Endpoint(""))
    mac: str = ""
    serial: str = ""
    model: str = ""
    firmware: str = ""
    group_id: str = ""


@dataclass(frozen=True, slots=True)
class OwnershipChange:
    """An act that took effect on one device. None stands for no owner."""

    device_id: int
    before: int | None
    after: int | None

    @property
    def manifests(self) -> frozenset[int]:
        """Nodes whose manifests get a new version."""
        return frozenset(node for node in (self.before, self.after) if node is not None)


def claim(device_id: int, owner: int | None, node_id: int, actor: Actor) -> OwnershipChange | None:
    """Make `node_id` the owner of an unowned device; None when it is the owner already.

    Raises:
        HeadframeError: NOT_PERMITTED for an actor that is no operator; CONFLICT where another node owns it.
    """
    _need_operator(actor)
    if owner == node_id:
        return None
    if owner is not None:
        raise HeadframeError(
            Code.CONFLICT, f"device {device_id} is owned by node {owner}: transfer it instead"
        )
    return OwnershipChange(device_id, None, node_id)


def transfer(
    device_id: int, owner: int | None, *, seen_owner: int, to_node_id: int, actor: Actor
) -> OwnershipChange | None:
    """Move a device from the owner that the operator saw to another; None when it is there already.

    Raises:
        HeadframeError: NOT_PERMITTED for an actor that is no operator; CONFLICT where the owner is not
            the one that was seen.
    """
    _need_operator(actor)
    if owner == to_node_id:
        return None
    if owner != seen_owner:
        raise HeadframeError(Code.CONFLICT, f"device {device_id} is no longer owned by node {seen_owner}")
    return OwnershipChange(device_id, owner, to_node_id)


def release(device_id: int, owner: int | None, actor: Actor) -> OwnershipChange | None:
    """End the ownership of a device; None when nobody owns it.

    Raises:
        HeadframeError: NOT_PERMITTED for an actor that is no operator.
    """
    _need_operator(actor)
    return None if owner is None else OwnershipChange(device_id, owner, None)


def _need_operator(actor: Actor) -> None:
    if not actor.type.is_operator:
        raise HeadframeError(Code.NOT_PERMITTED, f"ownership is not changed by {actor.type}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A node's devices by id, complete, under a version that only grows. Version 0 is before any."""

    version: int = 0
    devices: Mapping[int, OwnedDevice] = field(default_factory=dict)

    @classmethod
    def of(cls, version: int, devices: Iterable[OwnedDevice]) -> "Manifest":
        """A manifest of devices in any order.

        Raises:
            HeadframeError: INVALID_REQUEST for a device that is listed twice.
        """
        by_id: dict[int, OwnedDevice] = {}
        for device in devices:
            if device.device_id in by_id:
                raise HeadframeError(Code.INVALID_REQUEST, f"device {device.device_id} is listed twice")
            by_id[device.device_id] = device
        return cls(version, by_id)

    @property
    def digest(self) -> bytes:
        """SHA-256 of version and devices, whatever their order: what a signature covers."""
        rows = [_row(self.devices[device_id]) for device_id in sorted(self.devices)]
        text = json.dumps([self.version, rows], separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).digest()

    def updated(self, devices: Iterable[OwnedDevice]) -> "Manifest":
        """The next version with these devices; this very one when nothing differs."""
        newer = Manifest.of(self.version + 1, devices)
        return self if newer.devices == self.devices else newer


def _row(device: OwnedDevice) -> list[object]:
    return [
        device.device_id,
        device.device_key,
        device.driver,
        device.endpoint.address,
        sorted(device.endpoint.ports.items()),
        device.mac,
        device.serial,
        device.model,
        device.firmware,
        device.group_id,
    ]


def replacement(held: Manifest, offered: Manifest) -> Manifest | None:
    """What a node takes in place of the manifest it holds; None when it is the same one again.

    Raises:
        HeadframeError: CONFLICT for an older version, or the same version with other devices: the server
            was restored or is not the server.
    """
    if offered.version > held.version:
        return offered
    if offered.version == held.version and offered.digest == held.digest:
        return None
    raise HeadframeError(
        Code.CONFLICT, f"ownership version {offered.version} does not follow version {held.version}"
    )
