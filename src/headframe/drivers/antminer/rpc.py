"""Reads over the TCP API, and what its status codes mean."""

from collections.abc import Mapping
from typing import Any

from headframe.driver import ProtocolError, RefusedError, UnsupportedError
from headframe.drivers.cgminer import answers, values
from headframe.drivers.cgminer.reads import Reads
from headframe.wire.gen.driver.v1 import driver_pb2

PORT_NAME = "api"
DEFAULT_PORT = 4028

_UNKNOWN_COMMAND = 14
_ACCESS_DENIED = 45


def port_of(target: driver_pb2.Target | driver_pb2.ProbeRequest) -> int:
    """The TCP API's port for a target."""
    return target.ports.get(PORT_NAME, DEFAULT_PORT)


def make_reads(timeout_seconds: float) -> Reads:
    """Reads as this firmware answers them: with a NUL at the end, and then a hang-up."""
    return Reads(judge=judge, tidy=_as_is, whole_object=False, timeout_seconds=timeout_seconds)


def judge(answer: Mapping[str, Any]) -> None:
    """Raise what an answer's status says, where that is an error.

    Source: cgminer's API-README, "STATUS".
    """
    status = answers.first(answer, "STATUS")
    if values.text(status, "STATUS") not in {"E", "F"}:
        return
    code = values.as_number(status.get("Code")) or 0
    message = values.text(status, "Msg") or "no reason given"
    vendor_code = str(int(code))
    if code == _UNKNOWN_COMMAND:
        raise UnsupportedError(f"the miner does not know this command: {message}", vendor_code=vendor_code)
    if code == _ACCESS_DENIED:
        raise RefusedError(f"the miner's API denies it: {message}", vendor_code=vendor_code)
    raise ProtocolError(f"the miner could not read the request: {message}", vendor_code=vendor_code)


def _as_is(answer: answers.Answer, _command: str) -> answers.Answer:
    return answer
