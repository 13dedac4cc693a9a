"""The drivers that take part in one discovery: their ports, their order, their own limits."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from headframe.core.errors import Code, HeadframeError, Problem
from headframe.node.discovery.ports import Prober, Probers
from headframe.node.discovery.settings import MAX_PORTS
from headframe.wire.gen.driver.v1 import driver_pb2

MAX_DRIVER_PROBES = 64
"""Probes of one driver at a time, where it does not ask for fewer."""


@dataclass(frozen=True, slots=True)
class TakingPart:
    """One driver. `ports` maps its port names to the ports scanned for."""

    name: str
    prober: Prober
    ports: Mapping[str, int]
    order: int
    slots: asyncio.Semaphore = field(repr=False, compare=False)

    def may_know(self, open_ports: Collection[int]) -> bool:
        """Whether one of its ports is open."""
        return any(port in open_ports for port in self.ports.values())


@dataclass(frozen=True, slots=True)
class Drivers:
    """Drivers in the order in which they are asked. `problem`: one that should take part cannot."""

    taking_part: tuple[TakingPart, ...]
    problem: Problem | None = None

    @property
    def ports(self) -> tuple[int, ...]:
        """All ports to scan for."""
        return tuple(sorted({port for driver in self.taking_part for port in driver.ports.values()}))

    def candidates(self, open_ports: Collection[int]) -> list[TakingPart]:
        """Those to ask about a host, in order."""
        return [driver for driver in self.taking_part if driver.may_know(open_ports)]


async def ask_drivers(
    probers: Probers, wanted: Collection[str], ports: Mapping[str, Mapping[str, int]]
) -> Drivers:
    """The drivers named in `wanted`, or all, as they describe themselves now.

    `ports` replaces ports by driver and port name. Raises HeadframeError INVALID_REQUEST for an unknown
    driver or too many ports, PLUGIN_UNAVAILABLE when none can be asked.
    """
    names = probers.names()
    unknown = sorted(set(wanted) - set(names))
    if unknown:
        raise HeadframeError(Code.INVALID_REQUEST, f"This node has no driver {', '.join(unknown)}.")
    taking_part, problem = [], None
    for name in names:
        client = probers.client(name) if not wanted or name in wanted else None
        if client is None:
            continue
        try:
            taking_part.append(_taking_part(name, client, await client.describe(), ports.get(name, {})))
        except HeadframeError as error:
            problem = Problem.of(error)
    if not taking_part:
        raise HeadframeError(
            Code.PLUGIN_UNAVAILABLE, problem.message if problem else "This node runs no drivers."
        )
    drivers = Drivers(tuple(sorted(taking_part, key=lambda driver: (driver.order, driver.name))), problem)
    if not 0 < len(drivers.ports) <= MAX_PORTS:
        raise HeadframeError(
            Code.INVALID_REQUEST,
            f"These drivers name {len(drivers.ports)} ports; 1 to {MAX_PORTS} can be scanned for at once.",
        )
    return drivers


def _taking_part(
    name: str, client: Prober, described: driver_pb2.DescribeResponse, ports: Mapping[str, int]
) -> TakingPart:
    asked = {spec.name: ports.get(spec.name, spec.default_port) for spec in described.ports}
    slots = min(described.max_concurrency or MAX_DRIVER_PROBES, MAX_DRIVER_PROBES)
    return TakingPart(name, client, asked, described.probe_order, asyncio.Semaphore(slots))
