"""Everything an API 2 miner tells without a login: identity, pools, faults, settings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from headframe.driver import UnsupportedError
from headframe.drivers.cgminer import answers, values
from headframe.drivers.cgminer.identity import mac
from headframe.drivers.cgminer.pools import pools
from headframe.drivers.cgminer.reads import Reads
from headframe.drivers.whatsminer import fault_report
from headframe.drivers.whatsminer.api2 import sample
from headframe.drivers.whatsminer.description import MAKE, capabilities
from headframe.drivers.whatsminer.secrets import harmless
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

SINGLE_READS = ("get_version", "get_miner_info", "get_psu", "get_error_code", "status")
JOINED_READS = ("summary", "devs", "pools", "devdetails")


@dataclass(slots=True)
class Full:
    """All answers by command, the reading in them, and the faults where the miner has a list of them."""

    answers: dict[str, answers.Answer]
    reading: sample.Reading
    faults: list[miner_pb2.Fault] = field(default_factory=list)
    faults_known: bool = False

    def message(self, command: str) -> Mapping[str, Any]:
        """The `Msg` object of an answer, or an empty one."""
        found = self.answers.get(command, {}).get("Msg")
        return found if isinstance(found, dict) else {}


async def read(reads: Reads, address: str, port: int) -> Full:
    """Ask for everything; what the firmware does not know is left out.

    Raises:
        DeviceError: the summary cannot be had.
    """
    found = await reads.several(address, port, JOINED_READS)
    for command in SINGLE_READS:
        try:
            found[command] = await reads.one(address, port, command)
        except UnsupportedError:
            continue
    full = Full(found, sample.read(found["summary"], found.get("devs"), found.get("pools")))
    complete(full)
    return full


def complete(full: Full) -> None:
    """Add what the answers beside the summary, the boards and the pools tell."""
    _add_psu(full)
    _add_faults(full)
    sample.settle(full.reading, stopped=is_off(full.answers.get("status", {})))


def is_off(status: Mapping[str, Any]) -> bool | None:
    """Whether the miner was told to stop, by its `status` answer."""
    message = status.get("Msg")
    if not isinstance(message, dict):
        return None
    off = values.flag(message, "mineroff")
    return off if off is not None else values.flag(message, "btmineroff")


def identity(full: Full) -> miner_pb2.Identity:
    """Who the miner is."""
    info = full.message("get_miner_info")
    version = full.message("get_version")
    summary = answers.first(full.answers["summary"], "SUMMARY")
    return miner_pb2.Identity(
        mac=full.reading.mac or mac(info.get("mac")),
        serial=values.text(info, "minersn"),
        make=MAKE,
        model=model(full.answers.get("devdetails", {})),
        firmware=values.text(version, "fw_ver") or values.text(summary, "Firmware Version"),
        hostname=values.text(info, "hostname"),
        control_board=values.text(version, "platform") or values.text(summary, "CB Platform"),
    )


def model(devdetails: Mapping[str, Any]) -> str:
    """The model by `devdetails`, as in "M30S+_VE40"; empty where it is not told."""
    return values.text(answers.first(devdetails, "DEVDETAILS"), "Model")


def details(full: Full) -> driver_pb2.Details:
    """The details of a full poll."""
    led = values.text(full.message("get_miner_info"), "ledstat")
    summary = answers.first(full.answers["summary"], "SUMMARY")
    mode = values.text(full.message("status"), "power_mode") or values.text(summary, "Power Mode")
    return driver_pb2.Details(
        identity=identity(full),
        capabilities=capabilities(),
        pools=pools(full.answers.get("pools", {})),
        faults_known=full.faults_known,
        led_on=None if not led else led != "auto",
        power_mode=mode.lower(),
        cooling_mode=cooling(summary),
        vendor_json=json.dumps(harmless(full.answers), separators=(",", ":")).encode(),
    )


def cooling(summary: Mapping[str, Any]) -> miner_pb2.CoolingMode:
    """How the miner is cooled; fans are always its own affair."""
    liquid = values.flag(summary, "Liquid Cooling")
    if liquid is None:
        return miner_pb2.COOLING_MODE_UNSPECIFIED
    return miner_pb2.COOLING_MODE_IMMERSION if liquid else miner_pb2.COOLING_MODE_AUTO


def _add_psu(full: Full) -> None:
    message = full.message("get_psu")
    if not message:
        return
    odd = full.reading.odd
    found = next(
        (part for part in full.reading.sample.components if part.kind == miner_pb2.COMPONENT_KIND_PSU), None
    )
    if found is None:
        found = full.reading.sample.components.add(kind=miner_pb2.COMPONENT_KIND_PSU)
    found.name = values.text(message, "model") or values.text(message, "name")
    found.serial = values.text(message, "serial_no")
    extra = miner_pb2.Component(
        rpm=values.fan(message, "fan_speed", odd),
        input_voltage_v=_input_voltage(message, odd),
        temperature_c=values.temperature(message, "temp0", odd),
    )
    found.MergeFrom(extra)
    if extra.HasField("input_voltage_v"):
        full.reading.sample.input_voltage_v = extra.input_voltage_v


def _input_voltage(message: Mapping[str, Any], odd: list[str]) -> float | None:
    """Volts. Firmware gives them as volts or, as older documents show, as hundredths of a volt."""
    found = values.number(message, "vin", 0.0, values.VOLTAGE_LIMIT_V * 100, odd)
    if found is None:
        return None
    return found / 100 if found > values.VOLTAGE_LIMIT_V else found


def _add_faults(full: Full) -> None:
    codes = full.message("get_error_code").get("error_code")
    summary = answers.first(full.answers["summary"], "SUMMARY")
    if isinstance(codes, list):
        full.faults = fault_report.from_list(codes)
        full.faults_known = True
    elif "Error Code Count" in summary:
        full.faults = fault_report.from_summary(summary)
        full.faults_known = True
    full.faults += fault_report.implausible(full.reading.odd)
