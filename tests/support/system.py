"""The whole system as processes: `headframe combined`, simulated miners, and a client of its API."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from tests.support.asking import Asking
from tests.support.forked import ForkedProgram
from tests.support.programs import STOP_SECONDS, Program, free_port
from tests.support.simulated import DRIVER_PORTS, SimFleet
from tests.support.waiting import until

START_SECONDS = 60.0
DATABASE = os.environ.get("HEADFRAME_FAULT_DATABASE", "")
"""Another database than the embedded one, to run the same tests on."""

PLAIN = ("headframe",)
ALL_DRIVERS = ("antminer", "asicrs", "axeos", "proto_rig", "virtual", "whatsminer")


class Combined(Asking):
    """`headframe combined` with a state directory and a working directory of its own.

    It can be started again after it ended, and finds what it kept. `command` is what runs in place of the
    plain program; `environment` is added to each process. `forked` saves the time of importing.
    """

    def __init__(
        self,
        directory: Path,
        *,
        drivers: Sequence[str] = ("antminer", "axeos", "whatsminer"),
        options: Sequence[str] = (),
        database: str | None = None,
        state_dir: Path | None = None,
        poll_seconds: float = 1.0,
        forked: bool = True,
    ) -> None:
        self.directory = directory
        self.state_dir = state_dir or directory / "state"
        self.port = free_port()
        super().__init__(f"http://127.0.0.1:{self.port}")
        self.program: Program | ForkedProgram | None = None
        self._make = ForkedProgram if forked else Program
        self._options = [*options, *driver_options(drivers), "--poll-seconds", str(poll_seconds)]
        if chosen := database if database is not None else DATABASE:
            self._options += ["--database", chosen]

    @property
    def profile(self) -> Path:
        """What the program writes for the command line."""
        return self.directory / ".headframe" / "cli.json"

    def launch(
        self, *, command: Sequence[str] = PLAIN, environment: dict[str, str] | None = None
    ) -> Program | ForkedProgram:
        """Start the process, without waiting for anything."""
        line = [*command, "combined", "--state-dir", str(self.state_dir), "--port", str(self.port)]
        self.program = self._make(
            "combined", [*line, "--allow-loopback", *self._options], self.directory, environment=environment
        )
        return self.program

    def start(self, *, command: Sequence[str] = PLAIN, environment: dict[str, str] | None = None) -> None:
        """Start it and wait until its API answers with the node connected."""
        program = self.launch(command=command, environment=environment)
        until(lambda: not program.running or self._connected(), seconds=START_SECONDS)
        assert program.running, f"it ended: {program.errors()[-2000:]}"

    def kill(self) -> None:
        """SIGKILL."""
        assert self.program is not None
        self.program.kill()

    def close(self) -> None:
        """End it however it is."""
        self.api._http.close()
        if self.program and self.program.running:
            family = self.program.family()
            self.program.kill()
            psutil.wait_procs(family, STOP_SECONDS)

    def program_family(self) -> list[psutil.Process]:
        """The processes it has started: its plugins."""
        assert self.program is not None
        return self.program.family()

    def _connected(self) -> bool:
        return self.sign_in(self.profile) and bool(self.connected())


@contextmanager
def running_system(
    directory: Path, mix: str, *, fleet: dict[str, Any] | None = None, **combined: Any
) -> Iterator[tuple[Combined, SimFleet]]:
    """A combined process that has discovered and paired a simulated fleet."""
    miners = SimFleet(mix, directory, **(fleet or {}))
    system = Combined(directory, **combined)
    try:
        system.start()
        system.bring_in(miners)
        yield system, miners
    finally:
        system.close()
        miners.stop()


def driver_options(drivers: Sequence[str]) -> list[str]:
    """Options of a node that runs only these drivers, and finds simulated fleets."""
    options: list[str] = []
    for driver in ALL_DRIVERS:
        if driver not in drivers:
            options += ["--without-driver", driver]
    for name, port in DRIVER_PORTS.items():
        options += ["--driver-port", f"{name}={port}"]
    return options
