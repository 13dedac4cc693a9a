"""What a filter can ask about: one table for the parser, the SQL compilers, completion and the docs."""

import difflib
from dataclasses import dataclass
from enum import Enum

from headframe.core.devices import PairingStatus, Severity
from headframe.core.filters import units
from headframe.core.filters.units import Dimension
from headframe.core.status import DeviceStatus
from headframe.core.telemetry import MiningState


class FieldType(Enum):
    """What the values of a field are, and so which operators it takes."""

    TEXT = "text"
    CHOICE = "one of a list"
    NUMBER = "number"
    ADDRESS = "IP address"
    MAC = "MAC address"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `column` is the key of its value in a row, in stored units; None there is unknown.

    `is_many`: the row holds a collection of texts, and a term is satisfied by any of them.
    """

    name: str
    type: FieldType
    column: str
    doc: str
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    dimension: Dimension | None = None
    is_many: bool = False


def _text(name: str, doc: str, *aliases: str, column: str = "", is_many: bool = False) -> Field:
    return Field(name, FieldType.TEXT, column or name, doc, aliases, is_many=is_many)


def _choice(name: str, doc: str, members: type[Enum], *aliases: str, column: str = "") -> Field:
    return Field(name, FieldType.CHOICE, column or name, doc, aliases, tuple(m.value for m in members))


def _number(name: str, column: str, dimension: Dimension, doc: str, *aliases: str) -> Field:
    return Field(name, FieldType.NUMBER, column, doc, aliases, dimension=dimension)


_ALL_FIELDS = (
    _choice("status", "what the miner is doing now, as the list shows it", DeviceStatus),
    _choice("state", "what the miner last said of itself", MiningState, column="mining_state"),
    _choice("pairing", "whether its node has working credentials", PairingStatus, column="pairing_status"),
    _choice("severity", "the worst of its open faults", Severity, column="worst_fault"),
    _text("fault", "codes of its open faults", "error", column="faults", is_many=True),
    _text("name", "the name people gave it"),
    _text("model", "model as the driver reads it"),
    _text("make", "manufacturer", "vendor"),
    _text("firmware", "firmware version", "fw"),
    _text("driver", "the driver that speaks to it"),
    _text("serial", "serial number", "sn"),
    _text("hostname", "host name that it tells", "host"),
    Field("mac", FieldType.MAC, "mac", "hardware address; separators do not matter"),
    Field("ip", FieldType.ADDRESS, "address", "address, CIDR block, or pattern", ("address",)),
    _text("site", "name of its site"),
    _text("building", "name of its building"),
    _text("rack", "name of its rack"),
    _text("slot", "its slot in the rack", column="slot_label"),
    _text("group", "names of its groups", "groups", column="groups", is_many=True),
    _text("node", "name of the fleet node that owns it"),
    _text("pool", "URLs of its pools", "pools", column="pools", is_many=True),
    _text("worker", "pool user names", column="workers", is_many=True),
    _number("hashrate", "hashrate_hs", units.HASHRATE, "present hashrate", "hash"),
    _number("expected", "expected_hashrate_hs", units.HASHRATE, "nominal hashrate at its setting"),
    _number("power", "power_watts", units.POWER, "power drawn"),
    _number("target", "power_target_watts", units.POWER, "power target in force"),
    _number("efficiency", "efficiency_j_per_h", units.EFFICIENCY, "energy per hash", "eff"),
    _number("temp", "temperature_c", units.TEMPERATURE, "hottest of its boards and chips", "temperature"),
    _number("chip", "chip_temperature_c", units.TEMPERATURE, "hottest chip"),
    _number("board", "board_temperature_c", units.TEMPERATURE, "hottest board"),
    _number("inlet", "inlet_temperature_c", units.TEMPERATURE, "air at its inlet", "ambient"),
    _number("fan", "fan_rpm", units.SPEED, "mean of its turning fans", "rpm"),
    _number("voltage", "input_voltage_v", units.VOLTAGE, "input voltage"),
    _number("uptime", "uptime_seconds", units.DURATION, "time since it started"),
    _number("age", "age_seconds", units.DURATION, "time since its last report"),
    _number("id", "device_id", units.COUNT, "its number in this installation"),
)

FIELDS: dict[str, Field] = {field.name: field for field in _ALL_FIELDS}
"""Fields by canonical name, in the order in which documentation lists them."""

FREE_TEXT_COLUMNS = ("name", "address", "mac", "serial", "model")
"""Columns in which a bare word is looked for."""

_BY_ANY_NAME = {alias: field for field in _ALL_FIELDS for alias in (field.name, *field.aliases)}


def field_named(name: str) -> Field | None:
    """The field of that name or alias; case does not matter."""
    return _BY_ANY_NAME.get(name.lower())


def names_like(name: str) -> list[str]:
    """Names and aliases that somebody who wrote `name` may have meant."""
    return difflib.get_close_matches(name.lower(), _BY_ANY_NAME, n=3)
