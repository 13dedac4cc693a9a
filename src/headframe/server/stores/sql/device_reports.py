# ruff: noqa: D102 - what each method promises is written at its port
"""What nodes report of devices beside samples."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Update, delete, select, update

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Endpoint, Identity, PairingStatus
from headframe.core.errors import Problem
from headframe.core.fleet import OpenFault
from headframe.core.lists.names import display_name
from headframe.core.open_faults import fault_key
from headframe.core.reports import ContactReport, DetailsReport, DeviceReport, FaultsReport, PairingReport
from headframe.core.status import DeviceStatus
from headframe.core.telemetry import DeviceSettings, Fault, Pool
from headframe.server.stores.rules.lookups import found
from headframe.server.stores.sql.among import among
from headframe.server.stores.sql.database import Row, Writing
from headframe.server.stores.sql.device_codecs import fault_values, to_fault
from headframe.server.stores.sql.device_lists import SqlDeviceLists
from headframe.server.stores.sql.device_rows import to_identity
from headframe.server.stores.sql.device_values import WHOLE, add_rows, write_alike, write_rows
from headframe.server.stores.sql.locking import locked
from headframe.server.stores.sql.nodes import locked_node, new_manifest
from headframe.server.stores.sql.report_drafts import Draft
from headframe.server.stores.sql.schema.devices import DEVICE, DEVICE_DETAIL, DEVICE_POOL, FAULT
from headframe.server.stores.sql.schema.samples import DEVICE_STATE


class SqlDeviceReports(SqlDeviceLists):
    """The part of DeviceStore that takes in reports."""

    @asynccontextmanager
    async def _changing(self, org_id: int, device_id: int) -> AsyncIterator[tuple[Writing, Row]]:
        """A transaction on one device, whose watchers are told."""
        async with self._database.write() as tx:
            await locked(tx, self._database, DEVICE, device_id)
            yield tx, await _row(tx, org_id, device_id)
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
        report = PairingReport(device_id, status, problem, identity, capabilities)
        await self.record_reports(org_id, [report])

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
        report = DetailsReport(device_id, at_ms, identity, capabilities, settings)
        await self.record_reports(org_id, [report])

    async def record_faults(
        self, org_id: int, device_id: int, faults: Sequence[Fault], *, at_ms: int
    ) -> None:
        await self.record_reports(org_id, [FaultsReport(device_id, at_ms, faults)])

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
        report = ContactReport(device_id, at_ms, reachable, problem, endpoint)
        await self.record_reports(org_id, [report])

    async def record_reports(self, org_id: int, reports: Sequence[DeviceReport]) -> Collection[int]:
        ids = sorted({report.device_id for report in reports})
        async with self._database.write() as tx:
            drafts = await self._drafts(tx, org_id, ids)
            known = await self._open_faults(tx, [r.device_id for r in reports if isinstance(r, FaultsReport)])
            for report in reports:
                faults = [fault for _, fault in known.get(report.device_id, ())]
                drafts[report.device_id].take(report, faults)
            await write_alike(tx, DEVICE, "id", {i: draft.device for i, draft in drafts.items()})
            await write_alike(
                tx, DEVICE_DETAIL, "device_id", {i: draft.detail for i, draft in drafts.items()}
            )
            await self._write_faults(tx, org_id, drafts, known)
            await self._write_pools(tx, org_id, drafts)
            owners = sorted({draft.view["node_id"] for draft in drafts.values() if draft.changes_manifest})
            await new_manifest(tx, owners)
            await tx.touch(org_id, ids)
        return owners

    async def _drafts(self, tx: Writing, org_id: int, ids: Sequence[int]) -> dict[int, Draft]:
        """The devices, held where the engine locks rows."""
        mine = (DEVICE.c.org_id == org_id, among(DEVICE.c.id, ids))
        if self._database.row_lock:
            await self._owners_held(tx, org_id, ids)
            await tx.rows(select(DEVICE.c.id).where(*mine).order_by(DEVICE.c.id).with_for_update())
        drafts = {row["id"]: Draft.of(row) for row in await tx.rows(WHOLE.where(*mine))}
        for device_id in ids:
            found(drafts.get(device_id), "miner", device_id)
        return drafts

    async def _owners_held(self, tx: Writing, org_id: int, ids: Sequence[int]) -> Sequence[int]:
        """The nodes that own devices, held where the engine locks rows: before the devices, as everywhere."""
        mine = (DEVICE.c.org_id == org_id, among(DEVICE.c.id, ids), DEVICE.c.node_id.is_not(None))
        owners = sorted(await tx.column(select(DEVICE.c.node_id).where(*mine).distinct()))
        for node_id in owners if self._database.row_lock else ():
            await locked_node(tx, self._database, org_id, node_id)
        return owners

    async def _open_faults(self, tx: Writing, ids: Sequence[int]) -> dict[int, list[tuple[int, OpenFault]]]:
        """Open faults by device, each with its row's id."""
        known: dict[int, list[tuple[int, OpenFault]]] = {}
        if ids:
            theirs = among(FAULT.c.device_id, ids)
            for row in await tx.rows(select(FAULT).where(theirs, FAULT.c.closed_at_ms.is_(None))):
                known.setdefault(row["device_id"], []).append((row["id"], to_fault(row)))
        return known

    async def _write_faults(
        self,
        tx: Writing,
        org_id: int,
        drafts: Mapping[int, Draft],
        known: Mapping[int, Sequence[tuple[int, OpenFault]]],
    ) -> None:
        added: list[Mapping[str, Any]] = []
        changed: list[tuple[int, Mapping[str, Any]]] = []
        for device_id, draft in drafts.items():
            if draft.faults is None:
                continue
            rows = {fault_key(fault): row_id for row_id, fault in known.get(device_id, ())}
            added += [{"org_id": org_id, **fault_values(fault)} for fault in draft.faults.opened]
            again = (*draft.faults.renewed, *draft.faults.closed)
            changed += [(rows[fault_key(fault)], fault_values(fault)) for fault in again]
        await add_rows(tx, FAULT, added)
        await write_rows(tx, FAULT, "id", changed)

    async def _write_pools(self, tx: Writing, org_id: int, drafts: Mapping[int, Draft]) -> None:
        wanted = {i: draft.pools for i, draft in drafts.items() if draft.pools is not None}
        if not wanted:
            return
        theirs = among(DEVICE_POOL.c.device_id, [*wanted])
        kept: dict[int, list[tuple[str, str]]] = {device_id: [] for device_id in wanted}
        for row in await tx.rows(select(DEVICE_POOL).where(theirs).order_by(DEVICE_POOL.c.position)):
            kept[row["device_id"]].append((row["url"], row["username"]))
        other = {
            device_id: pools
            for device_id, pools in wanted.items()
            if kept[device_id] != [(pool.url, pool.username) for pool in pools]
        }
        if other:
            changed = among(DEVICE_POOL.c.device_id, [*other])
            await tx.execute(delete(DEVICE_POOL).where(changed))
            await add_rows(
                tx, DEVICE_POOL, [row for i, pools in other.items() for row in _pools(org_id, i, pools)]
            )

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


def _pools(org_id: int, device_id: int, pools: Sequence[Pool]) -> list[dict[str, Any]]:
    return [
        {
            "device_id": device_id,
            "position": position,
            "org_id": org_id,
            "url": pool.url,
            "username": pool.username,
        }
        for position, pool in enumerate(pools)
    ]


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
