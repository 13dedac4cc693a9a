"""Reads over API 3."""

from typing import Any

from headframe.driver import ProtocolError
from headframe.drivers.whatsminer.answers import check_api3
from headframe.drivers.whatsminer.framed import Conversation
from headframe.wire.gen.driver.v1 import driver_pb2

PORT_NAME = "api_v3"
DEFAULT_PORT = 4433

Section = dict[str, Any]


def port_of(target: driver_pb2.Target | driver_pb2.ProbeRequest) -> int:
    """The port to use for a target."""
    return target.ports.get(PORT_NAME, DEFAULT_PORT)


async def get(talk: Conversation, command: str, param: str = "") -> Section:
    """The `msg` of one read.

    Raises:
        DeviceError: no answer, or one that says no.
    """
    message: dict[str, Any] = {"cmd": command}
    if param:
        message["param"] = param
    answer = await talk.read(message)
    check_api3(answer)
    found = answer.get("msg")
    if not isinstance(found, dict):
        raise ProtocolError(f"the answer to {command} holds no object")
    return found


def part(section: Section, name: str) -> Section:
    """A section's object of this name, or an empty one."""
    found = section.get(name)
    return found if isinstance(found, dict) else {}


def rows(section: Section, name: str) -> list[Section]:
    """A section's list of objects of this name."""
    found = section.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
