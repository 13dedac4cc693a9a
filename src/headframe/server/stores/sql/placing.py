# ruff: noqa: D102 - what each method promises is written at its port
"""Devices into places."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from headframe.core.places import Placement
from headframe.kit.sqlite_errors import UniqueViolationError
from headframe.server.stores.rules.lookups import found
from headframe.server.stores.rules.placing import check_slots, resolved, taken_slot
from headframe.server.stores.sql.among import among
from headframe.server.stores.sql.database import Database, Writing
from headframe.server.stores.sql.place_rows import buildings_of, racks_of
from headframe.server.stores.sql.schema.devices import DEVICE
from headframe.server.stores.sql.schema.places import SITE

_PLACE = ("site_id", "building_id", "rack_id", "slot_row", "slot_column")


class SqlPlacing:
    """The part of PlaceStore that moves devices."""

    _database: Database

    async def place(self, org_id: int, placements: Sequence[tuple[int, Placement | None]]) -> None:
        try:
            async with self._database.write() as tx:
                moves = await self._resolved(tx, org_id, dict(placements))
                await self._check_moves(tx, org_id, moves)
                await tx.execute(self._cleared(org_id, moves))
                await tx.execute_many(_moving(org_id), [_values(i, p) for i, p in moves.items() if p])
                await tx.touch(org_id, moves)
        except UniqueViolationError as error:  # taken by another server meanwhile
            raise taken_slot() from error

    async def _resolved(
        self, tx: Writing, org_id: int, moves: dict[int, Placement | None]
    ) -> dict[int, Placement | None]:
        sites = [row["id"] for row in await tx.rows(select(SITE.c.id).where(SITE.c.org_id == org_id))]
        buildings = {building.id: building for building in await buildings_of(tx, org_id)}
        racks = {rack.id: rack for rack in await racks_of(tx, org_id)}
        return {
            device_id: placement and resolved(placement, sites, buildings, racks)
            for device_id, placement in moves.items()
        }

    async def _check_moves(self, tx: Writing, org_id: int, moves: dict[int, Placement | None]) -> None:
        table = DEVICE.c
        mine = select(table.id).where(table.org_id == org_id, among(table.id, moves))
        known = {row["id"] for row in await tx.rows(mine)}
        for device_id in moves:
            found(device_id if device_id in known else None, "miner", device_id)
        racks = {placement.rack_id for placement in moves.values() if placement and placement.rack_id}
        standing = await tx.rows(
            select(table.id, table.rack_id, table.slot_row, table.slot_column).where(
                table.org_id == org_id, among(table.rack_id, racks), table.slot_row.is_not(None)
            )
        )
        check_slots(
            moves, {(row["rack_id"], row["slot_row"], row["slot_column"]): row["id"] for row in standing}
        )

    def _cleared(self, org_id: int, moves: dict[int, Placement | None]) -> Any:
        """Everything moved leaves its slot first: two devices may change places."""
        mine = (DEVICE.c.org_id == org_id, among(DEVICE.c.id, moves))
        return update(DEVICE).where(*mine).values(**dict.fromkeys(_PLACE))


def _moving(org_id: int) -> Any:
    mine = (DEVICE.c.org_id == org_id, DEVICE.c.id == bindparam("moved_id"))
    return update(DEVICE).where(*mine).values(**{name: bindparam(f"to_{name}") for name in _PLACE})


def _values(device_id: int, placement: Placement) -> dict[str, Any]:
    place = (
        placement.site_id,
        placement.building_id,
        placement.rack_id,
        placement.row,
        placement.column,
    )
    return {"moved_id": device_id, **{f"to_{n}": value for n, value in zip(_PLACE, place, strict=True)}}
