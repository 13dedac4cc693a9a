# ruff: noqa: D102 - what each method promises is written at its port
"""What nodes report of devices beside samples."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Update, delete, select, update

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Endpoint, Identity, PairingStatus
from headframe.core.errors import Problem
from headframe.core.status import DeviceStatus
from headframe.core.telemetry import DeviceSettings, Fault, Pool
from headframe.server.stores.rules.faults import fault_key, settle, worst
from headframe.server.stores.rules.found import merged_capabilities, merged_identity
from headframe.server.stores.rules.lookups import found
from headframe.server.stores.rules.names import display_name
from headframe.server.stores.rules.pools import shown_pool
from headframe.server.stores.sql.command_rows import problem_text
from headframe.server.stores.sql.database import Row, Writing
from headframe.server.stores.sql.device_codecs import (
    capabilities_bytes,
    fault_values,
    settings_values,
    to_capabilities,
    to_fault,
)
from headframe.server.stores.sql.device_lists import SqlDeviceLists
from headframe.server.stores.sql.device_rows import to_identity
from headframe.server.stores.sql.device_values import (
    WHOLE,
    add_rows,
    endpoint_values,
    identity_values,
    ports_text,
    write_rows,
)
from headframe.server.stores.sql.locking import locked
from headframe.server.stores.sql.nodes import locked_node, new_manifest
from headframe.server.stores.sql.schema.devices import DEVICE, DEVICE_DETAIL, DEVICE_POOL, FAULT
from headframe.server.stores.sql.schema.samples import DEVICE_STATE

_IN_MANIFEST = ("mac", "serial", "model", "firmware", "address", "ports", "driver")


class SqlDeviceReports(SqlDeviceLists):
    """The part of DeviceStore that takes in reports."""

    @asynccontextmanager
    async def _changing(self, org_id: int, device_id: int) -> AsyncIterator[tuple[Writing, Row]]:
        """A transaction on one device, whose watchers are told."""
        async with self._database.write() as tx:
            await locked(tx, self._database, DEVICE, device_id)
            yield tx, await _row(tx, org_id, device_id)
            await tx.touch(org_id, (device_id,))

    @asynccontextmanager
    async def _changing_target(self, org_id: int, device_id: int) -> AsyncIterator[tuple[Writing, Row]]:
        """The same; where its owner has to know of the change, that node's manifest gets a new version."""
        async with self._database.write() as tx:
            owner = (await _row(tx, org_id, device_id))["node_id"]
            if owner is not None:
                await locked_node(tx, self._database, org_id, owner)  # nodes before devices, as everywhere
            await locked(tx, self._database, DEVICE, device_id)
            before = await _row(tx, org_id, device_id)
            yield tx, before
            after = await _row(tx, org_id, device_id)
            if after["node_id"] is not None and told_to_node(before) != told_to_node(after):
                await new_manifest(tx, [after["node_id"]])
            await tx.touch(org_id, (device_id,))

    async def rename(self, org_id: int, device_id: int, name: str) -> None:
        async with self._changing(org_id, device_id) as (tx, row):
            shown = display_name(name, to_identity(row), row["key"])
            await _device(tx, row, {"name": shown})
            await _detail(tx, row, {"chosen_name": name})

    async def record_pairing(
        self,
        org_id: int,
        device_id: int,
        status: PairingStatus,
        *,
        problem: Problem | None = None,
        identity: Identity | None = None,
        capabilities: Capabilities | None = None,
    ) -> None:
        async with self._changing_target(org_id, device_id) as (tx, row):
            outcome = {"pairing": status.value, "problem": problem_text(problem)}
            await _device(tx, row, outcome)
            await _revealed(tx, row, identity, capabilities)

    async def record_details(
        self,
        org_id: int,
        device_id: int,
        *,
        identity: Identity,
        capabilities: Capabilities,
        settings: DeviceSettings,
        at_ms: int,
    ) -> None:
        async with self._changing_target(org_id, device_id) as (tx, row):
            await _revealed(tx, row, identity, capabilities)
            if at_ms < row["details_at_ms"]:
                return
            url, user = shown_pool(settings.pools)
            await _device(tx, row, {"pool_url": url, "pool_user": user})
            await _detail(tx, row, {**settings_values(settings), "details_at_ms": at_ms})
            await _keep_pools(tx, org_id, device_id, settings.pools)

    async def record_faults(
        self, org_id: int, device_id: int, faults: Sequence[Fault], *, at_ms: int
    ) -> None:
        still_open = select(FAULT).where(FAULT.c.device_id == device_id, FAULT.c.closed_at_ms.is_(None))
        async with self._changing(org_id, device_id) as (tx, row):
            if at_ms < row["faults_at_ms"]:
                return
            rows = await tx.rows(still_open)
            ids = {fault_key(to_fault(each)): each["id"] for each in rows}
            changes = settle(device_id, map(to_fault, rows), faults, at_ms=at_ms)
            added = [{"org_id": org_id, **fault_values(fault)} for fault in changes.opened]
            await add_rows(tx, FAULT, added)
            changed = [*changes.renewed, *changes.closed]
            await write_rows(
                tx, FAULT, "id", [(ids[fault_key(fault)], fault_values(fault)) for fault in changed]
            )
            now_open = [*changes.renewed, *changes.opened]
            await _device(tx, row, {"fault_count": len(now_open), "worst_fault": worst(now_open)})
            await _detail(tx, row, {"faults_at_ms": at_ms})

    async def record_contact(
        self,
        org_id: int,
        device_id: int,
        *,
        reachable: bool,
        problem: Problem | None,
        endpoint: Endpoint | None,
        at_ms: int,
    ) -> None:
        async with self._changing_target(org_id, device_id) as (tx, row):
            since = at_ms if row["lost_at_ms"] is None else row["lost_at_ms"]
            changes = {"problem": problem_text(problem), "lost_at_ms": None if reachable else since}
            if endpoint is not None:
                changes |= endpoint_values(endpoint)
                await _detail(tx, row, {"ports": ports_text(endpoint)})
            await _device(tx, row, changes)

    async def expect_transition(
        self, org_id: int, device_id: int, status: str, *, until_ms: int, since_ms: int | None = None
    ) -> None:
        if since_ms is None:
            since_ms = await self._last_report_ms(device_id)
        async with self._changing(org_id, device_id) as (tx, row):
            changes = {
                "transition": DeviceStatus(status).value,
                "transition_since_ms": since_ms,
                "transition_until_ms": until_ms,
            }
            await _device(tx, row, changes)

    async def _last_report_ms(self, device_id: int) -> int:
        query = select(DEVICE_STATE.c.at_ms).where(DEVICE_STATE.c.device_id == device_id)
        async with self._database.read() as reading:
            rows = await reading.rows(query)
        return rows[0]["at_ms"] if rows else 0

    async def set_curtailed(self, org_id: int, device_id: int, *, curtailed: bool) -> None:
        async with self._changing(org_id, device_id) as (tx, row):
            await _device(tx, row, {"curtailed": curtailed})


