"""Core enumerations and their wire numbers. A test holds every table to be total on both sides."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from headframe.core.actors import ActorType
from headframe.core.commands.acks import CommandPhase
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import CoolingMode, CurtailmentLevel
from headframe.core.devices import ComponentKind, ComponentStatus, PairingStatus, Severity
from headframe.core.reconcile.precedence import Precedence
from headframe.core.reconcile.revisions import Aspect
from headframe.core.telemetry import MiningState
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

C = TypeVar("C")
W = TypeVar("W", bound=int)


class EnumTable(Generic[C, W]):
    """One-to-one table of core members and wire numbers.

    `to_core.get(number)` is None for what the table does not know: the caller says what that means.
    """

    __slots__ = ("to_core", "to_wire")

    def __init__(self, pairs: Mapping[C, W]) -> None:
        self.to_wire: dict[C, W] = dict(pairs)
        self.to_core: dict[int, C] = {int(number): member for member, number in pairs.items()}
        if len(self.to_core) != len(self.to_wire):
            msg = "two members share a wire number"
            raise ValueError(msg)


MINING_STATES = EnumTable(
    {
        MiningState.UNKNOWN: miner_pb2.MINING_STATE_UNSPECIFIED,
        MiningState.MINING: miner_pb2.MINING_STATE_MINING,
        MiningState.STARTING: miner_pb2.MINING_STATE_STARTING,
        MiningState.STOPPED: miner_pb2.MINING_STATE_STOPPED,
        MiningState.NO_POOL: miner_pb2.MINING_STATE_NO_POOL,
        MiningState.FAULT: miner_pb2.MINING_STATE_FAULT,
        MiningState.UPDATING: miner_pb2.MINING_STATE_UPDATING,
    }
)

COMPONENT_KINDS = EnumTable(
    {
        ComponentKind.HASH_BOARD: miner_pb2.COMPONENT_KIND_HASH_BOARD,
        ComponentKind.PSU: miner_pb2.COMPONENT_KIND_PSU,
        ComponentKind.FAN: miner_pb2.COMPONENT_KIND_FAN,
        ComponentKind.CONTROL_BOARD: miner_pb2.COMPONENT_KIND_CONTROL_BOARD,
        ComponentKind.SENSOR: miner_pb2.COMPONENT_KIND_SENSOR,
    }
)

COMPONENT_STATUSES = EnumTable(
    {
        ComponentStatus.UNKNOWN: miner_pb2.COMPONENT_STATUS_UNSPECIFIED,
        ComponentStatus.HEALTHY: miner_pb2.COMPONENT_STATUS_HEALTHY,
        ComponentStatus.WARNING: miner_pb2.COMPONENT_STATUS_WARNING,
        ComponentStatus.CRITICAL: miner_pb2.COMPONENT_STATUS_CRITICAL,
        ComponentStatus.OFFLINE: miner_pb2.COMPONENT_STATUS_OFFLINE,
        ComponentStatus.DISABLED: miner_pb2.COMPONENT_STATUS_DISABLED,
    }
)

SEVERITIES = EnumTable(
    {
        Severity.INFO: miner_pb2.SEVERITY_INFO,
        Severity.MINOR: miner_pb2.SEVERITY_MINOR,
        Severity.MAJOR: miner_pb2.SEVERITY_MAJOR,
        Severity.CRITICAL: miner_pb2.SEVERITY_CRITICAL,
    }
)

COMMAND_KINDS = EnumTable(
    {
        CommandKind.REBOOT: miner_pb2.COMMAND_KIND_REBOOT,
        CommandKind.START_MINING: miner_pb2.COMMAND_KIND_START_MINING,
        CommandKind.STOP_MINING: miner_pb2.COMMAND_KIND_STOP_MINING,
        CommandKind.SET_POWER_TARGET: miner_pb2.COMMAND_KIND_SET_POWER_TARGET,
        CommandKind.CURTAIL: miner_pb2.COMMAND_KIND_CURTAIL,
        CommandKind.UNCURTAIL: miner_pb2.COMMAND_KIND_UNCURTAIL,
        CommandKind.UPDATE_POOLS: miner_pb2.COMMAND_KIND_UPDATE_POOLS,
        CommandKind.BLINK_LED: miner_pb2.COMMAND_KIND_BLINK_LED,
        CommandKind.SET_COOLING_MODE: miner_pb2.COMMAND_KIND_SET_COOLING_MODE,
        CommandKind.UPDATE_PASSWORD: miner_pb2.COMMAND_KIND_UPDATE_PASSWORD,
        CommandKind.UPDATE_FIRMWARE: miner_pb2.COMMAND_KIND_UPDATE_FIRMWARE,
        CommandKind.DOWNLOAD_LOGS: miner_pb2.COMMAND_KIND_DOWNLOAD_LOGS,
        CommandKind.DISCOVER: miner_pb2.COMMAND_KIND_DISCOVER,
        CommandKind.PAIR: miner_pb2.COMMAND_KIND_PAIR,
        CommandKind.UNPAIR: miner_pb2.COMMAND_KIND_UNPAIR,
    }
)

CURTAILMENT_LEVELS = EnumTable(
    {
        CurtailmentLevel.FULL: miner_pb2.CURTAILMENT_LEVEL_FULL,
        CurtailmentLevel.EFFICIENCY: miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY,
    }
)

COOLING_MODES = EnumTable(
    {
        CoolingMode.AUTO: miner_pb2.COOLING_MODE_AUTO,
        CoolingMode.MANUAL: miner_pb2.COOLING_MODE_MANUAL,
        CoolingMode.IMMERSION: miner_pb2.COOLING_MODE_IMMERSION,
    }
)

PAIRING_STATUSES = EnumTable(
    {
        PairingStatus.UNPAIRED: gateway_pb2.PAIRING_STATUS_UNPAIRED,
        PairingStatus.PENDING: gateway_pb2.PAIRING_STATUS_PENDING,
        PairingStatus.PAIRED: gateway_pb2.PAIRING_STATUS_PAIRED,
        PairingStatus.DEFAULT_PASSWORD: gateway_pb2.PAIRING_STATUS_DEFAULT_PASSWORD,
        PairingStatus.AUTHENTICATION_NEEDED: gateway_pb2.PAIRING_STATUS_AUTHENTICATION_NEEDED,
        PairingStatus.FAILED: gateway_pb2.PAIRING_STATUS_FAILED,
    }
)

ACTOR_TYPES = EnumTable(
    {
        ActorType.USER: gateway_pb2.Actor.TYPE_USER,
        ActorType.API_KEY: gateway_pb2.Actor.TYPE_API_KEY,
        ActorType.SCHEDULE: gateway_pb2.Actor.TYPE_SCHEDULE,
        ActorType.CURTAILMENT: gateway_pb2.Actor.TYPE_CURTAILMENT,
        ActorType.LOCAL_ADMIN: gateway_pb2.Actor.TYPE_LOCAL_ADMIN,
        ActorType.SYSTEM: gateway_pb2.Actor.TYPE_SYSTEM,
    }
)

COMMAND_PHASES = EnumTable(
    {
        CommandPhase.ACCEPTED: gateway_pb2.COMMAND_PHASE_ACCEPTED,
        CommandPhase.RUNNING: gateway_pb2.COMMAND_PHASE_RUNNING,
        CommandPhase.SUCCEEDED: gateway_pb2.COMMAND_PHASE_SUCCEEDED,
        CommandPhase.FAILED: gateway_pb2.COMMAND_PHASE_FAILED,
        CommandPhase.REJECTED: gateway_pb2.COMMAND_PHASE_REJECTED,
        CommandPhase.EXPIRED: gateway_pb2.COMMAND_PHASE_EXPIRED,
        CommandPhase.SUPERSEDED: gateway_pb2.COMMAND_PHASE_SUPERSEDED,
        CommandPhase.OUTCOME_UNKNOWN: gateway_pb2.COMMAND_PHASE_OUTCOME_UNKNOWN,
        CommandPhase.PROGRESS: gateway_pb2.COMMAND_PHASE_PROGRESS,
    }
)

ASPECTS = EnumTable(
    {
        Aspect.POWER: gateway_pb2.ASPECT_POWER,
        Aspect.TARGET: gateway_pb2.ASPECT_TARGET,
        Aspect.POOLS: gateway_pb2.ASPECT_POOLS,
        Aspect.FIRMWARE: gateway_pb2.ASPECT_FIRMWARE,
        Aspect.CREDENTIALS: gateway_pb2.ASPECT_CREDENTIALS,
        Aspect.COOLING: gateway_pb2.ASPECT_COOLING,
        Aspect.HOLDS: gateway_pb2.ASPECT_HOLDS,
    }
)

PRECEDENCES = EnumTable(
    {
        Precedence.SCHEDULE: gateway_pb2.PRECEDENCE_SCHEDULE,
        Precedence.OPERATOR: gateway_pb2.PRECEDENCE_OPERATOR,
        Precedence.CURTAILMENT: gateway_pb2.PRECEDENCE_CURTAILMENT,
        Precedence.SAFETY: gateway_pb2.PRECEDENCE_SAFETY,
    }
)
