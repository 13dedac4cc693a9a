"""What every driver must do, as checks that its author can run against a device or a simulator.

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
    async def test_my_driver_keeps_the_contract(check, subject):
        await check(subject)

Each check takes a `Subject` and raises ConformanceError with what is wrong. The checks read, and send
commands that the driver says it does not support, and writes with a wrong identity; a conforming driver
changes nothing on the device.
"""

import asyncio
import json
import math
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from google.protobuf.message import Message

from headframe.driver.contract import CONTRACT_VERSION, Driver
from headframe.driver.errors import (
    AuthenticationRejectedError,
    DeviceError,
    DeviceTimeoutError,
    UnreachableError,
    UnsupportedError,
    WrongDeviceError,
)
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

MAC = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")
FOREIGN_MAC = "02:00:00:00:00:01"
FOREIGN_SERIAL = "NO-SUCH-SERIAL"
WRONG_PASSWORD = "conformance-wrong-password"  # noqa: S105 - nobody's
MAX_VENDOR_JSON_BYTES = 256 * 1024
MAX_PORT = 65535
CANCEL_SECONDS = 2.0
"""A cancelled call must be over by then."""

NOT_EXECUTED = {
    "COMMAND_KIND_DISCOVER",
    "COMMAND_KIND_PAIR",
    "COMMAND_KIND_UNPAIR",
    "COMMAND_KIND_UNSPECIFIED",
    "COMMAND_KIND_UPDATE_FIRMWARE",
    "COMMAND_KIND_DOWNLOAD_LOGS",
}
"""Kinds that do not come to `execute`."""


class ConformanceError(AssertionError):
    """The driver breaks the contract; the message says where."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A driver under test.

    `target` is a device that answers, with its right login where it has one; `unreachable` an address
    where nothing listens.
    """

    driver: Driver
    target: driver_pb2.Target
    unreachable: driver_pb2.Target


Check: TypeAlias = Callable[[Subject], Awaitable[None]]


def require(holds: object, message: str) -> None:
    """Raise ConformanceError unless it holds."""
    if not holds:
        raise ConformanceError(message)


async def describes_itself(subject: Subject) -> None:
    """Name, version, makes and ports are there and stay the same."""
    said = subject.driver.description
    require(said.contract_version == CONTRACT_VERSION, "contract_version is not this SDK's")
    require(said.name and said.version and said.makes, "name, version and makes are needed")
    require(
        all(p.name and 0 < p.default_port <= MAX_PORT for p in said.ports), "a port has no name or number"
    )
    require(subject.driver.description == said, "the description changes from call to call")


async def probes_its_device(subject: Subject) -> None:
    """A probe without a login recognises the device."""
    request = driver_pb2.ProbeRequest(address=subject.target.address, ports=dict(subject.target.ports))
    found = await subject.driver.probe(request)
    if found is None or not found.recognised:
        raise ConformanceError("the device is not recognised")
    require(found.identity.make and found.identity.model, "a recognised device has a make and a model")
    require(
        not found.identity.mac or MAC.fullmatch(found.identity.mac), "the MAC is not lower case with colons"
    )


async def probes_nothing(subject: Subject) -> None:
    """Where nothing listens, nothing is recognised; the errors are the documented ones."""
    request = driver_pb2.ProbeRequest(
        address=subject.unreachable.address, ports=dict(subject.unreachable.ports)
    )
    try:
        found = await subject.driver.probe(request)
    except (UnreachableError, DeviceTimeoutError):
        return
    require(found is None or not found.recognised, "something is recognised where nothing listens")


async def pairs(subject: Subject) -> None:
    """The right login works and identifies the device."""
    paired = await subject.driver.pair(subject.target)
    require(not paired.HasField("error"), "pairing with the right login fails")
    require(paired.identity.mac or paired.identity.serial, "pairing gives neither a MAC nor a serial")


async def rejects_a_wrong_login(subject: Subject) -> None:
    """A wrong password is AuthenticationRejectedError and is not repeated in its text."""
    if not subject.target.credentials.password:
        return
    wrong = copied(subject.target)
    wrong.credentials.password = WRONG_PASSWORD
    try:
        await subject.driver.pair(wrong)
    except AuthenticationRejectedError as error:
        told = f"{error!r} {error.message} {error.vendor_code}"
        require(WRONG_PASSWORD not in told, "the error repeats the password")
        return
    raise ConformanceError("a wrong password is not refused")


async def polls_fast(subject: Subject) -> None:
    """A fast poll has a sample, and none of the slow poll's details."""
    result = await subject.driver.poll(subject.target, driver_pb2.POLL_DEPTH_FAST)
    require(not result.HasField("error"), "a failure is raised, not returned")
    require(result.HasField("sample"), "there is no sample")
    require(not result.HasField("details"), "details are for full polls")
    require(result.mac or result.serial, "the poll does not say whose it is")
    for name, value in numbers(result.sample, *result.sample.components):
        require(math.isfinite(value), f"{name} is not a number")


