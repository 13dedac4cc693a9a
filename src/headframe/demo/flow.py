"""The main job, as a person would do it through the API: discover, pair, watch."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headframe.cli.client import Client
from headframe.cli.errors import CliError
from headframe.cli.summary import summary_line
from headframe.demo.children import Child
from headframe.demo.errors import DemoError
from headframe.demo.line import LiveLine
from headframe.kit.files import UnsafeFileError
from headframe.kit.profile import Profile, read_profile
from headframe.minersim.proto.auth import FACTORY_PASSWORD

START_SECONDS = 90.0
DISCOVERY_SECONDS = 180.0
PAIRING_SECONDS = 300.0
ASK_SECONDS = 0.2
WATCH_SECONDS = 1.0
PENDING = "pairing:unpaired,failed,authentication_needed"
"""What an earlier start may have left to do."""
OPEN_STATES = frozenset({"AWAITING_COSIGN", "QUEUED", "SENT", "ACCEPTED", "RUNNING"})

Running = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Scan:
    """Addresses to look for miners at, by a node of that name; by the only node without."""

    targets: str
    node: str = ""
    node_id: int | None = None


def connected(profile: Path, server: str, running: Running, *, nodes: int = 1) -> Profile:
    """The profile that the server wrote, once it answers with it and so many nodes are connected."""
    deadline = time.monotonic() + START_SECONDS
    while running() and time.monotonic() < deadline:
        kept = _ready(profile, server, nodes)
        if kept:
            return kept
        time.sleep(ASK_SECONDS)
    if not running():
        raise DemoError("a child process ended")
    raise DemoError(f"the server was not ready within {START_SECONDS:.0f} s", "Start it again.")


def _ready(profile: Path, server: str, wanted: int) -> Profile | None:
    try:
        kept = read_profile(profile)
        if kept.server != server:
            return None
        with Client(kept) as client:
            nodes = client.get_list("/nodes")
    except (FileNotFoundError, ValueError, UnsafeFileError, CliError):
        return None
    return kept if sum(node["connected"] for node in nodes) >= wanted else None


def bring_in(client: Client, scans: Sequence[Scan], line: LiveLine, running: Running) -> None:
    """Discover and pair. Does nothing on a fleet that was brought in before."""
    known = client.get("/devices/summary")
    paired = known["by_pairing"].get("PAIRED", 0) + known["by_pairing"].get("DEFAULT_PASSWORD", 0)
    if known["devices"] and paired == known["devices"]:
        line.end(f"{known['devices']} miners are known and paired from before.")
        return
    started = [
        (scan, client.post("/discoveries", {"targets": [scan.targets], "node_id": scan.node_id}))
        for scan in scans
    ]
    for scan, discovery in started:
        _discovered(client, scan, discovery["id"], line, running)
    _pair(client, line, running)


def _discovered(client: Client, scan: Scan, discovery_id: str, line: LiveLine, running: Running) -> None:
    done = _until(
        lambda: client.get(f"/discoveries/{discovery_id}"),
        lambda state: state["state"] not in ("RUNNING", "CANCELLING"),
        lambda state: line.show(discovering(state, scan.node)),
        running,
        DISCOVERY_SECONDS,
    )
    line.end(discovering(done, scan.node))
    if done["state"] != "FINISHED" or not done["devices_found"]:
        raise DemoError(f"the discovery ended as {done['state']} with {done['devices_found']} miners")


def _pair(client: Client, line: LiveLine, running: Running) -> None:
    rig_login = {"username": "", "password": FACTORY_PASSWORD}
    paired = client.post(
        "/pair", {"selector": {"filter": PENDING}, "try_defaults": True, "credentials": [rig_login]}
    )
    batch = _until(
        lambda: client.get(f"/batches/{paired['batch_id']}"),
        lambda batch: bool(batch["finished"]),
        lambda batch: line.show(pairing(batch)),
        running,
        PAIRING_SECONDS,
    )
    line.end(pairing(batch))
    failed = batch["total"] - batch["counts"].get("SUCCEEDED", 0)
    if failed:
        line.end(f"{failed} could not be paired; to see why: headframe commands show {batch['id']}")


def watch(client: Client, line: LiveLine, running: Running, nodes: Sequence[str] = ()) -> None:
    """One line about the fleet, or of each of these nodes, kept up to date while the children run."""
    while running():
        line.show(*(_of_node(client, name) for name in nodes) if nodes else [_of_all(client)])
        time.sleep(WATCH_SECONDS)
    raise DemoError("a child process ended")


def _of_all(client: Client) -> str:
    return summary_line(client.get("/devices/summary"))


def _of_node(client: Client, name: str) -> str:
    return f"{name}: {summary_line(client.get('/devices/summary', filter=f'node:{name}'))}"


def discovering(state: dict[str, Any], node: str = "") -> str:
    """A discovery in one line."""
    scanned, total = state["addresses_scanned"] or 0, state["addresses_total"] or "?"
    by = f"{node}: discovering" if node else "Discovering"
    return f"{by}: {scanned} of {total} addresses, {state['devices_found']} miners"


def pairing(batch: dict[str, Any]) -> str:
    """A pairing in one line."""
    ended = sum(count for state, count in batch["counts"].items() if state not in OPEN_STATES)
    return f"Pairing: {ended} of {batch['total']} miners"


def _until(
    ask: Callable[[], dict[str, Any]],
    is_done: Callable[[dict[str, Any]], bool],
    tell: Callable[[dict[str, Any]], None],
    running: Running,
    seconds: float,
) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while running():
        state = ask()
        if is_done(state):
            return state
        tell(state)
        if time.monotonic() > deadline:
            raise DemoError(f"no end after {seconds:.0f} s")
        time.sleep(ASK_SECONDS)
    raise DemoError("a child process ended")


def ended(child: Child, running: Running, seconds: float) -> None:
    """Until a child that was to end has ended well."""
    deadline = time.monotonic() + seconds
    while child.process.poll() is None and running():
        if time.monotonic() > deadline:
            raise DemoError(f"no end after {seconds:.0f} s")
        time.sleep(ASK_SECONDS)
    if child.failed or not running():
        raise DemoError("a child process ended")
