"""The whole first minute: a fleet appears, a command reaches real sockets, all ends, all is found again."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.demo.demo_process import GENEROUS_SECONDS, MINERS, Demo, ask_miner, environment, until

pytestmark = pytest.mark.timeout(600)

STOPPED = "model:S19*"
PROMISED_SECONDS = 5.0
"""Ctrl-C ends everything within this: a promise to people, and the reason for the one timed check here."""


def test_demo_from_first_start_to_second(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    with demo.running("--miners", str(MINERS), "--first-address", demo.first_address):
        until(lambda: demo.hashing(MINERS), "hashing fleet")
        output = demo.output()
        assert f"Headframe listens on http://127.0.0.1:{demo.port}" in output
        assert f"http://127.0.0.1:{demo.port}/setup#" in output
        until(lambda: "devices list" in demo.output(), "hint for a second terminal")
        before = by_mac(demo)
        assert len(before) == MINERS
        stop_the_s19s(demo)
        discover_again(demo)
        unpair_and_pair(demo)
        pairings = paired_acts(demo)
        assert by_mac(demo) == before
        assert demo.end(signal.SIGINT) < PROMISED_SECONDS
        assert demo.process
        assert demo.process.returncode == 0
        assert demo.output().endswith("Stopped.\n")
        until(lambda: not demo.alive(), "end of all children")
    with demo.running():
        until(lambda: demo.hashing(MINERS), "hashing fleet after a restart")
        assert f"{MINERS} miners are known and paired from before." in demo.output()
        assert by_mac(demo) == before
        assert paired_acts(demo) == pairings
        demo.end(signal.SIGKILL)
        until(lambda: not demo.alive(), "end of the children of a killed demonstration")


def by_mac(demo: Demo) -> dict[str, int]:
    rows = demo.ask("/devices", limit=500)["devices"]
    return {row["mac"]: row["id"] for row in rows}


def stop_the_s19s(demo: Demo) -> None:
    """By the command line; then ask the miners themselves, at two places."""
    addresses = {row["address"] for row in demo.answer("devices", "list", "--filter", STOPPED)["devices"]}
    assert len(addresses) == 12
    refused = demo.cli("commands", "stop", "--all", "--wait")
    assert (refused.returncode, "[confirmation_needed]" in refused.stderr) == (2, True)
    assert all(miner["mining"] for miner in demo.truth())
    done = demo.cli("commands", "stop", "--filter", STOPPED, "--wait")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Stop mining: 12 succeeded of 12" in done.stdout
    truth = demo.truth()
    assert {miner["address"] for miner in truth if not miner["mining"]} == addresses
    assert {miner["name"] for miner in truth if not miner["mining"]} == {"Antminer S19"}
    stopped = next(miner for miner in truth if not miner["mining"])
    hashing = next(miner for miner in truth if miner["name"] == "Antminer S21")
    until(lambda: rate(stopped) == 0, "silence at the stopped miner's own socket")
    assert rate(hashing) > 0
    until(lambda: status(demo, stopped["address"]) == "IDLE", "IDLE of the stopped miner")
    assert status(demo, hashing["address"]) == "HASHING"
    shown = demo.cli("devices", "show", stopped["mac"])
    assert shown.returncode == 0
    assert "IDLE for" in shown.stdout
    assert "STOP_MINING  SUCCEEDED" in shown.stdout


def discover_again(demo: Demo) -> None:
    """A scan that is waited for, and one that Ctrl-C cancels."""
    first = demo.first_address.rpartition(".")[0]
    found = demo.answer("devices", "discover", f"{first}.1-{MINERS}", "--wait")
    assert found["discovery"]["state"] == "FINISHED"
    assert len(found["devices"]) == MINERS
    line = [sys.executable, "-m", "headframe", "discover", "127.192.0.0/12", "--wait"]
    with subprocess.Popen(
        line, cwd=demo.directory, env=environment(), stderr=subprocess.PIPE, text=True
    ) as scan:
        until(lambda: (latest(demo)["addresses_total"] or 0) > MINERS, "long scan")
        scan.send_signal(signal.SIGINT)
        _, errors = scan.communicate(timeout=GENEROUS_SECONDS)
    assert scan.returncode == 130
    assert errors == "Cancelling the scan; what was found stays.\nInterrupted.\n"
    assert latest(demo)["state"] == "CANCELLED"


def latest(demo: Demo) -> dict[str, Any]:
    newest: dict[str, Any] = demo.ask("/discoveries")["discoveries"][0]
    return newest


def unpair_and_pair(demo: Demo) -> None:
    """One miner leaves its node, and comes back."""
    address = demo.first_address
    assert demo.answer("devices", "unpair", address, "--wait")["batch"]["counts"] == {"SUCCEEDED": 1}
    row = demo.answer("devices", "show", address)["device"]
    assert (row["pairing"], row["node_id"]) == ("UNPAIRED", None)
    back = demo.answer("pair", address, "--wait")
    assert (back["claimed"], back["batch"]["counts"]) == (1, {"SUCCEEDED": 1})


def paired_acts(demo: Demo) -> list[str]:
    batches = demo.ask("/batches")["batches"]
    return [batch["id"] for batch in batches if batch["title"] == "Pair"]


def rate(miner: dict[str, Any]) -> float:
    answer = ask_miner(miner["address"], miner["ports"]["rpc"], "summary")
    return float(answer["SUMMARY"][0]["GHS 5s"])


def status(demo: Demo, address: str) -> str:
    return str(demo.ask("/devices", filter=f"ip:{address}")["devices"][0]["status"])
