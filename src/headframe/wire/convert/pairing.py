"""Pairing statuses and results."""

from headframe.core.devices import PairingStatus
from headframe.core.pairing import PairingOutcome
from headframe.wire.convert.devices import (
    capabilities_from_wire,
    capabilities_to_wire,
    identity_from_wire,
    identity_to_wire,
)
from headframe.wire.convert.enums import PAIRING_STATUSES
from headframe.wire.convert.optionals import stated
from headframe.wire.convert.problems import problem_from_wire, problem_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2


def pairing_status_to_wire(status: PairingStatus) -> gateway_pb2.PairingStatus:
    """A status as its wire number."""
    return PAIRING_STATUSES.to_wire[status]


def pairing_status_from_wire(number: int) -> PairingStatus:
    """A status from its wire number; one that is not known here is FAILED, since it must not be used."""
    return PAIRING_STATUSES.to_core.get(number, PairingStatus.FAILED)


def pairing_to_wire(outcome: PairingOutcome) -> gateway_pb2.PairingResult:
    """An outcome as a message."""
    identity, capabilities = outcome.identity, outcome.capabilities
    return gateway_pb2.PairingResult(
        status=pairing_status_to_wire(outcome.status),
        problem=problem_to_wire(outcome.problem),
        identity=None if identity is None else identity_to_wire(identity),
        capabilities=None if capabilities is None else capabilities_to_wire(capabilities),
    )


def pairing_from_wire(message: gateway_pb2.PairingResult) -> PairingOutcome:
    """A received outcome."""
    return PairingOutcome(
        status=pairing_status_from_wire(message.status),
        problem=problem_from_wire(message.problem),
        identity=stated(message, "identity", identity_from_wire),
        capabilities=capabilities_from_wire(message.capabilities)
        if message.HasField("capabilities")
        else None,
    )
