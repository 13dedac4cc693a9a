# ruff: noqa: D102 - what each method promises is written at its port
"""Groups in tables."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update

from headframe.core.places import Group
from headframe.kit.sqlite_errors import UniqueViolationError
from headframe.server.stores.rules.lookups import found, name_key, taken
from headframe.server.stores.sql.among import among
from headframe.server.stores.sql.database import Database, Reading, Row, Writing
from headframe.server.stores.sql.schema.devices import DEVICE
from headframe.server.stores.sql.schema.places import DEVICE_GROUP, GROUP_MEMBER


class SqlGroups:
    """The part of PlaceStore that keeps groups."""

    _database: Database

    async def groups(self, org_id: int) -> Sequence[Group]:
        async with self._database.read() as reading:
            return await _groups(reading, DEVICE_GROUP.c.org_id == org_id)

    async def add_group(self, org_id: int, *, name: str, description: str) -> Group:
        values = {
            "org_id": org_id,
            "name": name,
            "name_key": name_key(name),
            "description": description,
        }
        try:
            async with self._database.write() as tx:
                rows = await tx.rows(insert(DEVICE_GROUP).values(**values).returning(DEVICE_GROUP.c.id))
                return await _group(tx, org_id, rows[0]["id"])
        except UniqueViolationError as error:
            raise taken("group", name) from error

    async def update_group(self, group: Group) -> Group:
        mine = (DEVICE_GROUP.c.org_id == group.org_id, DEVICE_GROUP.c.id == group.id)
        values = {
            "name": group.name,
            "name_key": name_key(group.name),
            "description": group.description,
        }
        try:
            async with self._database.write() as tx:
                await tx.execute(update(DEVICE_GROUP).where(*mine).values(**values))
                await tx.touch(group.org_id, await _members(tx, group.org_id, group.id))
                return await _group(tx, group.org_id, group.id)
        except UniqueViolationError as error:
            raise taken("group", group.name) from error

    async def remove_group(self, org_id: int, group_id: int) -> None:
        mine = (DEVICE_GROUP.c.org_id == org_id, DEVICE_GROUP.c.id == group_id)
        async with self._database.write() as tx:
            members = await _members(tx, org_id, group_id)
            removed = await tx.execute(delete(DEVICE_GROUP).where(*mine))
            found(removed or None, "group", group_id)
            await tx.touch(org_id, members)

    async def change_group(
        self, org_id: int, group_id: int, *, add: Sequence[int] = (), remove: Sequence[int] = ()
    ) -> Group:
        async with self._database.write() as tx:
            await _group(tx, org_id, group_id)
            await self._check_members(tx, org_id, add)
            table = GROUP_MEMBER.c
            leaving = among(table.device_id, {*add, *remove})
            await tx.execute(
                delete(GROUP_MEMBER).where(table.org_id == org_id, table.group_id == group_id, leaving)
            )
            joining = insert(GROUP_MEMBER).values(
                org_id=org_id, group_id=group_id, device_id=bindparam("joining")
            )
            await tx.execute_many(joining, [{"joining": device_id} for device_id in dict.fromkeys(add)])
            await tx.touch(org_id, {*add, *remove})
            return await _group(tx, org_id, group_id)

    async def _check_members(self, tx: Writing, org_id: int, device_ids: Sequence[int]) -> None:
        mine = (DEVICE.c.org_id == org_id, among(DEVICE.c.id, device_ids))
        known = {row["id"] for row in await tx.rows(select(DEVICE.c.id).where(*mine))}
        for device_id in device_ids:
            found(device_id if device_id in known else None, "miner", device_id)


async def _group(reading: Reading, org_id: int, group_id: int) -> Group:
    groups = await _groups(reading, DEVICE_GROUP.c.org_id == org_id, DEVICE_GROUP.c.id == group_id)
    return found(groups[0] if groups else None, "group", group_id)


async def _groups(reading: Reading, *which: ColumnElement[bool]) -> Sequence[Group]:
    size = select(func.count()).where(GROUP_MEMBER.c.group_id == DEVICE_GROUP.c.id).scalar_subquery()
    query = select(DEVICE_GROUP, size.label("devices")).where(*which)
    rows = await reading.rows(query.order_by(DEVICE_GROUP.c.name_key, DEVICE_GROUP.c.id))
    return [_to_group(row) for row in rows]


async def _members(reading: Reading, org_id: int, group_id: int) -> Sequence[int]:
    table = GROUP_MEMBER.c
    query = select(table.device_id).where(table.org_id == org_id, table.group_id == group_id)
    return [row["device_id"] for row in await reading.rows(query)]


def _to_group(row: Row) -> Group:
    return Group(row["id"], row["org_id"], row["name"], row["description"], row["devices"])
