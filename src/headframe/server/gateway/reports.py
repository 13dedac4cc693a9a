"""Events of devices as the stores take them."""

from collections.abc import Callable, Iterable

from headframe.core.devices import Endpoint
from headframe.core.reports import ContactReport, DetailsReport, DeviceReport, FaultsReport, PairingReport
from headframe.wire.convert.details import details_from_wire, faults_from_wire
from headframe.wire.convert.pairing import pairing_from_wire
from headframe.wire.convert.problems import problem_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2


def reports_of(events: Iterable[gateway_pb2.Event]) -> list[DeviceReport]:
    """Reports in the order of their events; of several sets of faults of one device the last.

    Raises:
        HeadframeError: INVALID_REQUEST for an event that breaks its bounds.
    """
    reports: dict[tuple[int, str, int], DeviceReport] = {}
    for position, event in enumerate(events):
        name = event.WhichOneof("event") or ""
        report = _REPORTS[name](event) if name in _REPORTS else None
        if report is not None:
            key = (event.device_id, name, 0 if name == "faults" else position)
            reports.pop(key, None)
            reports[key] = report
    return list(reports.values())


def _contact(event: gateway_pb2.Event) -> DeviceReport:
    contact = event.contact
    return ContactReport(
        event.device_id,
        event.at_ms,
        contact.reachable,
        problem_from_wire(contact.problem),
        Endpoint(contact.address, dict(contact.ports)) if contact.moved else None,
    )


def _details(event: gateway_pb2.Event) -> DeviceReport | None:
    details = details_from_wire(event.details)
    if details.identity is None or details.capabilities is None:
        return None
    return DetailsReport(
        event.device_id, event.at_ms, details.identity, details.capabilities, details.settings
    )


def _faults(event: gateway_pb2.Event) -> DeviceReport:
    return FaultsReport(event.device_id, event.at_ms, faults_from_wire(event.faults.faults))


def _pairing(event: gateway_pb2.Event) -> DeviceReport:
    outcome = pairing_from_wire(event.pairing)
    return PairingReport(
        event.device_id, outcome.status, outcome.problem, outcome.identity, outcome.capabilities
    )


_REPORTS: dict[str, Callable[[gateway_pb2.Event], DeviceReport | None]] = {
    "contact": _contact,
    "details": _details,
    "faults": _faults,
    "pairing": _pairing,
}
