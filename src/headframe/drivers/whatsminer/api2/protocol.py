"""Reads over API 2: one connection a request, several commands joined by `+` where the firmware joins."""

import json
from collections.abc import Sequence

from headframe.driver import ProtocolError, UnsupportedError
from headframe.drivers.cgminer import answers
from headframe.drivers.cgminer.transport import exchange
from headframe.drivers.whatsminer.answers import check_api2
from headframe.wire.gen.driver.v1 import driver_pb2

PORT_NAME = "api"
DEFAULT_PORT = 4028
MAX_SINGLES = 20_000
"""Addresses whose firmware is remembered not to join commands."""


def port_of(target: driver_pb2.Target | driver_pb2.ProbeRequest) -> int:
    """The port to use for a target."""
    return target.ports[PORT_NAME] if PORT_NAME in target.ports else DEFAULT_PORT


def request(command: str) -> bytes:
    """A plain read."""
    return json.dumps({"command": command}, separators=(",", ":")).encode()


class Reads:
    """Plain reads; remembers which addresses must be asked one command at a time."""

    def __init__(self, *, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._singles: set[tuple[str, int]] = set()

    async def one(self, address: str, port: int, command: str) -> answers.Answer:
        """The answer to one command.

        Raises:
            DeviceError: no answer, or one that says no.
        """
        raw = await exchange(
            address, port, request(command), whole_object=True, timeout_seconds=self._timeout_seconds
        )
        answer = answers.parse(raw)
        check_api2(answer)
        return unwrap(answer, command)

    async def several(self, address: str, port: int, commands: Sequence[str]) -> dict[str, answers.Answer]:
        """The answers to several commands, in one request where the firmware can.

        Raises:
            DeviceError: the first command has no answer. Others may be missing from the result.
        """
        key = (address, port)
        if key not in self._singles:
            found = await self._joined(address, port, commands)
            if found is not None:
                return found
            if len(self._singles) >= MAX_SINGLES:
                self._singles.clear()
            self._singles.add(key)
        return await self._one_by_one(address, port, commands)

    async def _joined(
        self, address: str, port: int, commands: Sequence[str]
    ) -> dict[str, answers.Answer] | None:
        raw = await exchange(
            address,
            port,
            request("+".join(commands)),
            whole_object=True,
            timeout_seconds=self._timeout_seconds,
        )
        answer = answers.parse(raw)
        found = {name: unwrap(share, name) for name in commands if (share := answers.joined(answer, name))}
        if commands[0] in found:
            return found
        if "STATUS" not in answer:
            raise ProtocolError("the answer holds none of what was asked for")
        return None

    async def _one_by_one(
        self, address: str, port: int, commands: Sequence[str]
    ) -> dict[str, answers.Answer]:
        found = {commands[0]: await self.one(address, port, commands[0])}
        for name in commands[1:]:
            try:
                found[name] = await self.one(address, port, name)
            except UnsupportedError:
                continue
        return found


def unwrap(answer: answers.Answer, command: str) -> answers.Answer:
    """Newer firmware wraps some answers as `{"Code": 131, "Msg": ...}`; put them where older ones stand."""
    message = answer.get("Msg")
    name = {"summary": "SUMMARY", "pools": "POOLS", "devs": "DEVS", "edevs": "DEVS"}.get(command)
    if name is None or name in answer or not isinstance(message, dict | list):
        return answer
    if isinstance(message, dict) and name in message:
        return {**answer, name: message[name]}
    return {**answer, name: message if isinstance(message, list) else [message]}
