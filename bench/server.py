"""A real `headframe combined` in a directory of its own, spoken to by its API with the key that it leaves."""

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

from headframe.cli.client import Client
from headframe.cli.errors import CliError
from headframe.kit.files import UnsafeFileError
from headframe.kit.profile import DIRECTORY, FILE, Profile, read_profile
from headframe.minersim.proto.auth import FACTORY_PASSWORD

HOST = "127.0.0.1"
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
class Combined:
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


@contextlib.contextmanager
def combined(port: int, options: Sequence[str]) -> Iterator[Combined]:
    """A combined server that is ready, its node connected. Its files go when it does."""
    with tempfile.TemporaryDirectory(prefix="headframe-bench-") as name:
        directory = Path(name)
        calls = directory / "calls"
        command = [sys.executable, str(children.HERE / "noting.py"), str(calls)]
        command += ["combined", "--port", str(port)]
        command += ["--state-dir", "state", "--log-level", "warning", "--allow-loopback", *options]
        log = directory / "log"
        try:
            with (
                log.open("w") as output,
                children.running(command, cwd=directory, stdout=output, stderr=subprocess.STDOUT) as process,
            ):
                profile = _ready(directory, process)
                yield Combined(process.pid, directory / "state", profile, calls)
        finally:
            _tell(log)


def _ready(directory: Path, process: "subprocess.Popen[str]") -> Profile:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError, ValueError, UnsafeFileError, CliError):
            profile = read_profile(directory / DIRECTORY / FILE)
            with Client(profile) as client:
                if any(node["connected"] for node in client.get_list("/nodes")):
                    return profile
        time.sleep(ASK_SECONDS)
    raise SystemExit("the combined server did not start")


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
