"""Plain reads over cgminer's API: several commands in one request where the firmware joins them by `+`."""

import functools
import json
from collections.abc import Callable, Sequence

from headframe.driver import ProtocolError, UnsupportedError
from headframe.drivers.cgminer import answers
from headframe.drivers.cgminer.transport import exchange

MAX_SINGLES = 20_000
"""Addresses remembered not to join commands; a longer list starts anew."""

REQUESTS_REMEMBERED = 256

Judge = Callable[[answers.Answer], None]
"""Raises what an answer's status means, where that is not success."""

Tidy = Callable[[answers.Answer, str], answers.Answer]
"""Puts one command's answer into the shape that this driver reads."""


@functools.lru_cache(maxsize=REQUESTS_REMEMBERED)
def request(command: str) -> bytes:
    """A plain read as it goes out. A driver has a handful of them, and sends one with every poll."""
    return json.dumps({"command": command}, separators=(",", ":")).encode()


class Reads:
    """Reads of one make of miner; remembers which addresses must be asked one command at a time."""

    def __init__(self, *, judge: Judge, tidy: Tidy, whole_object: bool, timeout_seconds: float) -> None:
        self._judge = judge
        self._tidy = tidy
        self._whole_object = whole_object
        self._timeout_seconds = timeout_seconds
        self._singles: set[tuple[str, int]] = set()

    async def one(self, address: str, port: int, command: str) -> answers.Answer:
        """The answer to one command.

        Raises:
            DeviceError: no answer, or one that says no.
        """
        answer = await self._ask(address, port, command)
        self._judge(answer)
        return self._tidy(answer, command)

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

    async def _ask(self, address: str, port: int, command: str) -> answers.Answer:
        raw = await exchange(
            address,
            port,
            request(command),
            whole_object=self._whole_object,
            timeout_seconds=self._timeout_seconds,
        )
        return answers.parse(raw)

    async def _joined(
        self, address: str, port: int, commands: Sequence[str]
    ) -> dict[str, answers.Answer] | None:
        answer = await self._ask(address, port, "+".join(commands))
        found = {
            name: self._tidy(share, name) for name in commands if (share := answers.joined(answer, name))
        }
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
