"""Server and nodes apart: `headframe server`, `headframe node` as processes, and a TCP line between them."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from headframe.cli.client import Body
from headframe.demo.enrollment import approve, enroll_options, shown_words
from tests.support.asking import WORK_SECONDS, Asking
from tests.support.forked import ForkedProgram
from tests.support.line import Line
from tests.support.programs import STOP_SECONDS, Program, free_port
from tests.support.simulated import SimFleet
from tests.support.split_victim import SAMPLES
from tests.support.system import DATABASE, PLAIN, START_SECONDS, driver_options
from tests.support.waiting import until

RECONNECT_SECONDS = 120.0
"""A node that lost its server comes back within this: liveness, then the longest pause."""


class Running:
    """One of our programs in a directory of its own, that can be started again after it ended.

    `forked` saves the time of importing.
    """

    def __init__(self, name: str, directory: Path, line: Sequence[str], *, forked: bool) -> None:
        directory.mkdir()
        self.name, self.directory = name, directory
        self.program: Program | ForkedProgram | None = None
        self._line = line
        self._make = ForkedProgram if forked else Program

    def launch(
        self, *, command: Sequence[str] = PLAIN, environment: dict[str, str] | None = None
    ) -> Program | ForkedProgram:
        """Start the process, without waiting for anything."""
        self.program = self._make(self.name, [*command, *self._line], self.directory, environment=environment)
        return self.program

    def kill(self) -> None:
        """SIGKILL."""
        assert self.program is not None
        self.program.kill()

    def pause(self) -> None:
        """SIGSTOP: everything stays open, and nothing is answered."""
        self._process().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT."""
        self._process().send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End it however it is."""
        if self.program and self.program.running:
            family = self.program.family()
            self.program.kill()
            psutil.wait_procs(family, STOP_SECONDS)

    def errors(self) -> str:
        """What it wrote to standard error, in all its lives."""
        return self.program.errors() if self.program else ""

    def _process(self) -> psutil.Process:
        assert self.program is not None
        return psutil.Process(self.program.pid)


class Server(Running, Asking):
    """`headframe server`. Nodes are told that it is at `node_port`, where a line may stand."""

    def __init__(
        self,
        directory: Path,
        *,
        port: int,
        node_port: int,
        options: Sequence[str] = (),
        state_dir: Path | None = None,
        forked: bool = True,
    ) -> None:
        self.port, self.state_dir = port, state_dir or directory / "state"
        line = ["server", "--state-dir", str(self.state_dir), "--port", str(port), "--development-tls"]
        line += ["--url", f"https://127.0.0.1:{node_port}", "--allow-loopback", "--log-level", "warning"]
        line += ["--metrics-listen", "off"]
        line += ["--database", DATABASE] if DATABASE and "--database" not in options else []
        Running.__init__(self, "server", directory, [*line, *options], forked=forked)
        Asking.__init__(self, f"https://127.0.0.1:{port}")

    def start(self, *, command: Sequence[str] = PLAIN, environment: dict[str, str] | None = None) -> None:
        """Start it, and wait until it answers."""
        program = self.launch(command=command, environment=environment)
        until(lambda: not program.running or self.answers(), seconds=START_SECONDS)
        assert program.running, f"it ended: {program.errors()[-2000:]}"

    def answers(self) -> bool:
        """Whether it answers with the profile that it writes."""
        return self.sign_in(self.directory / ".headframe" / "cli.json")

    def close(self) -> None:
        """End it however it is."""
        self.api._http.close()
        super().close()


class Node(Running):
    """`headframe node run`, after it was enrolled once. `samples` is where a recording one writes."""

    def __init__(
        self,
        name: str,
        directory: Path,
        server: Server,
        *,
        options: Sequence[str] = (),
        state_dir: Path | None = None,
        forked: bool = True,
    ) -> None:
        self.server, self.state_dir = server, state_dir or directory / "state"
        self.samples = directory / "samples"
        self.id = 0
        line = ["node", "run", "--state-dir", str(self.state_dir), "--allow-loopback", "--log-json"]
        line += ["--local-ui", "off"]
        line += ["--metrics-listen", "off"]
        super().__init__(name, directory, [*line, *options], forked=forked)

    @property
    def journal(self) -> Path:
        """Its command journal."""
        return self.state_dir / "journal.db"

    def enroll(self) -> None:
        """The real flow: a code, the words on its console, an admin's approval by them."""
        line = enroll_options(self.server.api, self.name, self.state_dir, self.directory)
        console = ForkedProgram("enroll", [*PLAIN, *line], self.directory)
        words = until(
            lambda: shown_words(console.out.read_text()) if console.out.exists() else "",
            lambda shown: bool(shown) or not console.running,
            seconds=START_SECONDS,
        )
        assert words, console.errors()
        self.id = int(approve(self.server.api, self.name, words)["id"])
        assert console.ended(START_SECONDS) == 0, console.errors()

    def start(self, *, command: Sequence[str] = PLAIN, environment: dict[str, str] | None = None) -> None:
        """Start it, and wait until it is connected."""
        program = self.launch(command=command, environment=environment)
        until(lambda: not program.running or self.connected, seconds=RECONNECT_SECONDS)
        assert program.running, f"it ended: {program.errors()[-2000:]}"

    def start_recording(self, **environment: str) -> None:
        """Start it so that it writes down each sample it takes."""
        self.start(command=("split-victim",), environment=self.recording | environment)

    @property
    def recording(self) -> dict[str, str]:
        """Environment of a `split_victim` that writes down samples."""
        return {SAMPLES: str(self.samples)}

    def sessions_ended(self) -> int:
        """How many sessions with its server have ended so far, as its log tells."""
        return self.errors().count('"session_ended"')

    @property
    def connected(self) -> bool:
        """Whether the server says so."""
        return self.name in self.server.connected()

    def taken(self) -> set[tuple[int, int]]:
        """Device and time of each sample that it has taken so far; whole lines only."""
        text = self.samples.read_text() if self.samples.exists() else ""
        lines = text[: text.rfind("\n") + 1].splitlines()
        return {(int(device), int(at_ms)) for device, at_ms in map(str.split, lines)}


