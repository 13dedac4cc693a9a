"""What discovery and polls may change of a device that is known already."""

from dataclasses import fields, replace

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Endpoint, Identity
from headframe.core.fleet import FoundDevice
from headframe.core.ownership import OwnedDevice


def merged_identity(known: Identity, told: Identity) -> Identity:
    """`known` with everything that `told` says; what it does not tell stays."""
    news = {f.name: getattr(told, f.name) for f in fields(told) if getattr(told, f.name)}
    return replace(known, **news)


def merged_capabilities(known: Capabilities, told: Capabilities) -> Capabilities:
    """`told`, unless it says nothing at all."""
    return told if told.commands or not known.commands else known


def refreshed_endpoint(known: Endpoint, found: FoundDevice, *, owner: int | None, finder: int) -> Endpoint:
    """Where a found device is reached: only its owner may say so once it has one."""
    return found.endpoint if owner is None or owner == finder else known


def as_found(owned: OwnedDevice) -> FoundDevice:
    """A device of a node's list, as if it was found again: what it can do is told by its next full poll."""
    identity = Identity(mac=owned.mac, serial=owned.serial, model=owned.model, firmware=owned.firmware)
    return FoundDevice(
        owned.device_key, identity, owned.endpoint, owned.driver, Capabilities(), needs_credentials=False
    )
