"""The rig's error codes, each with a severity, a component and a code that all drivers share.

Source: the error codes of Proto's own fleet software for the same interface. The rig counts slots from 1;
slot 0, or none, is the whole rig.
"""

from collections.abc import Mapping
from typing import Any

from headframe.drivers.cgminer import values
from headframe.wire.gen.miner.v1 import miner_pb2

MAX_FAULTS = 256
UNKNOWN = "proto_rig.unknown"

_INFO = miner_pb2.SEVERITY_INFO
_MINOR = miner_pb2.SEVERITY_MINOR
_MAJOR = miner_pb2.SEVERITY_MAJOR
_CRITICAL = miner_pb2.SEVERITY_CRITICAL

COMPONENTS = {
    "rig": miner_pb2.COMPONENT_KIND_CONTROL_BOARD,
    "fan": miner_pb2.COMPONENT_KIND_FAN,
    "psu": miner_pb2.COMPONENT_KIND_PSU,
    "hashboard": miner_pb2.COMPONENT_KIND_HASH_BOARD,
}

_COMMUNICATION = ("hash_board.communication", _CRITICAL)

CODES: Mapping[tuple[str, str], tuple[str, miner_pb2.Severity]] = {
    ("rig", "LowHashRate"): ("hashrate.low", _MAJOR),
    ("rig", "OverHeat"): ("control_board.over_temperature", _CRITICAL),
    ("rig", "InsufficientCooling"): ("fan.fault", _CRITICAL),
    ("rig", "PoolConnectionFailure"): ("pool.unreachable", _MAJOR),
    ("rig", "PoolConfigMissing"): ("pool.none", _CRITICAL),
    ("rig", "MiningStoppedDueToPhaseImbalance"): ("psu.phase_imbalance", _CRITICAL),
    ("rig", "PSURecoveryInProgress"): ("psu.recovering", _MAJOR),
    ("rig", "NetworkError"): ("network.down", _MAJOR),
    ("rig", "FirmwareUpdateFailure"): ("firmware.integrity", _MAJOR),
    ("fan", "FanHardware"): ("fan.fault", _CRITICAL),
    ("fan", "FanSlow"): ("fan.speed", _MAJOR),
    ("fan", "SetFanSpeedFailed"): ("fan.speed", _MINOR),
    ("fan", "FanConnectedInImmersion"): ("fan.present_in_immersion", _INFO),
    ("hashboard", "HbOverHeat"): ("hash_board.over_temperature", _CRITICAL),
    ("hashboard", "AsicEnumeration"): ("hash_board.chips", _MAJOR),
    ("hashboard", "HbCommunication"): _COMMUNICATION,
    ("hashboard", "CommTasksNotInitialized"): _COMMUNICATION,
    ("hashboard", "InvalidAddWorkResponse"): _COMMUNICATION,
    ("hashboard", "InvalidMetadataResponse"): _COMMUNICATION,
    ("hashboard", "MissingCommChannel"): _COMMUNICATION,
    ("hashboard", "CommandTimeout"): _COMMUNICATION,
    ("hashboard", "TaskCommunicationError"): _COMMUNICATION,
    ("hashboard", "CommsAlive"): _COMMUNICATION,
    ("hashboard", "AsicEcc"): ("hash_board.chip_errors", _MINOR),
    ("hashboard", "HbUnderVoltage"): ("hash_board.voltage", _MAJOR),
    ("hashboard", "HbOverVoltage"): ("hash_board.voltage", _CRITICAL),
    ("hashboard", "HbOverCurrent"): ("hash_board.over_current", _CRITICAL),
    ("hashboard", "AsicOverHeat"): ("hash_board.over_temperature", _CRITICAL),
    ("hashboard", "AsicUnderHeat"): ("hash_board.under_temperature", _MINOR),
    ("hashboard", "AsicNotHashing"): ("hash_board.chips", _MAJOR),
    ("hashboard", "PowerLost"): ("hash_board.power_lost", _CRITICAL),
    ("psu", "PsuCommLost"): ("psu.communication", _MAJOR),
    ("psu", "PsuOutputUnderVoltage"): ("psu.output_voltage", _CRITICAL),
    ("psu", "PsuOutputOverVoltage"): ("psu.output_voltage", _CRITICAL),
    ("psu", "PsuOutputFailure"): ("psu.output_voltage", _CRITICAL),
    ("psu", "PsuOutputOverCurrent"): ("psu.over_current", _CRITICAL),
    ("psu", "PsuFans"): ("psu.fan", _MAJOR),
    ("psu", "PsuOverTemperature"): ("psu.over_temperature", _CRITICAL),
    ("psu", "PsuUnderTemperature"): ("psu.under_temperature", _MINOR),
    ("psu", "PsuInput"): ("psu.input_voltage", _MAJOR),
    ("psu", "PsuInputUnderVoltage"): ("psu.input_voltage", _CRITICAL),
    ("psu", "PsuInputOverVoltage"): ("psu.input_voltage", _CRITICAL),
    ("psu", "PsuInputOverCurrent"): ("psu.over_current", _CRITICAL),
    ("psu", "PsuNoInputVoltage"): ("psu.input_voltage", _CRITICAL),
    ("psu", "PsuPowerNoGood"): ("psu.fault", _CRITICAL),
}


def faults_of(errors: object) -> list[miner_pb2.Fault]:
    """The faults of an errors answer: a list, or an object with the list under "errors"."""
    listed = errors.get("errors") if isinstance(errors, dict) else errors
    if not isinstance(listed, list):
        return []
    return [_fault(item) for item in listed[:MAX_FAULTS] if isinstance(item, dict)]


def _fault(error: Mapping[str, Any]) -> miner_pb2.Fault:
    source = values.text(error, "source")
    vendor_code = values.text(error, "error_code")
    code, severity = CODES.get((source, vendor_code), (UNKNOWN, _MAJOR))
    slot = values.count(error, "slot", [])
    since = values.number(error, "timestamp", 1, 2**40, [])
    return miner_pb2.Fault(
        code=code,
        severity=severity,
        component_kind=COMPONENTS.get(source, miner_pb2.COMPONENT_KIND_UNSPECIFIED),
        component_slot=slot - 1 if slot else None,
        message=values.text(error, "message"),
        vendor_code=f"{source}/{vendor_code}",
        since_ms=None if since is None else int(since) * 1000,
    )
