"""What devices carry beside their row, as columns and back."""

import json
import zlib
from dataclasses import asdict
from typing import Any

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Severity
from headframe.core.fleet import OpenFault
from headframe.core.telemetry import DeviceSettings, Pool
from headframe.server.stores.sql.database import Row
from headframe.wire.convert.devices import capabilities_from_wire, capabilities_to_wire
from headframe.wire.gen.miner.v1 import miner_pb2

_SETTINGS = ("led_on", "power_mode", "cooling_mode")


def capabilities_bytes(capabilities: Capabilities) -> bytes:
    """Capabilities as a serialised wire message."""
    return capabilities_to_wire(capabilities).SerializeToString(deterministic=True)


def to_capabilities(data: bytes) -> Capabilities:
    """Capabilities out of bytes."""
    return capabilities_from_wire(miner_pb2.Capabilities.FromString(data))


def settings_values(settings: DeviceSettings) -> dict[str, Any]:
    """Columns of a device's settings; the vendor's own document is kept compressed."""
    document = {name: getattr(settings, name) for name in _SETTINGS}
    pools = [asdict(pool) for pool in settings.pools]
    return {
        "settings": json.dumps({**document, "pools": pools}),
        "vendor_json": zlib.compress(settings.vendor_json) if settings.vendor_json else b"",
    }


def to_settings(row: Row) -> DeviceSettings:
    """A device's settings."""
    document = json.loads(row["settings"])
    pools = tuple(Pool(**pool) for pool in document.pop("pools", ()))
    return DeviceSettings(pools=pools, vendor_json=_inflated(row["vendor_json"]), **document)


def _inflated(kept: bytes) -> bytes:
    """A vendor's document; databases of before hold some that are not compressed."""
    try:
        return zlib.decompress(kept)
    except zlib.error:
        return kept


def fault_values(fault: OpenFault) -> dict[str, Any]:
    """Columns of a fault."""
    return {**asdict(fault), "severity": fault.severity.value}


def to_fault(row: Row) -> OpenFault:
    """A fault."""
    return OpenFault(
        row["device_id"],
        row["code"],
        Severity(row["severity"]),
        row["component_kind"],
        row["component_slot"],
        row["message"],
        row["vendor_code"],
        row["first_seen_ms"],
        row["last_seen_ms"],
        row["closed_at_ms"],
    )
