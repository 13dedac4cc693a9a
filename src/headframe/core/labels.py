"""Labels: what people call a device and where they put it. No decision rests on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from headframe.core.fleet import DeviceRow
from headframe.core.lists.names import display_name
from headframe.core.places import Placement


@dataclass(frozen=True, slots=True)
class DeviceLabel:
    """Of one device; empty where people said nothing."""

    device_id: int
    name: str = ""
    placement: Placement | None = None
    site_name: str = ""
    building_name: str = ""
    rack_name: str = ""
    groups: Sequence[str] = ()


def label_of(row: DeviceRow) -> DeviceLabel | None:
    """What people said of a device; None where that is nothing."""
    by_itself = display_name("", row.identity, row.key)
    name = "" if row.name == by_itself else row.name
    if not (name or row.placement or row.groups):
        return None
    return DeviceLabel(
        row.id, name, row.placement, row.site_name, row.building_name, row.rack_name, tuple(row.groups)
    )
