"""A device as `core.filters` sees it."""

from collections.abc import Sequence

from headframe.core.fleet import DeviceRow
from headframe.core.lists.names import slot_label
from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS, Pool

SECOND_MS = 1000


def filter_row(
    row: DeviceRow, *, node_name: str, pools: Sequence[Pool], faults: Sequence[str], now_ms: int
) -> dict[str, object]:
    """The columns of the field table, in stored units; None is unknown."""
    sample = row.sample
    measured = {name: getattr(sample, name) if sample else None for name in (*FLOAT_COLUMNS, *COUNT_COLUMNS)}
    temperatures = (measured["board_temperature_c"], measured["chip_temperature_c"])
    placement = row.placement
    return {
        **measured,
        "device_id": row.id,
        "status": row.status.value,
        "mining_state": sample.mining_state.value if sample else None,
        "pairing_status": row.pairing.value,
        "worst_fault": row.worst_fault.value if row.worst_fault else None,
        "faults": faults,
        "name": row.name,
        "model": row.identity.model,
        "make": row.identity.make,
        "firmware": row.identity.firmware,
        "driver": row.driver,
        "serial": row.identity.serial,
        "hostname": row.identity.hostname,
        "mac": row.identity.mac,
        "address": row.endpoint.address,
        "site": row.site_name,
        "building": row.building_name,
        "rack": row.rack_name,
        "slot_label": slot_label(placement.row, placement.column) if placement else "",
        "groups": row.groups,
        "node": node_name,
        "pools": [pool.url for pool in pools],
        "workers": [pool.username for pool in pools],
        "efficiency_j_per_h": sample.efficiency_j_per_h if sample else None,
        "temperature_c": max((t for t in temperatures if t is not None), default=None),
        "age_seconds": None if sample is None else (now_ms - sample.at_ms) / SECOND_MS,
    }
