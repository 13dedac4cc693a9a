"""The conformance checks pass for a driver that conforms, and name what is wrong with one that does not."""

import asyncio
import contextlib
from collections.abc import Sequence

import pytest

from headframe.driver import Executed
from headframe.driver.conformance import (
    CHECKS,
    Check,
    ConformanceError,
    Subject,
    can_be_cancelled,
    describes_itself,
    knows_another_device,
    pairs,
    polls_fast,
    polls_in_full,
    probes_its_device,
    probes_nothing,
    refuses_what_it_cannot,
    rejects_a_wrong_login,
    says_when_nothing_answers,
)
from headframe.drivers.virtual.device import VirtualDriver
from headframe.drivers.virtual.settings import Settings
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

LOGIN = miner_pb2.Credentials(username="admin", password="admin")
GONE = driver_pb2.Target(address="10.66.1.1", credentials=LOGIN)


def subject(driver: VirtualDriver | None = None, address: str = "10.1.0.1") -> Subject:
    target = driver_pb2.Target(address=address, credentials=LOGIN)
    return Subject(driver or VirtualDriver(Settings()), target, GONE)


@pytest.mark.parametrize("check", CHECKS)
async def test_the_virtual_driver_conforms(check: Check) -> None:
    await check(subject())


class Nameless(VirtualDriver):
    @property
    def description(self) -> driver_pb2.DescribeResponse:
        described = super().description
        described.name = ""
        return described


class Careless(VirtualDriver):
    """Takes any login, any device and any command, and shouts its MAC."""

    async def probe(self, request: driver_pb2.ProbeRequest) -> driver_pb2.ProbeResponse | None:
        del request
        return driver_pb2.ProbeResponse(
            recognised=True, identity=miner_pb2.Identity(make="A", model="B", mac="AA-BB-CC-DD-EE-FF")
        )

    async def pair(self, target: driver_pb2.Target) -> driver_pb2.PairResponse:
        del target
        return driver_pb2.PairResponse()

    async def poll(self, target: driver_pb2.Target, depth: driver_pb2.PollDepth) -> driver_pb2.PollResult:
        del target, depth
        result = driver_pb2.PollResult(sample=miner_pb2.Sample(hashrate_hs=float("nan")), mac="aa")
        result.sample.components.add(kind=miner_pb2.COMPONENT_KIND_PSU)
        result.details.identity.make = "A"
        result.details.capabilities.commands.append(miner_pb2.COMMAND_KIND_REBOOT)
        return result

    async def execute(
        self, target: driver_pb2.Target, command: miner_pb2.CommandPayload, secrets: Sequence[str]
    ) -> Executed:
        del target, command, secrets
        return Executed(verified=True)


@pytest.mark.parametrize(
    ("check", "driver", "words"),
    [
        (describes_itself, Nameless, "name, version and makes"),
        (probes_its_device, Careless, "MAC"),
        (probes_nothing, Careless, "where nothing listens"),
        (pairs, Careless, "neither a MAC"),
        (rejects_a_wrong_login, Careless, "not refused"),
        (polls_fast, Careless, "full polls"),
        (polls_in_full, Careless, "components"),
        (knows_another_device, Careless, "WrongDeviceError"),
        (says_when_nothing_answers, Careless, "nothing was raised"),
        (refuses_what_it_cannot, Careless, "UnsupportedError"),
    ],
)
async def test_what_breaks_the_contract_is_named(
    check: Check, driver: type[VirtualDriver], words: str
) -> None:
    with pytest.raises(ConformanceError, match=words):
        await check(subject(driver(Settings())))


async def test_not_a_number_is_named() -> None:
    with pytest.raises(ConformanceError, match="not a number"):
        await polls_fast(subject(address="10.66.18.1"))


class Stubborn(VirtualDriver):
    """Answers a cancellation only once it is let go."""

    def __init__(self) -> None:
        super().__init__(Settings())
        self.let_go = asyncio.Event()

    async def poll(self, target: driver_pb2.Target, depth: driver_pb2.PollDepth) -> driver_pb2.PollResult:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await self.let_go.wait()
        return await super().poll(target, depth)


async def test_a_driver_that_swallows_cancellation_is_named() -> None:
    stubborn = Stubborn()
    with pytest.raises(ConformanceError, match="goes on"):
        await can_be_cancelled(subject(stubborn))
    stubborn.let_go.set()
