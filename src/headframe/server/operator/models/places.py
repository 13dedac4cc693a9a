"""Sites, buildings, racks, groups, placements."""

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from headframe.api.base import Id, Input, Name, Output, Text
from headframe.api.placement import PlacementBody, RackSide
from headframe.api.selectors import SelectorInput
from headframe.core.places import Building, Group, Rack, Site

MAX_PLACEMENTS = 5_000
"""Devices placed by one request."""


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not an IANA time zone")
    return name


TimeZone = Annotated[str, Field(max_length=64, examples=["Europe/Oslo"]), AfterValidator(_known_zone)]
Watts = Annotated[float, Field(ge=0, le=1e12)]


class SiteInput(Input):
    """A site as it should be."""

    name: Name
    time_zone: TimeZone = "UTC"
    power_limit_watts: Watts | None = None


class SiteBody(Output):
    """A mine."""

    id: Id
    name: str
    time_zone: str
    power_limit_watts: float | None

    @classmethod
    def of(cls, site: Site) -> "SiteBody":
        """From the core's record."""
        return cls(
            id=site.id, name=site.name, time_zone=site.time_zone, power_limit_watts=site.power_limit_watts
        )


class BuildingInput(Input):
    """A new building."""

    site_id: Id
    name: Name


class BuildingChange(Input):
    """A building's name."""

    name: Name


class BuildingBody(Output):
    """A hall or container of a site."""

    id: Id
    site_id: Id
    name: str

    @classmethod
    def of(cls, building: Building) -> "BuildingBody":
        """From the core's record."""
        return cls(id=building.id, site_id=building.site_id, name=building.name)


class RackInput(Input):
    """A new rack."""

    building_id: Id
    name: Name
    rows: RackSide
    columns: RackSide


class RackChange(Input):
    """A rack's name and size."""

    name: Name
    rows: RackSide
    columns: RackSide


class RackBody(Output):
    """A rack with `rows` x `columns` slots, counted from 1, row by row from the top left."""

    id: Id
    building_id: Id
    name: str
    rows: int
    columns: int

    @classmethod
    def of(cls, rack: Rack) -> "RackBody":
        """From the core's record."""
        return cls(
            id=rack.id, building_id=rack.building_id, name=rack.name, rows=rack.rows, columns=rack.columns
        )


class DevicePlacement(Input):
    """One device and its new place; null takes it out of its place."""

    device_id: Id
    placement: PlacementBody | None


class PlacementsInput(Input):
    """Placements that take effect together or not at all."""

    placements: Annotated[list[DevicePlacement], Field(min_length=1, max_length=MAX_PLACEMENTS)]

    @model_validator(mode="after")
    def _each_once(self) -> "PlacementsInput":
        ids = [entry.device_id for entry in self.placements]
        if len(set(ids)) != len(ids):
            raise ValueError("a device stands in the list twice")
        return self


class GroupInput(Input):
    """A group as it should be."""

    name: Name
    description: Text = ""


class GroupBody(Output):
    """A named set of devices."""

    id: Id
    name: str
    description: str
    devices: int

    @classmethod
    def of(cls, group: Group) -> "GroupBody":
        """From the core's record."""
        return cls(id=group.id, name=group.name, description=group.description, devices=group.devices)


class MembersChange(Input):
    """Devices to add and to remove, by what the selectors mean now."""

    add: SelectorInput | None = None
    remove: SelectorInput | None = None

    @model_validator(mode="after")
    def _something(self) -> "MembersChange":
        if self.add is None and self.remove is None:
            raise ValueError("give add, remove or both")
        return self
