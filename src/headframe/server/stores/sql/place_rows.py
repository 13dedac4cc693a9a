"""Rows of places as records."""

from collections.abc import Sequence

from sqlalchemy import Select, Table, select

from headframe.core.places import Building, Rack, Site
from headframe.server.stores.sql.database import Reading, Row
from headframe.server.stores.sql.schema.places import BUILDING, RACK


def to_site(row: Row) -> Site:
    """A site."""
    return Site(row["id"], row["org_id"], row["name"], row["time_zone"], row["power_limit_watts"])


def to_building(row: Row) -> Building:
    """A building."""
    return Building(row["id"], row["org_id"], row["site_id"], row["name"])


def to_rack(row: Row) -> Rack:
    """A rack."""
    return Rack(row["id"], row["org_id"], row["building_id"], row["name"], row["rows"], row["columns"])


async def buildings_of(reading: Reading, org_id: int, site_id: int | None = None) -> Sequence[Building]:
    """Buildings by name, of one site or all."""
    query = _by_name(BUILDING, org_id)
    rows = await reading.rows(query if site_id is None else query.where(BUILDING.c.site_id == site_id))
    return [to_building(row) for row in rows]


async def racks_of(reading: Reading, org_id: int, building_id: int | None = None) -> Sequence[Rack]:
    """Racks by name, of one building or all."""
    query = _by_name(RACK, org_id)
    rows = await reading.rows(
        query if building_id is None else query.where(RACK.c.building_id == building_id)
    )
    return [to_rack(row) for row in rows]


def _by_name(table: Table, org_id: int) -> Select[tuple[object, ...]]:
    return select(table).where(table.c.org_id == org_id).order_by(table.c.name_key, table.c.id)
