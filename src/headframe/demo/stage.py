"""What a demonstration is given: its directory, its ports, and what is passed on to Headframe."""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from headframe.cli.errors import CliError
from headframe.demo.children import Children
from headframe.demo.errors import DemoError
from headframe.demo.fleet import DemoFleet
from headframe.demo.ground import check_free
from headframe.kit.profile import DIRECTORY, FILE

HOST = "127.0.0.1"
WITHOUT = ("asicrs", "virtual")
"""Drivers that no simulated miner needs."""


@dataclass(frozen=True, slots=True)
class Stage:
    """`sim_control` is where the simulator tells what its miners really do: HOST:PORT, or none."""

    directory: Path
    port: int
    sim_control: str
    poll_seconds: float
    database: str | None

    @property
    def profile(self) -> Path:
        """Where the server lets the command line in."""
        return Path(DIRECTORY).absolute() / FILE

    @property
    def store_options(self) -> list[str]:
        """Where the server keeps its data, if not in its own directory."""
        return ["--database", self.database] if self.database else []

    def miner_options(self, fleet: DemoFleet) -> list[str]:
        """How a node finds and polls the fleet."""
        options = ["--allow-loopback", "--poll-seconds", str(self.poll_seconds)]
        for driver in WITHOUT:
            options += ["--without-driver", driver]
        for name, port in fleet.ports.items():
            options += ["--driver-port", f"{name}={port}"]
        return options

    def control(self, position: int) -> str:
        """Where the simulator of one of several fleets tells."""
        host, _, port = self.sim_control.rpartition(":")
        return f"{host}:{int(port) + position}" if port.isdecimal() else self.sim_control

    def simulator_options(self, fleet: DemoFleet, position: int = 0) -> list[str]:
        """How a simulator plays one of several fleets: no two have a miner in common."""
        options = ["--models", fleet.mix, "--bind-base", fleet.first_address, "--seed", str(position + 1)]
        return [*options, "--port-offset", str(fleet.port_offset), "--control", self.control(position)]

    def check(self, fleets: Sequence[DemoFleet]) -> None:
        """DemoError where an address is no loopback address, or a port is taken."""
        wanted = [(HOST, self.port, "--port")]
        for position, fleet in enumerate(fleets):
            if not IPv4Address(fleet.first_address).is_loopback:
                raise DemoError(f"{fleet.first_address} is no loopback address", "Take one like 127.30.0.1.")
            host, _, port = self.control(position).rpartition(":")
            wanted += [(host, int(port), "--sim-control")] if port.isdecimal() else []
            option = "--first-address or --port-offset"
            wanted += [(fleet.first_address, each, option) for each in set(fleet.ports.values())]
        check_free(wanted)

    @contextlib.contextmanager
    def children(self) -> Iterator[Children]:
        """Child processes. Where one ends, that is what went wrong, whatever was noticed of it."""
        with Children() as children:
            try:
                yield children
            except (DemoError, CliError) as error:
                if children.running():
                    raise
                raise DemoError(
                    f"a child process ended: {children.last_words()}", f"See the logs in {self.directory}."
                ) from error


def program() -> Path:
    """How to call this program from here."""
    called = Path(sys.executable).with_name("headframe")
    with contextlib.suppress(ValueError):
        return called.relative_to(Path.cwd())
    return called
