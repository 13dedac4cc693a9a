"""Components of a sample: boards, PSUs, fans, control boards, sensors."""

from collections.abc import Iterable

from google.protobuf.message import DecodeError

from headframe.core.devices import ComponentStatus
from headframe.core.errors import Code, HeadframeError
from headframe.core.telemetry import Component
from headframe.wire.convert.enums import COMPONENT_KINDS, COMPONENT_STATUSES
from headframe.wire.convert.optionals import assign, counts, floats
from headframe.wire.gen.miner.v1 import miner_pb2

MAX_COMPONENTS_BYTES = 64 * 1024
"""Bound of the serialised components of one sample; a large miner of today needs about 2 KiB."""

FLOAT_FIELDS = (
    "hashrate_hs",
    "expected_hashrate_hs",
    "temperature_c",
    "chip_temperature_c",
    "inlet_temperature_c",
    "outlet_temperature_c",
    "power_watts",
    "voltage_v",
    "input_voltage_v",
    "current_a",
    "frequency_hz",
    "rpm",
    "duty_ratio",
    "efficiency_j_per_h",
)
COUNT_FIELDS = ("chips_working", "chips_expected", "hardware_errors")


_STATUS_TAG = miner_pb2.Component.DESCRIPTOR.fields_by_name["status"].number << 3
_CRITICAL, _OFFLINE = (
    bytes((_STATUS_TAG, COMPONENT_STATUSES.to_wire[status]))
    for status in (ComponentStatus.CRITICAL, ComponentStatus.OFFLINE)
)
_NO_ALARM: frozenset[ComponentStatus] = frozenset()


def components_from_bytes(data: bytes) -> tuple[Component, ...]:
    """Read a sample's `components`.

    A component of a kind that this version does not know is left out here; the stored bytes keep it.

    Raises:
        HeadframeError: INVALID_REQUEST where the bytes are not a Components message or exceed the bound.
    """
    return components_from_wire(_parse(data).items)


def component_statuses(data: bytes) -> frozenset[ComponentStatus]:
    """Which statuses stand among a sample's `components`: all that a derived device status needs.

    Raises:
        HeadframeError: as `components_from_bytes`.
    """
    known = COMPONENT_STATUSES.to_core
    return frozenset(known.get(item.status, ComponentStatus.UNKNOWN) for item in _parse(data).items)


def component_alarms(data: bytes) -> frozenset[ComponentStatus]:
    """Which of CRITICAL and OFFLINE stand among a sample's `components`.

    The store asks this of every report, and almost always none does: a status is one tag byte and one value
    byte on the wire, so that where no such pair occurs nothing needs parsing.

    Raises:
        HeadframeError: as `components_from_bytes`, where it has to be parsed.
    """
    if _CRITICAL not in data and _OFFLINE not in data:
        return _NO_ALARM
    return component_statuses(data) & {ComponentStatus.CRITICAL, ComponentStatus.OFFLINE}


def _parse(data: bytes) -> miner_pb2.Components:
    if len(data) > MAX_COMPONENTS_BYTES:
        raise HeadframeError(Code.INVALID_REQUEST, f"components exceed {MAX_COMPONENTS_BYTES} bytes")
    try:
        return miner_pb2.Components.FromString(data)
    except DecodeError as error:
        raise HeadframeError(Code.INVALID_REQUEST, "components cannot be read") from error


def components_to_bytes(components: Iterable[Component]) -> bytes:
    """The bytes a sample carries; empty for no components."""
    items = [component_to_wire(component) for component in components]
    return miner_pb2.Components(items=items).SerializeToString()


def components_from_wire(items: Iterable[miner_pb2.Component]) -> tuple[Component, ...]:
    """Those of the components whose kind this version knows."""
    known = (component_from_wire(item) for item in items)
    return tuple(component for component in known if component is not None)


def component_from_wire(message: miner_pb2.Component) -> Component | None:
    """One component; None when its kind is not known here."""
    kind = COMPONENT_KINDS.to_core.get(message.kind)
    if kind is None:
        return None
    return Component(
        kind=kind,
        slot=message.slot,
        status=COMPONENT_STATUSES.to_core.get(message.status, ComponentStatus.UNKNOWN),
        name=message.name,
        serial=message.serial,
        **floats(message, FLOAT_FIELDS),
        **counts(message, COUNT_FIELDS),
    )


def component_to_wire(component: Component) -> miner_pb2.Component:
    """One component as a message."""
    message = miner_pb2.Component(
        kind=COMPONENT_KINDS.to_wire[component.kind],
        slot=component.slot,
        status=COMPONENT_STATUSES.to_wire[component.status],
        name=component.name,
        serial=component.serial,
    )
    assign(message, component, FLOAT_FIELDS)
    assign(message, component, COUNT_FIELDS)
    return message
