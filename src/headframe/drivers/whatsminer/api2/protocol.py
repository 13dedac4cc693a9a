"""Reads over API 2: cgminer's protocol, with btminer's codes and, on newer firmware, its envelope."""

from headframe.drivers.cgminer.answers import Answer
from headframe.drivers.cgminer.reads import Reads
from headframe.drivers.whatsminer.answers import check_api2
from headframe.wire.gen.driver.v1 import driver_pb2

PORT_NAME = "api"
DEFAULT_PORT = 4028

_SECTIONS = {
    "summary": "SUMMARY",
    "pools": "POOLS",
    "devs": "DEVS",
    "edevs": "DEVS",
    "devdetails": "DEVDETAILS",
}


def port_of(target: driver_pb2.Target | driver_pb2.ProbeRequest) -> int:
    """The port to use for a target."""
    return target.ports.get(PORT_NAME, DEFAULT_PORT)


def make_reads(timeout_seconds: float) -> Reads:
    """Reads as this API answers them. btminer ends an answer with neither a NUL nor, at once, a hang-up."""
    return Reads(judge=check_api2, tidy=unwrap, whole_object=True, timeout_seconds=timeout_seconds)


def unwrap(answer: Answer, command: str) -> Answer:
    """Newer firmware wraps some answers as `{"Code": 131, "Msg": ...}`; put them where older ones stand."""
    message = answer.get("Msg")
    name = _SECTIONS.get(command)
    if name is None or name in answer or not isinstance(message, dict | list):
        return answer
    if isinstance(message, dict) and name in message:
        return {**answer, name: message[name]}
    return {**answer, name: message if isinstance(message, list) else [message]}
