"""Who a device is, what it can do, where it is reached, and that a node owns it."""

from collections.abc import Iterable

from headframe.core.capabilities import Capabilities, PowerTargetRange
from headframe.core.devices import Credentials, Endpoint, Identity
from headframe.core.ownership import Manifest, OwnedDevice
from headframe.wire.convert.enums import (
    COMMAND_KINDS,
    COMPONENT_KINDS,
    COOLING_MODES,
    CURTAILMENT_LEVELS,
    C,
    EnumTable,
    W,
)
from headframe.wire.convert.optionals import assign, floats
from headframe.wire.convert.texts import name_of
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

POWER_TARGET_FIELDS = ("min_watts", "max_watts", "min_percent", "max_percent")


def identity_from_wire(message: miner_pb2.Identity) -> Identity:
    """What a device says it is. What is too long for a name is left empty."""
    return Identity(
        mac=name_of(message.mac),
        serial=name_of(message.serial),
        make=name_of(message.make),
        model=name_of(message.model),
        firmware=name_of(message.firmware),
        hostname=name_of(message.hostname),
        control_board=name_of(message.control_board),
    )


def identity_to_wire(identity: Identity) -> miner_pb2.Identity:
    """An identity as a message."""
    return miner_pb2.Identity(
        mac=identity.mac,
        serial=identity.serial,
        make=identity.make,
        model=identity.model,
        firmware=identity.firmware,
        hostname=identity.hostname,
        control_board=identity.control_board,
    )


def capabilities_from_wire(message: miner_pb2.Capabilities) -> Capabilities:
    """What a device can do. Kinds, levels and modes that are not known here are left out."""
    power = message.power_target
    return Capabilities(
        commands=_known(COMMAND_KINDS, message.commands),
        power_target=PowerTargetRange(**floats(power, POWER_TARGET_FIELDS), modes=tuple(power.modes)),
        max_pools=message.max_pools,
        curtailment_levels=_known(CURTAILMENT_LEVELS, message.curtailment_levels),
        cooling_modes=_known(COOLING_MODES, message.cooling_modes),
        needs_credentials=message.needs_credentials,
        components=_known(COMPONENT_KINDS, message.components),
    )


def capabilities_to_wire(capabilities: Capabilities) -> miner_pb2.Capabilities:
    """Capabilities as a message, each list in the order of its numbers."""
    power = miner_pb2.PowerTargetCapability(modes=capabilities.power_target.modes)
    assign(power, capabilities.power_target, POWER_TARGET_FIELDS)
    return miner_pb2.Capabilities(
        commands=_numbers(COMMAND_KINDS, capabilities.commands),
        power_target=power,
        max_pools=capabilities.max_pools,
        curtailment_levels=_numbers(CURTAILMENT_LEVELS, capabilities.curtailment_levels),
        cooling_modes=_numbers(COOLING_MODES, capabilities.cooling_modes),
        needs_credentials=capabilities.needs_credentials,
        components=_numbers(COMPONENT_KINDS, capabilities.components),
    )


def _known(table: EnumTable[C, W], numbers: Iterable[int]) -> frozenset[C]:
    return frozenset(table.to_core[number] for number in numbers if number in table.to_core)


def _numbers(table: EnumTable[C, W], members: Iterable[C]) -> list[W]:
    return sorted(table.to_wire[member] for member in members)


def endpoint_of_target(target: driver_pb2.Target) -> Endpoint:
    """Where a target is reached."""
    return Endpoint(target.address, dict(target.ports))


def target_to_wire(
    endpoint: Endpoint, expected: Identity, *, device_key: str, credentials: Credentials | None = None
) -> driver_pb2.Target:
    """How a plugin reaches one device: its address, the identity it must have, and its login."""
    return driver_pb2.Target(
        device_key=device_key,
        address=endpoint.address,
        ports=endpoint.ports,
        credentials=None if credentials is None else credentials_to_wire(credentials),
        expected_mac=expected.mac,
        expected_serial=expected.serial,
        model=expected.model,
        firmware=expected.firmware,
    )


def credentials_to_wire(credentials: Credentials) -> miner_pb2.Credentials:
    """A login as a message. Messages show their fields in a repr: never log one."""
    return miner_pb2.Credentials(username=credentials.username, password=credentials.password)


def credentials_from_wire(message: miner_pb2.Credentials) -> Credentials:
    """A login from a message."""
    return Credentials(message.username, message.password)


def owned_device_to_wire(device: OwnedDevice) -> gateway_pb2.OwnedDevice:
    """One line of an ownership list."""
    return gateway_pb2.OwnedDevice(
        device_id=device.device_id,
        device_key=device.device_key,
        mac=device.mac,
        serial=device.serial,
        driver=device.driver,
        address=device.endpoint.address,
        ports=device.endpoint.ports,
        group_id=device.group_id,
        model=device.model,
        firmware=device.firmware,
    )


def owned_device_from_wire(message: gateway_pb2.OwnedDevice) -> OwnedDevice:
    """One line of an ownership list."""
    return OwnedDevice(
        device_id=message.device_id,
        device_key=message.device_key,
        driver=message.driver,
        endpoint=Endpoint(message.address, dict(message.ports)),
        mac=message.mac,
        serial=message.serial,
        model=message.model,
        firmware=message.firmware,
        group_id=message.group_id,
    )


def manifest_from_wire(message: gateway_pb2.GetOwnershipResponse) -> Manifest:
    """A node's whole list. Raises HeadframeError INVALID_REQUEST for a device that is listed twice."""
    return Manifest.of(message.version, map(owned_device_from_wire, message.devices))
