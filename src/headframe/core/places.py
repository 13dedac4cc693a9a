"""Where miners stand: site > building > rack > slot. Groups lie across."""

from dataclasses import dataclass

MAX_RACK_SIDE = 200
"""Rows or columns of a rack."""


@dataclass(frozen=True, slots=True)
class Site:
    """A mine. `time_zone` is an IANA name; people read times in it."""

    id: int
    org_id: int
    name: str
    time_zone: str = "UTC"
    power_limit_watts: float | None = None


@dataclass(frozen=True, slots=True)
class Building:
    """A hall or container of a site."""

    id: int
    org_id: int
    site_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Rack:
    """A rack with `rows` x `columns` slots, counted from 1, row by row from the top left."""

    id: int
    org_id: int
    building_id: int
    name: str
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one device stands. A building may hold devices outside any rack, a site outside any building."""

    site_id: int
    building_id: int | None = None
    rack_id: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of devices, orthogonal to places."""

    id: int
    org_id: int
    name: str
    description: str = ""
    devices: int = 0
