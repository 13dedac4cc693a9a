"""The main job, as a person would do it through the API: discover, pair, watch."""

import sys
import time
from collections.abc import Callable
from typing import Any

from headframe.cli.client import Client

DISCOVERY_SECONDS = 120.0
PAIRING_SECONDS = 180.0
LINE_SECONDS = 1.0


class DemoError(Exception):
    """The demonstration cannot go on; the message says why."""


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
        lambda batch: f"Pairing: {batch['done']} of {batch['total']}",
        PAIRING_SECONDS,
    )
    failed = batch["total"] - batch["counts"].get("SUCCEEDED", 0)
    if failed:
        print(f"{failed} miners could not be paired: headframe devices list --filter pairing:failed")  # noqa: T201


def watch(client: Client, stopped: Callable[[], bool]) -> None:
    """One line about the fleet, kept up to date until stopped."""
    while not stopped():
        _line(describe(client.get("/devices/summary")))
        _pause(LINE_SECONDS, stopped)
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


def _pause(seconds: float, stopped: Callable[[], bool]) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not stopped():
        time.sleep(0.05)


def _line(text: str) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(f"\r\x1b[K{text}")
    else:
        sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
