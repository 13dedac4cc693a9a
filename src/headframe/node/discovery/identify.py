"""Asks drivers, one after another, what stands at an open host."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from headframe.core.devices import Endpoint
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.node.discovery.drivers import Drivers, TakingPart
from headframe.node.discovery.settings import OpenHost
from headframe.wire.errors import problem_of_driver_error
from headframe.wire.gen.driver.v1 import driver_pb2

MARGIN_SECONDS = 1.0
"""What a plugin may take beyond a probe's own time before the probe is given up here."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A driver's answer for one host."""

    driver: str
    endpoint: Endpoint
    answer: driver_pb2.ProbeResponse


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """No driver knows the host. `problem`: a driver that might have known it could not tell."""

    problem: Problem | None = None


async def identify(host: OpenHost, drivers: Drivers, *, probe_seconds: float) -> Recognised | Unrecognised:
    """The first driver, in order, that recognises the host. Takes at most `probe_seconds` a driver."""
    problem = None
    for driver in drivers.candidates(host.ports):
        try:
            async with driver.slots:
                answer = await _probe(host, driver, probe_seconds)
        except HeadframeError as error:
            problem = Problem.of(error)
            continue
        if answer.recognised:
            return Recognised(driver.name, Endpoint(host.address, _open_ports(host, driver.ports)), answer)
        if answer.HasField("error"):
            problem = problem_of_driver_error(answer.error)
    return Unrecognised(problem)


async def _probe(host: OpenHost, driver: TakingPart, seconds: float) -> driver_pb2.ProbeResponse:
    request = driver_pb2.ProbeRequest(address=host.address, ports=driver.ports, open_ports=host.ports)
    try:
        async with asyncio.timeout(seconds + MARGIN_SECONDS):
            return await driver.prober.probe(request, seconds=seconds)
    except TimeoutError:
        raise HeadframeError(
            Code.DEVICE_TIMEOUT, f"{host.address} did not answer the {driver.name} driver in time."
        ) from None


def _open_ports(host: OpenHost, ports: Mapping[str, int]) -> dict[str, int]:
    return {name: port for name, port in ports.items() if port in host.ports}
