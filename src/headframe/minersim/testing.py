"""Simulated miners inside a test: start a fleet, talk to its sockets, look at its true state."""

import itertools
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import anyio

from headframe.minersim.clock import SimClock
from headframe.minersim.control import serve_control
from headframe.minersim.fleet import Fleet
from headframe.minersim.spec import HIGH_PORT_OFFSET, FleetSpec, parse_mix, parse_spec

DEFAULT_TEST_REBOOT_SECONDS = 1.0
_blocks = itertools.count()


def quick_spec(
    mix: str,
    *,
    reboot_seconds: float = DEFAULT_TEST_REBOOT_SECONDS,
    seed: int = 1,
    port_offset: int = HIGH_PORT_OFFSET,
) -> FleetSpec:
    """A fleet of `MODEL:COUNT,...` on loopback addresses of its own and unprivileged ports.

    Every call, and every process, gets another block, so that parallel tests do not meet.
    """
    block = next(_blocks) * 16 % 4096
    first, second = 100 + os.getpid() % 100, block // 16
    return FleetSpec(
        groups=parse_mix(mix),
        seed=seed,
        bind_base=f"127.{first}.{second}.1",
        port_offset=port_offset,
        reboot_seconds=reboot_seconds,
    )


@asynccontextmanager
async def running_fleet(
    spec: FleetSpec | Mapping[str, Any], clock: SimClock | None = None
) -> AsyncIterator[Fleet]:
    """A fleet that listens when entered and is gone when left.

    `spec` is a FleetSpec (see `quick_spec`) or the JSON form of one. With a frozen clock the test
    moves time by `fleet.clock.advance`.

    Raises:
        SpecError: the specification is not right.
        ListenError: a socket cannot be opened.
    """
    chosen = spec if isinstance(spec, FleetSpec) else parse_spec(spec)
    try:
        async with anyio.create_task_group() as tasks:
            fleet = Fleet(chosen, clock or SimClock(), tasks)
            try:
                await fleet.start()
                async with serve_control(fleet):
                    yield fleet
            finally:
                await fleet.stop()
                tasks.cancel_scope.cancel()
    except BaseExceptionGroup as group:
        if len(group.exceptions) == 1:
            # a failed assertion in a test is to be seen as itself
            raise group.exceptions[0] from None
        raise
