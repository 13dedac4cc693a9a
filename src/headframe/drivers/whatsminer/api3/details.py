"""Everything an API 3 miner tells without a login: identity, pools, faults, settings."""

import json
from dataclasses import dataclass

from headframe.driver import RefusedError, UnsupportedError
from headframe.drivers.cgminer import values
from headframe.drivers.cgminer.identity import mac
from headframe.drivers.whatsminer import fault_report
from headframe.drivers.whatsminer.api3 import sample
from headframe.drivers.whatsminer.api3.protocol import Section, get, part, rows
from headframe.drivers.whatsminer.description import MAKE, capabilities
from headframe.drivers.whatsminer.framed import Conversation
from headframe.drivers.whatsminer.secrets import harmless
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

STATUS_PARTS = "summary+pools+edevs"


@dataclass(frozen=True, slots=True)
class Full:
    """All answers and the reading in them. `setting` is empty where the firmware has no such command."""

    info: Section
    status: Section
    setting: Section
    reading: sample.Reading


async def status_of(talk: Conversation) -> Section:
    """Summary, pools and boards; a stopped miner refuses what it has no data for, so then only the summary.

    Raises:
        DeviceError: not even the summary can be had.
    """
    try:
        return await get(talk, "get.miner.status", STATUS_PARTS)
    except RefusedError:
        return await get(talk, "get.miner.status", "summary")


async def read(talk: Conversation) -> Full:
    """Ask for everything.

    Raises:
        DeviceError: the device information or the status cannot be had.
    """
    info = await get(talk, "get.device.info")
    status = await status_of(talk)
    try:
        setting = await get(talk, "get.miner.setting")
    except (UnsupportedError, RefusedError):
        setting = {}
    return Full(info, status, setting, sample.read(info, status))


def identity(info: Section) -> miner_pb2.Identity:
    """Who the miner is."""
    miner, system, network = part(info, "miner"), part(info, "system"), part(info, "network")
    return miner_pb2.Identity(
        mac=mac(network.get("mac")),
        serial=values.text(miner, "miner-sn"),
        make=MAKE,
        model=values.text(miner, "type"),
        firmware=values.text(system, "fwversion"),
        hostname=values.text(network, "hostname"),
        control_board=values.text(system, "control-board-version") or values.text(system, "platform"),
    )


def details(full: Full) -> driver_pb2.Details:
    """The details of a full poll."""
    led = values.text(part(full.info, "system"), "ledstatus")
    found = {"info": full.info, "status": full.status, "setting": full.setting}
    return driver_pb2.Details(
        identity=identity(full.info),
        capabilities=capabilities(),
        pools=pools(full.status),
        faults_known=True,
        led_on=None if not led else led != "auto",
        power_mode=power_mode(full.setting),
        vendor_json=json.dumps(harmless(found), separators=(",", ":")).encode(),
    )


def power_mode(setting: Section) -> str:
    """low, normal or high; empty where the firmware does not tell."""
    return values.text(setting, "power-mode").lower()


def faults(full: Full) -> list[miner_pb2.Fault]:
    """The miner's list of error codes, and a note on readings that could not be true."""
    return fault_report.from_list(full.info.get("error-code")) + fault_report.implausible(full.reading.odd)


def pools(status: Section) -> list[miner_pb2.Pool]:
    """The configured pools in priority order."""
    odd: list[str] = []
    found = [row for row in rows(status, "pools") if values.text(row, "url")]
    found.sort(key=lambda row: values.as_number(row.get("pool-priority")) or 0.0)
    return [
        miner_pb2.Pool(
            url=values.text(row, "url"),
            username=values.text(row, "account"),
            active=values.flag(row, "stratum-active"),
            alive=row["status"] == "alive" if "status" in row else None,
            shares_accepted=values.total(row, "accepted", odd),
            shares_rejected=values.total(row, "rejected", odd),
        )
        for row in found
    ]
