"""Drivers for discovery tests: a scripted one, held to the same port as the plugin client."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from headframe.core.errors import HeadframeError
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

Answer = driver_pb2.ProbeResponse | HeadframeError | Callable[[], Awaitable[driver_pb2.ProbeResponse]]


def recognised(mac: str = "", serial: str = "", model: str = "S1") -> driver_pb2.ProbeResponse:
    identity = miner_pb2.Identity(mac=mac, serial=serial, make="Make", model=model)
    return driver_pb2.ProbeResponse(recognised=True, identity=identity, needs_credentials=True)


@dataclass
class ScriptedProber:
    """Answers by address; what is not scripted is not its own. `asked` records each request."""

    name: str
    port: int
    answers: Mapping[str, Answer] = field(default_factory=dict)
    order: int = 10
    concurrency: int = 0
    describe_error: HeadframeError | None = None
    asked: list[driver_pb2.ProbeRequest] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0
    cancelled: int = 0

    async def describe(self) -> driver_pb2.DescribeResponse:
        if self.describe_error:
            raise self.describe_error
        return driver_pb2.DescribeResponse(
            name=self.name,
            ports=[driver_pb2.PortSpec(name="api", default_port=self.port)],
            probe_order=self.order,
            max_concurrency=self.concurrency,
        )

    async def probe(self, request: driver_pb2.ProbeRequest, *, seconds: float) -> driver_pb2.ProbeResponse:
        assert seconds > 0
        self.asked.append(request)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            return await self._answer(self.answers.get(request.address, driver_pb2.ProbeResponse()))
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.under_way -= 1

    async def _answer(self, answer: Answer) -> driver_pb2.ProbeResponse:
        await asyncio.sleep(0)
        if isinstance(answer, HeadframeError):
            raise answer
        return answer if isinstance(answer, driver_pb2.ProbeResponse) else await answer()


class Host:
    """Scripted drivers as a plugin host offers them."""

    def __init__(self, *probers: ScriptedProber) -> None:
        self._probers = {prober.name: prober for prober in probers}

    def names(self) -> tuple[str, ...]:
        return tuple(self._probers)

    def client(self, name: str) -> ScriptedProber | None:
        return self._probers.get(name)
