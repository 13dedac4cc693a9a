"""Exports as CSV (RFC 4180, UTF-8): every matching row, a chunk at a time, nothing cut off."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import TypeVar

from headframe.core.activity import Activity
from headframe.core.fleet import DeviceRow
from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS

ROWS_A_CHUNK = 500
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

T = TypeVar("T")
Cell = str | int | float | bool | None

DEVICE_COLUMNS: Mapping[str, Callable[[DeviceRow], Cell]] = {
    "id": lambda row: row.id,
    "name": lambda row: row.name,
    "status": lambda row: row.status,
    "status_since_ms": lambda row: row.status_since_ms,
    "last_report_ms": lambda row: row.last_report_ms,
    "make": lambda row: row.identity.make,
    "model": lambda row: row.identity.model,
    "firmware": lambda row: row.identity.firmware,
    "mac": lambda row: row.identity.mac,
    "serial": lambda row: row.identity.serial,
    "hostname": lambda row: row.identity.hostname,
    "address": lambda row: row.endpoint.address,
    "driver": lambda row: row.driver,
    "node_id": lambda row: row.node_id,
    "pairing": lambda row: row.pairing,
    "site": lambda row: row.site_name,
    "building": lambda row: row.building_name,
    "rack": lambda row: row.rack_name,
    "row": lambda row: row.placement.row if row.placement else None,
    "column": lambda row: row.placement.column if row.placement else None,
    "groups": lambda row: "; ".join(row.groups),
    "fault_count": lambda row: row.fault_count,
    "worst_fault": lambda row: row.worst_fault,
    "pool_url": lambda row: row.pool_url,
    "pool_user": lambda row: row.pool_user,
}
"""Columns of the device export before those of the newest sample."""

_SAMPLE_COLUMNS = (*FLOAT_COLUMNS, "efficiency_j_per_h", *COUNT_COLUMNS, "mining_state", "pool_connected")


async def device_csv(rows: AsyncIterator[DeviceRow]) -> AsyncIterator[str]:
    """Devices with their newest sample. Unknown is an empty cell."""
    header = (*DEVICE_COLUMNS, *_SAMPLE_COLUMNS)
    async for chunk in _chunks(header, rows, _device_cells):
        yield chunk


async def activity_csv(entries: AsyncIterator[Activity]) -> AsyncIterator[str]:
    """Activity entries."""
    header = (
        "id",
        "at_ms",
        "received_at_ms",
        "actor_type",
        "actor_id",
        "actor_name",
        "verb",
        "summary",
        "device_id",
        "node_id",
        "batch_id",
    )
    async for chunk in _chunks(header, entries, _activity_cells):
        yield chunk


def _device_cells(row: DeviceRow) -> Iterable[Cell]:
    yield from (read(row) for read in DEVICE_COLUMNS.values())
    yield from (getattr(row.sample, name) if row.sample else None for name in _SAMPLE_COLUMNS)


def _activity_cells(entry: Activity) -> Iterable[Cell]:
    yield from (entry.id, entry.at_ms, entry.received_at_ms)
    yield from (entry.actor.type, entry.actor.id, entry.actor.display_name)
    yield from (entry.verb, entry.summary, entry.device_id, entry.node_id, entry.batch_id)


async def _chunks(
    header: Iterable[str], records: AsyncIterator[T], cells: Callable[[T], Iterable[Cell]]
) -> AsyncIterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    pending = 0
    async for record in records:
        writer.writerow([_safe(cell) for cell in cells(record)])
        pending += 1
        if pending >= ROWS_A_CHUNK:
            yield _drain(buffer)
            pending = 0
    yield _drain(buffer)


def _drain(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _safe(cell: Cell) -> Cell:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe (OWASP, CSV injection)."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell
