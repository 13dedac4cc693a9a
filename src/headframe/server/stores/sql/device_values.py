"""Columns of devices, as they are written."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, update

from headframe.core.devices import Endpoint, Identity, PairingStatus
from headframe.core.fleet import FoundDevice
from headframe.core.lists.addresses import address_key
from headframe.core.lists.names import display_name
from headframe.server.stores.sql.database import Writing
from headframe.server.stores.sql.device_codecs import capabilities_bytes
from headframe.server.stores.sql.schema.devices import DEVICE, DEVICE_DETAIL

_DETAILS = ("chosen_name", "control_board", "ports", "capabilities", "details_at_ms", "faults_at_ms")

WHOLE = select(DEVICE, *(DEVICE_DETAIL.c[name] for name in _DETAILS)).join(
    DEVICE_DETAIL, DEVICE_DETAIL.c.device_id == DEVICE.c.id
)
"""Devices with what changes of them are judged by."""


def added_device(org_id: int, node_id: int, found: FoundDevice, *, now_ms: int) -> dict[str, Any]:
    """The row of a device seen for the first time."""
    return {
        "org_id": org_id,
        "key": found.key,
        "name": display_name("", found.identity, found.key),
        **identity_values(found.identity),
        **endpoint_values(found.endpoint),
        "driver": found.driver,
        "seen_by": node_id,
        "pairing": PairingStatus.UNPAIRED.value,
        "discovered_at_ms": now_ms,
    }


def added_details(device_id: int, org_id: int, found: FoundDevice) -> dict[str, Any]:
    """The details of a device seen for the first time."""
    return {
        "device_id": device_id,
        "org_id": org_id,
        "capabilities": capabilities_bytes(found.capabilities),
        "vendor_json": b"",
        "control_board": found.identity.control_board,
        "ports": ports_text(found.endpoint),
    }


def identity_values(identity: Identity) -> dict[str, Any]:
    """Columns of an identity in the device's row; the control board stands in its details."""
    return {
        "mac": identity.mac,
        "serial": identity.serial,
        "make": identity.make,
        "model": identity.model,
        "firmware": identity.firmware,
        "hostname": identity.hostname,
    }


def endpoint_values(endpoint: Endpoint) -> dict[str, Any]:
    """Columns of an endpoint in the device's row; ports stand in its details."""
    return {"address": endpoint.address, "address_key": address_key(endpoint.address)}


def ports_text(endpoint: Endpoint) -> str:
    """Ports as JSON."""
    return json.dumps(dict(endpoint.ports))


async def write_rows(
    tx: Writing, table: Table, key: str, rows: Sequence[tuple[int, Mapping[str, Any]]]
) -> None:
    """Update rows by key; all change the same columns."""
    if not rows:
        return
    names: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0][1]}
    statement = update(table).where(table.c[key] == bindparam("its_id")).values(**names)
    values = [
        {"its_id": row_id, **{f"new_{name}": value for name, value in changes.items()}}
        for row_id, changes in rows
    ]
    await tx.execute_many(statement, values)


async def write_alike(tx: Writing, table: Table, key: str, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Update rows by key, each its own columns; rows that change the same ones share a statement."""
    alike: dict[tuple[str, ...], list[tuple[int, Mapping[str, Any]]]] = {}
    for row_id, values in changes.items():
        if values:
            alike.setdefault(tuple(sorted(values)), []).append((row_id, values))
    for rows in alike.values():
        await write_rows(tx, table, key, rows)


async def add_rows(tx: Writing, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows with the same columns."""
    if rows:
        await tx.execute_many(insert(table).values(**{name: bindparam(name) for name in rows[0]}), rows)