class SplitSystem:
    """A server and its enrolled nodes, with a line between them. `node-1`, `node-2`, ... are their names."""

    def __init__(
        self,
        directory: Path,
        *,
        nodes: int = 1,
        drivers: Sequence[str] = ("axeos",),
        poll_seconds: float = 1.0,
        server: dict[str, Any] | None = None,
        node: dict[str, Any] | None = None,
    ) -> None:
        port = free_port()
        self.line = Line(port)
        self.server = Server(directory / "server", port=port, node_port=self.line.port, **(server or {}))
        options = [*driver_options(drivers), "--poll-seconds", str(poll_seconds)]
        names = [f"node-{number}" for number in range(1, nodes + 1)]
        self.nodes = [
            Node(name, directory / name, self.server, options=options, **(node or {})) for name in names
        ]

    @property
    def journals(self) -> list[Path]:
        """The journals of all nodes."""
        return [node.journal for node in self.nodes]

    def start(self) -> None:
        """Start the server, let the nodes in, and start them too."""
        self.server.start()
        for node in self.nodes:
            node.enroll()
            node.start_recording()

    def close(self) -> None:
        """End everything however it is."""
        for node in self.nodes:
            node.close()
        self.server.close()
        self.line.close()

    def bring_in(self, fleet: SimFleet) -> list[Body]:
        """Each node discovers and pairs its part of a fleet; the devices once each has reported."""
        part = -(-fleet.count // len(self.nodes))
        for position, node in enumerate(self.nodes):
            first = fleet.first + position * part
            last = min(first + part, fleet.first + fleet.count) - 1
            found = self.server.discover(f"{fleet.block}.{first}-{fleet.block}.{last}", node_id=node.id)
            assert (found["state"], found["devices_found"]) == ("FINISHED", last - first + 1), found
            batch = self.server.pair({"filter": "pairing:unpaired"}, node_id=node.id)
            assert batch["counts"] == {"SUCCEEDED": last - first + 1}, self.server.commands(batch["id"])
        return until(
            self.server.devices,
            lambda devices: all(device["last_report_ms"] for device in devices),
            seconds=WORK_SECONDS,
        )

    def all_connected(self, *, seconds: float = RECONNECT_SECONDS) -> None:
        """Wait until every node is connected."""
        names = {node.name for node in self.nodes}
        until(self.server.connected, lambda connected: connected == names, seconds=seconds)

    def stored(self) -> set[tuple[int, int]]:
        """Device and time of each sample that the server has. Fails where one is there twice."""
        stored: set[tuple[int, int]] = set()
        for device in self.server.devices():
            times = self.server.sample_times(device["id"])
            assert len(times) == len(set(times)), f"samples of {device['address']} are stored twice"
            stored |= {(device["id"], at_ms) for at_ms in times}
        return stored

    def taken(self) -> set[tuple[int, int]]:
        """Device and time of each sample that the nodes have taken so far."""
        return set().union(*(node.taken() for node in self.nodes))

    def all_stored(self, *, but: Sequence[tuple[int, int]] = (), seconds: float = WORK_SECONDS) -> None:
        """Wait until the server has every sample that the nodes have taken until now, once; and no others.

        Those of the periods `but`, in ms, may be missing: a node that was killed had them in memory.
        """
        taken = self.taken()
        wanted = {sample for sample in taken if not any(start < sample[1] <= end for start, end in but)}
        until(lambda: wanted - self.stored(), lambda missing: not missing, seconds=seconds, every=0.5)
        others = self.stored() - self.taken()
        assert not others, f"{len(others)} samples are stored that no node took"


@contextmanager
def running_split(
    directory: Path, mix: str, *, fleet: dict[str, Any] | None = None, **split: Any
) -> Iterator[tuple[SplitSystem, SimFleet]]:
    """A server and its nodes, which have discovered and paired a simulated fleet between them."""
    miners = SimFleet(mix, directory, **(fleet or {}))
    system = SplitSystem(directory, **split)
    try:
        system.start()
        system.bring_in(miners)
        yield system, miners
    finally:
        system.close()
        miners.stop()
