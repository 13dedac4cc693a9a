# ruff: noqa: D102 - what each method promises is written at its port
"""Devices that a node's list still knows and a restored database does not."""

from collections.abc import Sequence

from sqlalchemy import select, text, update

from headframe.core.ownership import OwnedDevice
from headframe.server.stores.rules.found import as_found
from headframe.server.stores.sql.among import among
from headframe.server.stores.sql.database import Writing
from headframe.server.stores.sql.device_reports import SqlDeviceReports
from headframe.server.stores.sql.device_values import add_rows, added_details, added_device
from headframe.server.stores.sql.nodes import locked_node
from headframe.server.stores.sql.schema.devices import DEVICE, DEVICE_DETAIL
from headframe.server.stores.sql.schema.nodes import NODE

_D = DEVICE.c
_SERIAL = "pg_get_serial_sequence('device', 'id')"
_GO_ON = text(
    f"SELECT setval({_SERIAL}, greatest(nextval({_SERIAL}), (SELECT max(id) FROM device)))"  # noqa: S608 - ours
)
"""PostgreSQL counts ids that it gave itself: those that rows came with have to be passed over."""


class SqlDeviceReturns(SqlDeviceReports):
    """The part of DeviceStore for lists that are newer than the database."""

    async def bring_back(
        self, org_id: int, node_id: int, devices: Sequence[OwnedDevice], *, now_ms: int
    ) -> Sequence[int]:
        async with self._database.write() as tx:
            await locked_node(tx, self._database, org_id, node_id)
            known = await _ids_by_key(tx, org_id, devices)
            new = [each for each in devices if each.device_key not in known]
            if new:
                await self._add_again(tx, org_id, node_id, new, now_ms)
                known = await _ids_by_key(tx, org_id, devices)
            ids = [known[each.device_key] for each in devices]
            await tx.touch(org_id, ids)
        return ids

    async def _add_again(
        self, tx: Writing, org_id: int, node_id: int, new: Sequence[OwnedDevice], now_ms: int
    ) -> None:
        taken = set(await tx.column(select(_D.id).where(among(_D.id, [each.device_id for each in new]))))
        rows = {each.device_key: added_device(org_id, node_id, as_found(each), now_ms=now_ms) for each in new}
        kept = [each for each in new if each.device_id not in taken]
        await add_rows(tx, DEVICE, [{"id": each.device_id, **rows[each.device_key]} for each in kept])
        if kept and self._database.row_lock:
            await tx.column(_GO_ON)
        await add_rows(tx, DEVICE, [rows[each.device_key] for each in new if each.device_id in taken])
        ids = await _ids_by_key(tx, org_id, new)
        details = [added_details(ids[each.device_key], org_id, as_found(each)) for each in new]
        await add_rows(tx, DEVICE_DETAIL, details)

    async def renumber_manifest(self, org_id: int, node_id: int, *, above: int) -> int:
        async with self._database.write() as tx:
            node = await locked_node(tx, self._database, org_id, node_id)
            version = max(int(node["ownership_version"]), above) + 1
            await tx.execute(update(NODE).where(NODE.c.id == node_id).values(ownership_version=version))
        return version


async def _ids_by_key(tx: Writing, org_id: int, devices: Sequence[OwnedDevice]) -> dict[str, int]:
    keys = sorted({each.device_key for each in devices})
    rows = await tx.rows(select(_D.id, _D.key).where(_D.org_id == org_id, among(_D.key, keys)))
    return {row["key"]: row["id"] for row in rows}
