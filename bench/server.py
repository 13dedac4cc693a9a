"""Real servers and nodes in directories of their own, spoken to by the API with the key that they leave."""

import asyncio
import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import children
import psutil

from headframe import __version__
from headframe.cli.client import Client
from headframe.cli.errors import CliError
from headframe.core.enrollment.codes import EnrollmentCode
from headframe.demo.enrollment import shown_words
from headframe.kit.files import UnsafeFileError
from headframe.kit.profile import DIRECTORY, FILE, Profile, read_profile
from headframe.minersim.proto.auth import FACTORY_PASSWORD
from headframe.node.control.connect_link import ServerAddress
from headframe.node.enrollment.console import Console
from headframe.node.enrollment.flow import EnrollmentAsk, EnrollmentFlow

HOST = "127.0.0.1"
STATE, NODE, CALLS = "state", "node", "calls"
QUIET = ("--log-level", "warning")
START_SECONDS = 60.0
DISCOVERY_SECONDS = 300.0
PAIRING_SECONDS = 900.0
TRIES = 3
QUIET_SECONDS = 15.0
"""A discovery that ended and brought nothing new for so long has brought all that it will."""
UNPAIRED = "pairing:unpaired,failed,authentication_needed"
ASK_SECONDS = 0.25
RIG_LOGIN = {"username": "", "password": FACTORY_PASSWORD}
OPEN_STATES = frozenset({"QUEUED", "SENT", "ACCEPTED", "RUNNING"})

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Running:
    """A running server and its node."""

    pid: int
    state_dir: Path
    profile: Profile
    calls: Path
    """What `noting.py` has noted."""

    def called_at_ms(self) -> list[float]:
        """When each command so far was handed to its driver."""
        return [float(line) for line in self.calls.read_text().splitlines()] if self.calls.exists() else []

    def processes(self) -> dict[str, psutil.Process]:
        """The combined process and each of its plugins, by name."""
        found = {"combined (server and node)": psutil.Process(self.pid)}
        for child in psutil.Process(self.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                line = child.cmdline()
                if "headframe.driver" in line:
                    found[f"plugin {line[line.index('headframe.driver') + 1]}"] = child
        return found


@dataclass(frozen=True, slots=True)
class Served:
    """A running server of one's own process."""

    pid: int
    profile: Profile

    @property
    def address(self) -> ServerAddress:
        """As nodes know it."""
        authority = self.profile.tls_ca
        return ServerAddress(self.profile.server, Path(authority).read_bytes() if authority else b"")


@contextlib.contextmanager
def combined(port: int, options: Sequence[str]) -> Iterator[Running]:
    """A combined server that is ready, its node connected. Its files go when it does."""
    with tempfile.TemporaryDirectory(prefix="headframe-bench-") as name:
        directory = Path(name)
        line = [*_listening("combined", port), "--allow-loopback", *options]
        with headframe(directory, line) as process:
            profile = ready(directory, process, nodes=1)
            yield Running(process.pid, directory / STATE, profile, directory / CALLS)


@contextlib.contextmanager
def apart(port: int, options: Sequence[str]) -> Iterator[Running]:
    """A server, and a node of one's own process that has enrolled with it; ready when that is connected."""
    with tempfile.TemporaryDirectory(prefix="headframe-bench-") as name:
        directory = Path(name)
        with served(directory, port) as server:
            asyncio.run(enroll(directory / NODE, server.profile))
            line = ["node", "run", "--state-dir", NODE, "--allow-loopback", "--local-ui", "off"]
            line += [*QUIET, *options]
            with headframe(directory, line) as node:
                ready(directory, node, nodes=1)
                yield Running(server.pid, directory / STATE, server.profile, directory / CALLS)


@contextlib.contextmanager
def served(directory: Path, port: int, *options: str) -> Iterator[Served]:
    """A server without miners in a directory, ready; with a certificate that it makes itself."""
    line = [*_listening("server", port), "--development-tls", "--allow-loopback", *options]
    with headframe(directory, line) as process:
        yield Served(process.pid, ready(directory, process, nodes=0))


def _listening(mode: str, port: int) -> list[str]:
    return [mode, "--port", str(port), "--state-dir", STATE, *QUIET]


@contextlib.contextmanager
def headframe(directory: Path, line: Sequence[str]) -> Iterator["subprocess.Popen[str]"]:
    """One of our programs in a directory; what it had to warn of is told at its end."""
    command = [sys.executable, str(children.HERE / "noting.py"), str(directory / CALLS), *line]
    log = directory / f"{line[0]}.log"
    try:
        with (
            log.open("w") as output,
            children.running(command, cwd=directory, stdout=output, stderr=subprocess.STDOUT) as process,
        ):
            yield process
    finally:
        _tell(log)


def ready(directory: Path, process: "subprocess.Popen[str]", *, nodes: int) -> Profile:
    """Wait until the API answers, with so many nodes connected; the key that the server left."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError, ValueError, UnsafeFileError, CliError):
            profile = read_profile(directory / DIRECTORY / FILE)
            with Client(profile) as client:
                if sum(node["connected"] for node in client.get_list("/nodes")) >= nodes:
                    return profile
        time.sleep(ASK_SECONDS)
    raise SystemExit("a process of ours did not start")


async def enroll(state_dir: Path, profile: Profile) -> None:
    """The real flow, the words compared by us in place of a person."""
    with Client(profile) as client:
        made = client.post("/enrollment-codes", {})
        ask = EnrollmentAsk(
            state_dir=state_dir,
            server_url=made["server_url"],
            name="bench",
            software_version=__version__,
            code=EnrollmentCode.parse(made["code"]),
            ca_pem=made["authority_pem"].encode(),
        )
        said: list[str] = []

        async def approve(_seconds: float) -> None:
            words = shown_words("\n".join(said))
            for each in client.get_list("/enrollments"):
                if each["state"] == "PENDING":
                    client.post(f"/enrollments/{each['id']}/approve", {"words": words})

        await EnrollmentFlow(ask, Console(said.append), approve).run()


def _tell(log: Path) -> None:
    """The last lines of its log, where it had anything to warn of."""
    for line in log.read_text(errors="replace").splitlines()[-5:]:
        if "warning" in line or "error" in line or "Error" in line:
            print(f"  log: {line[:200]}")


def bring_in(client: Client, targets: Sequence[str], expected: int) -> None:
    """Discover and pair `expected` miners, and tell how long it took and what had to be done twice."""
    began = time.monotonic()
    known = _repeated(lambda: _discover(client, targets, expected), "discovered", expected)
    discovered = time.monotonic()
    paired = _repeated(lambda: _pair(client), "paired", known)
    print(
        f"{known} miners discovered in {discovered - began:.1f} s, "
        f"{paired} paired in {time.monotonic() - discovered:.1f} s",
        flush=True,
    )


def _repeated(act: Callable[[], int], done: str, expected: int) -> int:
    for _ in range(TRIES):
        number = act()
        if number == expected:
            return number
        print(f"  {number} of {expected} miners were {done}; once more", flush=True)
    raise SystemExit(f"after {TRIES} tries not all miners were {done}")


def _discover(client: Client, targets: Sequence[str], expected: int) -> int:
    """Discover, and wait for what the server has not taken in yet when the command ends."""
    discovery = client.post("/discoveries", {"targets": list(targets)})
    done = until(
        lambda: client.get(f"/discoveries/{discovery['id']}"),
        lambda state: state["state"] not in {"RUNNING", "CANCELLING"},
        DISCOVERY_SECONDS,
    )
    if done["problem"]:
        print(f"  discovery: {done['hosts_open']} hosts open; {done['problem']}", flush=True)
    known, quiet_since = _devices(client), time.monotonic()
    while known < expected and time.monotonic() - quiet_since < QUIET_SECONDS:
        time.sleep(ASK_SECONDS)
        if known != (known := _devices(client)):
            quiet_since = time.monotonic()
    return known


def _devices(client: Client) -> int:
    return int(client.get("/devices/summary")["devices"])


def _pair(client: Client) -> int:
    body = {"selector": {"filter": UNPAIRED}, "try_defaults": True, "credentials": [RIG_LOGIN]}
    finished(client, client.post("/pair", body)["batch_id"], PAIRING_SECONDS)
    counts = client.get("/devices/summary")["by_pairing"]
    return int(counts.get("PAIRED", 0) + counts.get("DEFAULT_PASSWORD", 0))


def finished(client: Client, batch_id: str, seconds: float, step: float = ASK_SECONDS) -> Body:
    """A batch with all its outcomes."""
    return until(
        lambda: client.get(f"/batches/{batch_id}"), lambda batch: bool(batch["finished"]), seconds, step
    )


def until(
    ask: Callable[[], Body], is_done: Callable[[Body], bool], seconds: float, step: float = ASK_SECONDS
) -> Body:
    """Ask until done. SystemExit after so many seconds."""
    deadline = time.monotonic() + seconds
    while not is_done(answer := ask()):
        if time.monotonic() > deadline:
            raise SystemExit(f"no end after {seconds:.0f} s: {answer}")
        time.sleep(step)
    return answer