async def polls_in_full(subject: Subject) -> None:
    """A full poll has details, without passwords, and vendor JSON within bounds."""
    result = await subject.driver.poll(subject.target, driver_pb2.POLL_DEPTH_FULL)
    require(result.details.identity.make, "the details have no identity")
    require(not any(pool.sealed_password for pool in result.details.pools), "a pool carries its password")
    vendor = result.details.vendor_json
    require(len(vendor) <= MAX_VENDOR_JSON_BYTES, "vendor_json is too long")
    if vendor:
        json.loads(vendor)
    said = set(subject.driver.description.capabilities.components) | set(
        result.details.capabilities.components
    )
    seen = {component.kind for component in result.sample.components}
    require(seen <= said, "the sample has components that the capabilities do not name")


async def knows_another_device(subject: Subject) -> None:
    """Another MAC or serial than expected is WrongDeviceError, in reads and before writes."""
    seen = await subject.driver.poll(subject.target, driver_pb2.POLL_DEPTH_FULL)
    wrong = copied(subject.target)
    if seen.mac:
        wrong.expected_mac = FOREIGN_MAC
    else:
        wrong.expected_serial = FOREIGN_SERIAL
    await raises(subject.driver.poll(wrong, driver_pb2.POLL_DEPTH_FULL), WrongDeviceError)
    for name in sorted(supported(subject, seen.details)):
        payload = payload_of(name)
        if payload is not None:
            await raises(subject.driver.execute(wrong, payload, []), WrongDeviceError)
            return


async def says_when_nothing_answers(subject: Subject) -> None:
    """Reads and writes alike."""
    gone = subject.unreachable
    allowed = (UnreachableError, DeviceTimeoutError)
    await raises(subject.driver.poll(gone, driver_pb2.POLL_DEPTH_FAST), *allowed)
    command = miner_pb2.CommandPayload(stop_mining=miner_pb2.StopMiningCommand())
    await raises(subject.driver.execute(gone, command, []), *allowed, UnsupportedError)


async def refuses_what_it_cannot(subject: Subject) -> None:
    """Commands that neither the driver nor the device claims are UnsupportedError."""
    seen = await subject.driver.poll(subject.target, driver_pb2.POLL_DEPTH_FULL)
    claimed = supported(subject, seen.details)
    for name in miner_pb2.CommandKind.DESCRIPTOR.values_by_name:
        payload = payload_of(name)
        if payload is not None and name not in claimed:
            await raises(subject.driver.execute(subject.target, payload, []), UnsupportedError)


async def can_be_cancelled(subject: Subject) -> None:
    """A cancelled poll is over soon, and the next one works."""
    polling = asyncio.ensure_future(subject.driver.poll(subject.target, driver_pb2.POLL_DEPTH_FULL))
    await asyncio.sleep(0)
    polling.cancel()
    done, _ = await asyncio.wait((polling,), timeout=CANCEL_SECONDS)
    require(done, "a cancelled poll goes on")
    again = await subject.driver.poll(subject.target, driver_pb2.POLL_DEPTH_FAST)
    require(again.HasField("sample"), "the poll after a cancelled one fails")


CHECKS: tuple[Check, ...] = (
    describes_itself,
    probes_its_device,
    probes_nothing,
    pairs,
    rejects_a_wrong_login,
    polls_fast,
    polls_in_full,
    knows_another_device,
    says_when_nothing_answers,
    refuses_what_it_cannot,
    can_be_cancelled,
)
"""All checks, in the order in which a new driver will want to pass them."""


async def raises(call: Awaitable[object], *allowed: type[DeviceError]) -> None:
    """Require that a call ends in one of these errors."""
    names = " or ".join(error.__name__ for error in allowed)
    try:
        await call
    except allowed:
        return
    except Exception as error:
        raise ConformanceError(f"{names} is due, not {type(error).__name__}") from error
    raise ConformanceError(f"{names} is due, and nothing was raised")


def supported(subject: Subject, details: driver_pb2.Details) -> set[str]:
    """Command kinds that the device, else the driver, claims."""
    narrow = details.capabilities.commands or subject.driver.description.capabilities.commands
    return {miner_pb2.CommandKind.Name(kind) for kind in narrow}


def payload_of(name: str) -> miner_pb2.CommandPayload | None:
    """An empty command of a kind, as `execute` gets it; None for kinds that do not go there."""
    if name in NOT_EXECUTED:
        return None
    payload = miner_pb2.CommandPayload()
    getattr(payload, name.removeprefix("COMMAND_KIND_").lower()).SetInParent()
    return payload


def copied(target: driver_pb2.Target) -> driver_pb2.Target:
    """The target, to be changed."""
    copy = driver_pb2.Target()
    copy.CopyFrom(target)
    return copy


def numbers(*messages: Message) -> Iterable[tuple[str, float]]:
    """All set floating-point fields of messages."""
    for message in messages:
        for field, value in message.ListFields():
            if isinstance(value, float):
                yield field.name, value
