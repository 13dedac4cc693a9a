"""`headframe demo --split`: a server, and two halls with a fleet node each, as they would stand apart.

Nodes are enrolled as a person would do it: with a one-time code, and by the words on each node's console.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from headframe.cli.client import Client
from headframe.demo.children import Children
from headframe.demo.enrollment import approve, enroll_options, words_of
from headframe.demo.errors import DemoError
from headframe.demo.fleet import DemoFleet
from headframe.demo.flow import Scan, bring_in, connected, ended, watch
from headframe.demo.line import LiveLine
from headframe.demo.stage import HOST, Stage, program
from headframe.kit.files import ensure_private_dir
from headframe.node.enrollment.enrolled import CONFIG, Enrolled

NAMES = ("hall-1", "hall-2")
MINERS = 400
METRICS_PORT, LOCAL_UI_PORT = 9421, 9443
"""Of the first node; each has ports of its own."""
WORDS_SECONDS, APPROVED_SECONDS = 60.0, 60.0


@dataclass(frozen=True, slots=True)
class Hall:
    """A node and the miners beside it."""

    name: str
    directory: Path
    fleet: DemoFleet

    @property
    def state_dir(self) -> Path:
        """Where its node keeps everything."""
        return self.directory / "node"

    @property
    def enrolled(self) -> Enrolled | None:
        """Who its node is; None before it was let in."""
        return Enrolled.load(self.state_dir) if (self.state_dir / CONFIG).exists() else None


def play(stage: Stage, fleet: DemoFleet) -> None:
    """Until Ctrl-C."""
    fleets = fleet.parts(len(NAMES))
    halls = [Hall(name, stage.directory / name, part) for name, part in zip(NAMES, fleets, strict=True)]
    server = f"https://{HOST}:{stage.port}"
    stage.check(fleets)
    _check_enrolled(halls, server)
    line = LiveLine()
    with stage.children() as children:
        _start_miners_and_server(stage, halls, children)
        profile = connected(stage.profile, server, children.running, nodes=0)
        with Client(profile) as client:
            line.end(f"Browsers do not know its certificate; the authority is {profile.tls_ca}")
            for hall in halls:
                _let_in(client, hall, children, line)
            for position, hall in enumerate(halls):
                _start_node(stage, hall, position, children)
                password = f"its password is in {hall.directory / 'enroll.log'}"
                line.end(f"{hall.name} on site: https://{_local_ui(position)}; {password}")
            connected(stage.profile, server, children.running, nodes=len(halls))
            bring_in(client, [_scan(hall) for hall in halls], line, children.running)
            line.end(f"In a second terminal: {program()} nodes list")
            watch(client, line, children.running, NAMES)


def _check_enrolled(halls: Sequence[Hall], server: str) -> None:
    for hall in halls:
        enrolled = hall.enrolled
        if enrolled and enrolled.server_url != server:
            raise DemoError(
                f"{hall.name} was let in by {enrolled.server_url}",
                f"Start it with the --port of that address, or remove {hall.directory.parent}.",
            )


def _start_miners_and_server(stage: Stage, halls: Sequence[Hall], children: Children) -> None:
    for position, hall in enumerate(halls):
        ensure_private_dir(hall.directory)
        options = stage.simulator_options(hall.fleet, position)
        children.start("headframe.minersim", options, hall.directory / "sim.log")
    served = ["server", "--state-dir", str(stage.directory / "server"), "--log-level", "warning"]
    served += ["--host", HOST, "--port", str(stage.port), "--development-tls", "--allow-loopback"]
    children.start("headframe", [*served, *stage.store_options], stage.directory / "server.log", shown=True)


def _let_in(client: Client, hall: Hall, children: Children, line: LiveLine) -> None:
    """Enroll a node, unless it was enrolled before."""
    if hall.enrolled:
        return
    options = enroll_options(client, hall.name, hall.state_dir, hall.directory)
    console = children.start("headframe", options, hall.directory / "enroll.log", passing=True)
    words = words_of(console.log, children.running, WORDS_SECONDS)
    line.end(f"{hall.name} shows the words: {words}")
    approve(client, hall.name, words)
    ended(console, children.running, APPROVED_SECONDS)
    line.end(f"{hall.name} is let in, by these words.")


def _start_node(stage: Stage, hall: Hall, position: int, children: Children) -> None:
    options = ["node", "run", "--state-dir", str(hall.state_dir), "--log-level", "warning"]
    options += ["--metrics-listen", f"{HOST}:{METRICS_PORT + position}", *stage.miner_options(hall.fleet)]
    children.start("headframe", [*options, "--local-ui", _local_ui(position)], hall.directory / "node.log")


def _local_ui(position: int) -> str:
    return f"{HOST}:{LOCAL_UI_PORT + position}"


def _scan(hall: Hall) -> Scan:
    enrolled = hall.enrolled
    return Scan(hall.fleet.targets, hall.name, int(enrolled.node_id) if enrolled else None)