async def _row(tx: Writing, org_id: int, device_id: int) -> Row:
    rows = await tx.rows(WHOLE.where(DEVICE.c.org_id == org_id, DEVICE.c.id == device_id))
    return found(rows[0] if rows else None, "miner", device_id)


def told_to_node(row: Mapping[str, Any] | Row) -> tuple[object, ...]:
    """What a manifest says of a device: who it must be, and where it is reached."""
    return tuple(row[name] for name in _IN_MANIFEST)


async def _revealed(
    tx: Writing, row: Row, identity: Identity | None, capabilities: Capabilities | None
) -> None:
    """Keep what a login or a full poll told of a device."""
    if identity is not None:
        merged = merged_identity(to_identity(row), identity)
        shown = display_name(row["chosen_name"], merged, row["key"])
        await _device(tx, row, {**identity_values(merged), "name": shown})
        await _detail(tx, row, {"control_board": merged.control_board})
    if capabilities is not None:
        both = merged_capabilities(to_capabilities(row["capabilities"]), capabilities)
        await _detail(tx, row, {"capabilities": capabilities_bytes(both)})


async def _keep_pools(tx: Writing, org_id: int, device_id: int, pools: Sequence[Pool]) -> None:
    mine = DEVICE_POOL.c.device_id == device_id
    kept = await tx.rows(
        select(DEVICE_POOL.c.url, DEVICE_POOL.c.username).where(mine).order_by(DEVICE_POOL.c.position)
    )
    if [(row["url"], row["username"]) for row in kept] == [(pool.url, pool.username) for pool in pools]:
        return
    await tx.execute(delete(DEVICE_POOL).where(mine))
    rows = [
        {
            "device_id": device_id,
            "position": position,
            "org_id": org_id,
            "url": pool.url,
            "username": pool.username,
        }
        for position, pool in enumerate(pools)
    ]
    await add_rows(tx, DEVICE_POOL, rows)


async def _device(tx: Writing, row: Row, changes: Mapping[str, Any]) -> None:
    await _write(tx, row, update(DEVICE).where(DEVICE.c.id == row["id"]), changes)


async def _detail(tx: Writing, row: Row, changes: Mapping[str, Any]) -> None:
    await _write(tx, row, update(DEVICE_DETAIL).where(DEVICE_DETAIL.c.device_id == row["id"]), changes)


async def _write(tx: Writing, row: Row, statement: Update, changes: Mapping[str, Any]) -> None:
    """Write what differs from the row as it was read: most reports repeat what is known."""
    read = frozenset(row.keys())
    new = {name: value for name, value in changes.items() if name not in read or row[name] != value}
    if new:
        await tx.execute(statement.values(**new))
