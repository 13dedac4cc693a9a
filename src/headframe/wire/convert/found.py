"""Devices as a discovery finds them, and plugins as a heartbeat reports them."""

from ipaddress import ip_address

from headframe.core.devices import Endpoint
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import FoundDevice, PluginStatus
from headframe.wire.convert.devices import (
    capabilities_from_wire,
    capabilities_to_wire,
    identity_from_wire,
    identity_to_wire,
)
from headframe.wire.convert.texts import message_of, name_of
from headframe.wire.gen.gateway.v1 import gateway_pb2


def found_from_wire(message: gateway_pb2.DiscoveredDevice) -> FoundDevice:
    """A device that a node found.

    Raises:
        HeadframeError: INVALID_REQUEST without a key or driver, or where the address is no IP literal.
    """
    key, driver = name_of(message.device_key), name_of(message.driver)
    if not key or not driver:
        raise HeadframeError(Code.INVALID_REQUEST, "a found device needs a key and a driver")
    try:
        address = str(ip_address(message.address))
    except ValueError as error:
        raise HeadframeError(Code.INVALID_REQUEST, "a found device's address is no IP literal") from error
    return FoundDevice(
        key=key,
        identity=identity_from_wire(message.identity),
        endpoint=Endpoint(address, dict(message.ports)),
        driver=driver,
        capabilities=capabilities_from_wire(message.capabilities),
        needs_credentials=message.needs_credentials,
    )


def found_to_wire(device: FoundDevice, *, command_id: str) -> gateway_pb2.DiscoveredDevice:
    """A found device, for the DISCOVER command that asked."""
    return gateway_pb2.DiscoveredDevice(
        command_id=command_id,
        device_key=device.key,
        address=device.endpoint.address,
        ports=device.endpoint.ports,
        driver=device.driver,
        identity=identity_to_wire(device.identity),
        capabilities=capabilities_to_wire(device.capabilities),
        needs_credentials=device.needs_credentials,
    )


def plugin_from_wire(message: gateway_pb2.PluginState) -> PluginStatus:
    """A plugin's state; the wire's zeros for pid, start and memory stand for unknown."""
    return PluginStatus(
        driver=name_of(message.driver),
        version=name_of(message.version),
        running=message.running,
        pid=message.pid or None,
        started_at_ms=message.started_at_ms or None,
        restarts=message.restarts,
        last_error=message_of(message.last_error),
        rss_bytes=message.rss_bytes or None,
    )


def plugin_to_wire(status: PluginStatus) -> gateway_pb2.PluginState:
    """A plugin's state as a message."""
    return gateway_pb2.PluginState(
        driver=status.driver,
        version=status.version,
        running=status.running,
        pid=status.pid or 0,
        started_at_ms=status.started_at_ms or 0,
        restarts=status.restarts,
        last_error=status.last_error,
        rss_bytes=status.rss_bytes or 0,
    )
