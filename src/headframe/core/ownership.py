"""Ownership: which node acts for which device."""

from dataclasses import dataclass, field

from headframe.core.devices import Endpoint


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
