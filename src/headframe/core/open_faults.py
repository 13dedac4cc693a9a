"""Faults of one device: what a report of the whole set opens, renews and closes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from headframe.core.devices import Severity
from headframe.core.fleet import OpenFault
from headframe.core.telemetry import Fault

FaultKey = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class FaultChanges:
    """Faults as they are after a report: new ones, those seen again, and those that ended."""

    opened: Sequence[OpenFault]
    renewed: Sequence[OpenFault]
    closed: Sequence[OpenFault]


def fault_key(fault: OpenFault) -> FaultKey:
    """Identity of a fault on its device, as `Fault.key` has it."""
    slot = -1 if fault.component_slot is None else fault.component_slot
    return (fault.code, fault.component_kind or "", slot, fault.vendor_code)


def settle(
    device_id: int, known: Iterable[OpenFault], reported: Iterable[Fault], *, at_ms: int
) -> FaultChanges:
    """Compare the open faults with the whole set that a device reports."""
    before = {fault_key(fault): fault for fault in known}
    now = {fault.key: fault for fault in reported}
    opened = [_open(device_id, fault, at_ms) for key, fault in now.items() if key not in before]
    renewed = [_renew(before[key], fault, at_ms) for key, fault in now.items() if key in before]
    closed = [replace(fault, closed_at_ms=at_ms) for key, fault in before.items() if key not in now]
    return FaultChanges(opened, renewed, closed)


def worst(faults: Iterable[OpenFault]) -> Severity | None:
    """Highest severity of some faults."""
    return max((fault.severity for fault in faults), key=lambda severity: severity.rank, default=None)


def _open(device_id: int, fault: Fault, at_ms: int) -> OpenFault:
    return OpenFault(
        device_id,
        fault.code,
        fault.severity,
        fault.component_kind,
        fault.component_slot,
        fault.message,
        fault.vendor_code,
        first_seen_ms=at_ms if fault.since_ms is None else min(fault.since_ms, at_ms),
        last_seen_ms=at_ms,
    )


def _renew(known: OpenFault, fault: Fault, at_ms: int) -> OpenFault:
    return replace(
        known,
        severity=fault.severity,
        message=fault.message,
        last_seen_ms=max(known.last_seen_ms, at_ms),
    )
