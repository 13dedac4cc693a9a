# ruff: noqa: D102 - what each method promises is written at its port
"""Sites, buildings and racks in tables."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, insert, select, update

from headframe.core.places import Building, Rack, Site
from headframe.kit.sqlite_errors import ReferenceViolationError, UniqueViolationError
from headframe.server.stores.rules.lookups import found, in_use, name_key, taken
from headframe.server.stores.rules.placing import check_resize
from headframe.server.stores.sql.database import Database, Reading, Row, Writing
from headframe.server.stores.sql.groups import SqlGroups
from headframe.server.stores.sql.place_rows import buildings_of, racks_of, to_building, to_rack, to_site
from headframe.server.stores.sql.placing import SqlPlacing
from headframe.server.stores.sql.schema.devices import DEVICE
from headframe.server.stores.sql.schema.nodes import NODE
from headframe.server.stores.sql.schema.places import BUILDING, RACK, SITE


class SqlPlaces(SqlPlacing, SqlGroups):
    """PlaceStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sites(self, org_id: int) -> Sequence[Site]:
        query = select(SITE).where(SITE.c.org_id == org_id).order_by(SITE.c.name_key, SITE.c.id)
        async with self._database.read() as reading:
            return [to_site(row) for row in await reading.rows(query)]

    async def add_site(
        self, org_id: int, *, name: str, time_zone: str, power_limit_watts: float | None
    ) -> Site:
        return to_site(
            await self._add(SITE, org_id, name, time_zone=time_zone, power_limit_watts=power_limit_watts)
        )

    async def update_site(self, site: Site) -> Site:
        values = {"time_zone": site.time_zone, "power_limit_watts": site.power_limit_watts}
        return to_site(await self._update(SITE, site, **values))

    async def remove_site(self, org_id: int, site_id: int) -> None:
        holders = (
            ("buildings", BUILDING.c.site_id),
            ("nodes", NODE.c.site_id),
            ("miners", DEVICE.c.site_id),
        )
        await self._remove(SITE, org_id, site_id, holders)

    async def buildings(self, org_id: int, site_id: int | None = None) -> Sequence[Building]:
        async with self._database.read() as reading:
            return await buildings_of(reading, org_id, site_id)

    async def add_building(self, org_id: int, *, site_id: int, name: str) -> Building:
        return to_building(await self._add(BUILDING, org_id, name, parent=("site", site_id), site_id=site_id))

    async def update_building(self, building: Building) -> Building:
        return to_building(await self._update(BUILDING, building))

    async def remove_building(self, org_id: int, building_id: int) -> None:
        holders = (("racks", RACK.c.building_id), ("miners", DEVICE.c.building_id))
        await self._remove(BUILDING, org_id, building_id, holders)

    async def racks(self, org_id: int, building_id: int | None = None) -> Sequence[Rack]:
        async with self._database.read() as reading:
            return await racks_of(reading, org_id, building_id)

    async def add_rack(self, org_id: int, *, building_id: int, name: str, rows: int, columns: int) -> Rack:
        values = {"building_id": building_id, "rows": rows, "columns": columns}
        return to_rack(await self._add(RACK, org_id, name, parent=("building", building_id), **values))

    async def update_rack(self, rack: Rack) -> Rack:
        slots = select(DEVICE.c.slot_row, DEVICE.c.slot_column).where(
            DEVICE.c.org_id == rack.org_id, DEVICE.c.rack_id == rack.id
        )
        with _naming(RACK, rack.name):
            async with self._database.write() as tx:
                row = await self._change(tx, RACK, rack, rows=rack.rows, columns=rack.columns)
                inside = await tx.rows(slots)
                check_resize(to_rack(row), ((slot["slot_row"], slot["slot_column"]) for slot in inside))
        return to_rack(row)

    async def remove_rack(self, org_id: int, rack_id: int) -> None:
        await self._remove(RACK, org_id, rack_id, (("miners", DEVICE.c.rack_id),))

    async def _add(
        self, table: Table, org_id: int, name: str, *, parent: tuple[str, int] = ("", 0), **values: Any
    ) -> Row:
        named = {"org_id": org_id, "name": name, "name_key": name_key(name), **values}
        try:
            with _naming(table, name):
                async with self._database.write() as tx:
                    return (await tx.rows(insert(table).values(**named).returning(*table.c)))[0]
        except ReferenceViolationError:
            return found(None, *parent)

    async def _update(self, table: Table, place: Site | Building | Rack, **values: Any) -> Row:
        with _naming(table, place.name):
            async with self._database.write() as tx:
                return await self._change(tx, table, place, **values)

    async def _change(self, tx: Writing, table: Table, place: Site | Building | Rack, **values: Any) -> Row:
        named = {"name": place.name, "name_key": name_key(place.name), **values}
        mine = (table.c.org_id == place.org_id, table.c.id == place.id)
        rows = await tx.rows(update(table).where(*mine).values(**named).returning(*table.c))
        return found(rows[0] if rows else None, table.name, place.id)

    async def _remove(
        self, table: Table, org_id: int, place_id: int, holders: Sequence[tuple[str, ColumnElement[Any]]]
    ) -> None:
        mine = (table.c.org_id == org_id, table.c.id == place_id)
        try:
            async with self._database.write() as tx:
                rows = await tx.rows(select(table.c.id).where(*mine))
                found(rows[0] if rows else None, table.name, place_id)
                for what, column in holders:
                    if await _any(tx, column, place_id):
                        raise in_use(table.name, what)
                await tx.execute(delete(table).where(*mine))
        except ReferenceViolationError as error:  # something moved in meanwhile
            raise in_use(table.name, "something") from error


async def _any(reading: Reading, column: ColumnElement[Any], place_id: int) -> bool:
    rows = await reading.rows(select(func.count().label("held")).where(column == place_id))
    return bool(rows[0]["held"])


@contextmanager
def _naming(table: Table, name: str) -> Iterator[None]:
    try:
        yield
    except UniqueViolationError as error:
        raise taken(table.name, name) from error
