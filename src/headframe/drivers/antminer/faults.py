"""What an Antminer's status words and codes mean.

Stock firmware numbers few of its faults: `summary.cgi` gives a state and a sentence for each of four parts.
The codes below (`R:1`, `J0:2`) are those of its warning service and of its log.

Sources: the firmware's web pages, and the tables of public fleet tools.
"""

from dataclasses import dataclass

from headframe.wire.gen.miner.v1 import miner_pb2

_NONE = miner_pb2.COMPONENT_KIND_UNSPECIFIED
_BOARD = miner_pb2.COMPONENT_KIND_HASH_BOARD
_PSU = miner_pb2.COMPONENT_KIND_PSU
_FAN = miner_pb2.COMPONENT_KIND_FAN
_CONTROL = miner_pb2.COMPONENT_KIND_CONTROL_BOARD

_CRITICAL = miner_pb2.SEVERITY_CRITICAL
_MAJOR = miner_pb2.SEVERITY_MAJOR
_MINOR = miner_pb2.SEVERITY_MINOR


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a status word or a code says."""

    code: str
    severity: miner_pb2.Severity
    kind: miner_pb2.ComponentKind
    message: str


UNKNOWN = Meaning("antminer.unknown", _MAJOR, _NONE, "The miner reports a fault that is not in the table")

PARTS: dict[str, Meaning] = {
    "rate": Meaning("hashrate.low", _MAJOR, _NONE, "The hashrate is not as it should be"),
    "network": Meaning("pool.unreachable", _MAJOR, _NONE, "No pool can be reached"),
    "fans": Meaning("fan.speed", _CRITICAL, _FAN, "A fan fails or is missing"),
    "temp": Meaning("hash_board.over_temperature", _CRITICAL, _BOARD, "The miner is too hot or too cold"),
    "temperature": Meaning(
        "hash_board.over_temperature", _CRITICAL, _BOARD, "The miner is too hot or too cold"
    ),
    "power": Meaning("psu.fault", _CRITICAL, _PSU, "The power supply reports a fault"),
    "chain": Meaning("hash_board.fault", _CRITICAL, _BOARD, "A hash board reports a fault"),
}
"""By the `type` of an entry in `summary.cgi`'s `status`."""

CODES: dict[str, Meaning] = {
    "R:1": Meaning("hashrate.low", _MAJOR, _NONE, "The hashrate is low"),
    "N:1": Meaning("hashrate.high", _MINOR, _NONE, "The hashrate is too high to be true"),
    "V:1": Meaning("psu.fault", _CRITICAL, _PSU, "The power supply cannot be initialised"),
    "V:2": Meaning("psu.output_voltage", _MAJOR, _PSU, "The power supply is not calibrated"),
    "P:1": Meaning("hash_board.over_temperature", _CRITICAL, _BOARD, "Stopped to protect from heat"),
    "P:2": Meaning("hash_board.under_temperature", _MAJOR, _BOARD, "Stopped to protect from cold"),
    "M:1": Meaning("control_board.fault", _MAJOR, _CONTROL, "The control board is out of memory"),
    "J:2": Meaning("hash_board.chips", _CRITICAL, _BOARD, "Chips are missing on a board"),
    "J:4": Meaning("hash_board.eeprom", _MAJOR, _BOARD, "A board's EEPROM is damaged"),
    "J:6": Meaning("hash_board.temperature_sensor", _MAJOR, _BOARD, "A board's temperature sensor fails"),
    "J:8": Meaning("hash_board.missing", _CRITICAL, _BOARD, "Boards are missing"),
    "L:1": Meaning("hash_board.voltage", _MAJOR, _BOARD, "A board's voltage and frequency exceed the limit"),
    "L:2": Meaning("hash_board.mismatch", _MAJOR, _BOARD, "A board's voltage and frequency do not match"),
    "L255:2": Meaning("hash_board.mismatch", _MAJOR, _BOARD, "Boards of levels that do not go together"),
}
"""By code; `J` and `L` carry a board's number, which `find_code` takes off."""


def find_part(name: str) -> Meaning:
    """What a failing entry of `status` means, by its `type`."""
    return PARTS.get(name.lower(), UNKNOWN)


def find_code(code: str) -> tuple[Meaning, int | None]:
    """What a code means, and the board that it names."""
    if code in CODES:
        return CODES[code], None
    family, _, number = code.partition(":")
    board = family[1:]
    meaning = CODES.get(f"{family[:1]}:{number}", UNKNOWN) if board.isdigit() else UNKNOWN
    return meaning, int(board) if board.isdigit() and meaning is not UNKNOWN else None
