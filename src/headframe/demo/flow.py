"""The main job, as a person would do it through the API: discover, pair, watch."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from headframe.cli.client import ApiError, Client
from headframe.kit.profile import Profile, read_profile

DISCOVERY_SECONDS = 120.0
PAIRING_SECONDS = 180.0
LINE_SECONDS = 1.0
OPEN_STATES = frozenset({"QUEUED", "SENT", "ACCEPTED", "RUNNING"})


class DemoError(Exception):
    """The demonstration cannot go on; the message says why."""


def ready(profile: Path) -> Profile | None:
    """The profile that the server wrote, once it answers with it and its node is connected."""
    try:
        kept = read_profile(profile)
        with Client(kept) as client:
            nodes = client.get_list("/nodes")
    except (FileNotFoundError, ValueError, ApiError):
        return None
    return kept if any(node["connected"] for node in nodes) else None


def bring_in(client: Client, targets: list[str]) -> None:
    """Discover and pair what is not paired yet. Does nothing on a fleet that was brought in before."""
    known = client.get("/devices/summary")
    if known["devices"]:
        print(f"{known['devices']} miners are known from before; nothing to pair.")  # noqa: T201 - what people see
        return
    discovery = client.post("/discoveries", {"targets": targets})
    done = _until(
        lambda: client.get(f"/discoveries/{discovery['id']}"),
        lambda state: state["state"] not in ("RUNNING", "CANCELLING"),
        lambda state: (
            f"Discovering: {state['addresses_scanned'] or 0} of {state['addresses_total'] or '?'}"
            f" addresses, {state['devices_found']} miners"
        ),
        DISCOVERY_SECONDS,
    )
    if done["state"] != "FINISHED" or not done["devices_found"]:
        raise DemoError(f"the discovery ended as {done['state']} with {done['devices_found']} miners")
    paired = client.post("/pair", {"selector": {"filter": ""}, "try_defaults": True})
    batch = _until(
        lambda: client.get(f"/batches/{paired['batch_id']}"),
        lambda batch: batch["finished"],
        lambda batch: f"Pairing: {_ended(batch)} of {batch['total']}",
        PAIRING_SECONDS,
    )
    failed = batch["total"] - batch["counts"].get("SUCCEEDED", 0)
    if failed:
        print(f"{failed} miners could not be paired: headframe devices list --filter pairing:failed")  # noqa: T201


def watch(client: Client, running: Callable[[], bool]) -> None:
    """One line about the fleet, kept up to date for as long as both children run."""
    while running():
        _line(describe(client.get("/devices/summary")))
        time.sleep(LINE_SECONDS)
    print()  # noqa: T201


def describe(summary: dict[str, Any]) -> str:
    """A fleet in one line: miners, hashrate, power, efficiency, statuses."""
    statuses = ", ".join(
        f"{count} {status.lower()}" for status, count in summary["by_status"].items() if count
    )
    petahashes, kilowatts = summary["hashrate_hs"] / 1e15, summary["power_watts"] / 1e3
    efficiency = summary.get("efficiency_j_per_h")
    joules = f"{efficiency * 1e12:.1f} J/TH" if efficiency else "- J/TH"
    return f"{summary['devices']} miners | {petahashes:.2f} PH/s | {kilowatts:.0f} kW | {joules} | {statuses}"


def _ended(batch: dict[str, Any]) -> int:
    return sum(count for state, count in batch["counts"].items() if state not in OPEN_STATES)


def _until(
    ask: Callable[[], dict[str, Any]],
    is_done: Callable[[dict[str, Any]], bool],
    words: Callable[[dict[str, Any]], str],
    seconds: float,
) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while True:
        state = ask()
        _line(words(state))
        if is_done(state):
            print()  # noqa: T201
            return state
        if time.monotonic() > deadline:
            raise DemoError(f"no end after {seconds:.0f} s: {words(state)}")
        time.sleep(0.2)


def _line(text: str) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(f"\r\x1b[K{text}")
    else:
        sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
