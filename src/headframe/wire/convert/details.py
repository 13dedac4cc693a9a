"""Details that full polls bring: settings, pools, faults. From a driver to the gateway, and to the core."""

from collections.abc import Iterable

from headframe.core.commands.payloads import CoolingMode
from headframe.core.devices import Severity
from headframe.core.errors import Code, HeadframeError
from headframe.core.telemetry import DeviceDetails, DeviceSettings, Fault, Pool
from headframe.wire.convert.devices import (
    capabilities_from_wire,
    capabilities_to_wire,
    identity_from_wire,
    identity_to_wire,
)
from headframe.wire.convert.enums import COMPONENT_KINDS, COOLING_MODES, SEVERITIES
from headframe.wire.convert.optionals import assign, counts, flag, stated
from headframe.wire.convert.texts import message_of, name_of
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

MAX_VENDOR_JSON_BYTES = 256 * 1024
"""The most a device's own answers may weigh."""

MAX_FAULTS = 1_024
"""Open faults of one device; a miner with a fault a chip reports some hundreds."""

MAX_POOLS = 64
"""Pools of one device; miners of today take at most six."""

UNSTATED_SEVERITY = Severity.MAJOR
"""For a fault whose severity is absent or not known here: seen by people, without stopping a shift."""

UNKNOWN_FAULT_CODE = "vendor.unknown"
"""The fault table's code for what it has no entry for."""

_SHARES = ("shares_accepted", "shares_rejected")


def details_from_driver(details: driver_pb2.Details) -> gateway_pb2.DeviceDetails:
    """A driver's details as the node sends them up: the same, never with a pool's password.

    Raises:
        HeadframeError: DEVICE_PROTOCOL where vendor_json or the pools exceed their bounds.
    """
    _check_bounds(details, Code.DEVICE_PROTOCOL)
    message = gateway_pb2.DeviceDetails(
        identity=details.identity if details.HasField("identity") else None,
        capabilities=details.capabilities if details.HasField("capabilities") else None,
        pools=details.pools,
        power_mode=details.power_mode,
        cooling_mode=details.cooling_mode,
        vendor_json=details.vendor_json,
    )
    if details.HasField("led_on"):
        message.led_on = details.led_on
    for pool in message.pools:
        pool.ClearField("sealed_password")
    return message


def details_from_wire(message: gateway_pb2.DeviceDetails) -> DeviceDetails:
    """Received details.

    Raises:
        HeadframeError: INVALID_REQUEST where vendor_json or the pools exceed their bounds.
    """
    _check_bounds(message, Code.INVALID_REQUEST)
    cooling = COOLING_MODES.to_core.get(message.cooling_mode)
    return DeviceDetails(
        identity=stated(message, "identity", identity_from_wire),
        capabilities=capabilities_from_wire(message.capabilities)
        if message.HasField("capabilities")
        else None,
        settings=DeviceSettings(
            pools=tuple(pool_from_wire(pool) for pool in message.pools),
            led_on=flag(message, "led_on"),
            power_mode=name_of(message.power_mode),
            cooling_mode="" if cooling is None else cooling.value,
            vendor_json=message.vendor_json,
        ),
    )


def details_to_wire(details: DeviceDetails) -> gateway_pb2.DeviceDetails:
    """Details as a message."""
    identity, capabilities, settings = details.identity, details.capabilities, details.settings
    message = gateway_pb2.DeviceDetails(
        identity=None if identity is None else identity_to_wire(identity),
        capabilities=None if capabilities is None else capabilities_to_wire(capabilities),
        pools=[pool_to_wire(pool) for pool in settings.pools],
        power_mode=settings.power_mode,
        vendor_json=settings.vendor_json,
    )
    if settings.cooling_mode:
        message.cooling_mode = COOLING_MODES.to_wire[CoolingMode(settings.cooling_mode)]
    if settings.led_on is not None:
        message.led_on = settings.led_on
    return message


def _check_bounds(message: driver_pb2.Details | gateway_pb2.DeviceDetails, code: Code) -> None:
    if len(message.vendor_json) > MAX_VENDOR_JSON_BYTES:
        raise HeadframeError(code, f"vendor_json exceeds {MAX_VENDOR_JSON_BYTES} bytes")
    if len(message.pools) > MAX_POOLS:
        raise HeadframeError(code, f"more than {MAX_POOLS} pools")


def pool_from_wire(message: miner_pb2.Pool) -> Pool:
    """A pool as the miner tells it."""
    return Pool(
        url=name_of(message.url),
        username=name_of(message.username),
        active=flag(message, "active"),
        alive=flag(message, "alive"),
        **counts(message, _SHARES),
    )


def pool_to_wire(pool: Pool) -> miner_pb2.Pool:
    """A pool as a message."""
    message = miner_pb2.Pool(url=pool.url, username=pool.username)
    assign(message, pool, ("active", "alive", *_SHARES))
    return message


def faults_report(result: driver_pb2.PollResult) -> gateway_pb2.FaultsReport | None:
    """The whole set of a device's open faults, where this poll knows it; None where silence is not health.

    Only a full poll tells: a fast one may see some faults, and what it leaves out has not closed.

    Raises:
        HeadframeError: DEVICE_PROTOCOL beyond `MAX_FAULTS`.
    """
    if not result.HasField("details"):
        return None
    if not result.details.faults_known and not result.faults:
        return None
    if len(result.faults) > MAX_FAULTS:
        raise HeadframeError(Code.DEVICE_PROTOCOL, f"more than {MAX_FAULTS} faults of one device")
    return gateway_pb2.FaultsReport(faults=result.faults)


def faults_from_wire(messages: Iterable[miner_pb2.Fault]) -> tuple[Fault, ...]:
    """Faults, each key once: of two reports of the same fault the first stands.

    Raises:
        HeadframeError: INVALID_REQUEST beyond `MAX_FAULTS`.
    """
    found: dict[tuple[str, str, int, str], Fault] = {}
    for position, message in enumerate(messages):
        if position >= MAX_FAULTS:
            raise HeadframeError(Code.INVALID_REQUEST, f"more than {MAX_FAULTS} faults of one device")
        fault = fault_from_wire(message)
        found.setdefault(fault.key, fault)
    return tuple(found.values())


def fault_from_wire(message: miner_pb2.Fault) -> Fault:
    """One fault."""
    return Fault(
        code=name_of(message.code) or UNKNOWN_FAULT_CODE,
        severity=SEVERITIES.to_core.get(message.severity, UNSTATED_SEVERITY),
        component_kind=COMPONENT_KINDS.to_core.get(message.component_kind),
        component_slot=message.component_slot if message.HasField("component_slot") else None,
        message=message_of(message.message),
        vendor_code=name_of(message.vendor_code),
        since_ms=message.since_ms if message.HasField("since_ms") else None,
    )


def fault_to_wire(fault: Fault) -> miner_pb2.Fault:
    """A fault as a message."""
    message = miner_pb2.Fault(
        code=fault.code,
        severity=SEVERITIES.to_wire[fault.severity],
        message=fault.message,
        vendor_code=fault.vendor_code,
    )
    if fault.component_kind is not None:
        message.component_kind = COMPONENT_KINDS.to_wire[fault.component_kind]
    assign(message, fault, ("component_slot", "since_ms"))
    return message
