# ruff: noqa: D102 - what each method promises is written at its port
"""Devices in tables: discovery and ownership."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from headframe.core.devices import Endpoint, PairingStatus
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import FoundDevice
from headframe.core.lists.names import display_name
from headframe.server.stores.ports.devices import OwnedTarget
from headframe.server.stores.rules.found import merged_capabilities, merged_identity, refreshed_endpoint
from headframe.server.stores.sql.among import among
from headframe.server.stores.sql.database import Row, Writing
from headframe.server.stores.sql.device_codecs import capabilities_bytes, to_capabilities
from headframe.server.stores.sql.device_returns import SqlDeviceReturns
from headframe.server.stores.sql.device_rows import to_identity
from headframe.server.stores.sql.device_values import (
    WHOLE,
    add_rows,
    added_details,
    added_device,
    endpoint_values,
    identity_values,
    ports_text,
    write_rows,
)
from headframe.server.stores.sql.nodes import locked_node, new_manifest
from headframe.server.stores.sql.report_drafts import told_to_node
from headframe.server.stores.sql.schema.devices import DEVICE, DEVICE_DETAIL
from headframe.server.stores.sql.schema.nodes import NODE
from headframe.server.stores.sql.schema.transfers import TRANSFER

_D = DEVICE.c


class SqlDevices(SqlDeviceReturns):
    """DeviceStore."""

    async def record_found(
        self, org_id: int, node_id: int, found: Sequence[FoundDevice], *, now_ms: int
    ) -> Sequence[int]:
        async with self._database.write() as tx:
            await locked_node(tx, self._database, org_id, node_id)
            known = await self._by_key(tx, org_id, found)
            new = {each.key: each for each in found if each.key not in known}
            if new:
                await self._add(tx, org_id, node_id, new, now_ms)
                known = await self._by_key(tx, org_id, found)
            await self._refresh(tx, node_id, [(known[each.key], each) for each in found])
            ids = [known[each.key]["id"] for each in found]
            await tx.touch(org_id, ids)
        return ids

    async def _by_key(self, tx: Writing, org_id: int, found: Sequence[FoundDevice]) -> dict[str, Row]:
        keys = sorted({each.key for each in found})
        mine = (_D.org_id == org_id, among(_D.key, keys))
        query = WHOLE.where(*mine).order_by(_D.id)
        rows = await tx.rows(query.with_for_update() if self._database.row_lock else query)
        return {row["key"]: row for row in rows}

    async def _add(
        self, tx: Writing, org_id: int, node_id: int, new: Mapping[str, FoundDevice], now_ms: int
    ) -> None:
        rows = [added_device(org_id, node_id, each, now_ms=now_ms) for each in new.values()]
        await add_rows(tx, DEVICE, rows)
        mine = (_D.org_id == org_id, among(_D.key, new))
        ids = {row["key"]: row["id"] for row in await tx.rows(select(_D.id, _D.key).where(*mine))}
        details = [added_details(ids[key], org_id, each) for key, each in new.items()]
        await add_rows(tx, DEVICE_DETAIL, details)

    async def _refresh(self, tx: Writing, node_id: int, found: Sequence[tuple[Row, FoundDevice]]) -> None:
        changes = [(row["id"], *_refreshed(row, each, node_id)) for row, each in found]
        await write_rows(tx, DEVICE, "id", [(i, device) for i, device, _ in changes])
        await write_rows(tx, DEVICE_DETAIL, "device_id", [(i, detail) for i, _, detail in changes])
        owned = [
            (told_to_node(row), told_to_node({**detail, **device}))
            for (row, _), (_, device, detail) in zip(found, changes, strict=True)
            if row["node_id"] == node_id
        ]
        if any(before != after for before, after in owned):
            await new_manifest(tx, [node_id])

    async def claim(self, org_id: int, node_id: int, device_ids: Sequence[int]) -> Sequence[int]:
        async with self._database.write() as tx:
            await locked_node(tx, self._database, org_id, node_id)
            unowned = (
                _D.org_id == org_id,
                _D.node_id.is_(None),
                among(_D.id, device_ids),
            )
            claiming = update(DEVICE).where(*unowned).values(node_id=node_id).returning(_D.id)
            claimed = {row["id"] for row in await tx.rows(claiming)}
            if claimed:
                await new_manifest(tx, [node_id])
            await tx.touch(org_id, claimed)
        return [device_id for device_id in dict.fromkeys(device_ids) if device_id in claimed]

    async def release(self, org_id: int, device_ids: Sequence[int]) -> None:
        async with self._database.write() as tx:
            owners = await self._owners_held(tx, org_id, device_ids)
            mine = (_D.org_id == org_id, among(_D.node_id, owners), among(_D.id, device_ids))
            query = select(_D.id).where(*mine).order_by(_D.id)
            released = await tx.column(query.with_for_update() if self._database.row_lock else query)
            await tx.execute(update(DEVICE).where(*mine).values(node_id=None, moving_to=None))
            await tx.execute(
                delete(TRANSFER).where(TRANSFER.c.org_id == org_id, among(TRANSFER.c.device_id, released))
            )
            await new_manifest(tx, owners)
            await tx.touch(org_id, released)

    async def manifest(self, org_id: int, node_id: int) -> tuple[int, Sequence[OwnedTarget]]:
        mine = (_D.org_id == org_id, _D.node_id == node_id, _D.moving_to.is_(None))
        version = select(NODE.c.ownership_version).where(NODE.c.org_id == org_id, NODE.c.id == node_id)
        async with self._database.snapshot() as reading:
            versions = await reading.rows(version)
            rows = await reading.rows(WHOLE.where(*mine).order_by(_D.id))
        if not versions:
            raise HeadframeError(Code.NOT_FOUND, f"no node {node_id}")
        return versions[0]["ownership_version"], [_target(row) for row in rows]

    async def owners(self, org_id: int, device_ids: Sequence[int]) -> Mapping[int, int]:
        mine = (
            _D.org_id == org_id,
            _D.node_id.is_not(None),
            among(_D.id, device_ids),
        )
        async with self._database.read() as reading:
            rows = await reading.rows(select(_D.id, _D.node_id).where(*mine))
        return {row["id"]: row["node_id"] for row in rows}

    async def forget(self, org_id: int, device_ids: Sequence[int]) -> int:
        mine = (_D.org_id == org_id, among(_D.id, set(device_ids)))
        async with self._database.write() as tx:
            if await tx.rows(select(_D.id).where(*mine, _D.node_id.is_not(None)).limit(1)):
                raise HeadframeError(Code.CONFLICT, "a node owns one of these miners: release it first")
            forgotten = await tx.execute(delete(DEVICE).where(*mine))
            await tx.touch(org_id, device_ids)
        return forgotten


def _refreshed(row: Row, found: FoundDevice, node_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns of a device and of its details after it was found again."""
    owner = row["node_id"]
    identity = merged_identity(to_identity(row), found.identity)
    known = Endpoint(row["address"], json.loads(row["ports"]))
    endpoint = refreshed_endpoint(known, found, owner=owner, finder=node_id)
    is_its_node = owner in (None, node_id)
    device = {
        **identity_values(identity),
        **endpoint_values(endpoint),
        "name": display_name(row["chosen_name"], identity, row["key"]),
        "driver": found.driver if is_its_node else row["driver"],
        "seen_by": node_id if is_its_node else row["seen_by"],
    }
    capabilities = merged_capabilities(to_capabilities(row["capabilities"]), found.capabilities)
    return device, {
        "control_board": identity.control_board,
        "ports": ports_text(endpoint),
        "capabilities": capabilities_bytes(capabilities),
    }


def _target(row: Row) -> OwnedTarget:
    endpoint = Endpoint(row["address"], json.loads(row["ports"]))
    pairing = PairingStatus(row["pairing"])
    return OwnedTarget(row["id"], row["key"], to_identity(row), endpoint, row["driver"], pairing)
