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


def find_part(name: str) -> Meaning:
    """What a failing entry of `status` means, by its `type`."""
    return PARTS.get(name.lower(), UNKNOWN)
