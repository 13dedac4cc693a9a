"""Plugins killed, stopped or hung under polls and commands: no other is affected, and they come back."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from headframe.cli.client import Body
from tests.support.simulated import SimFleet
from tests.support.system import Combined, running_system
from tests.support.waiting import until

MIX = "bitaxe-gamma:3,whatsminer-m30s++:3"
HANG_SECONDS = 40.0
"""Three missed health checks, five seconds each, ten seconds apart at the most."""
KILLS = 2
System = tuple[Combined, SimFleet]


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    directory: Path = tmp_path_factory.mktemp("plugins")
    with running_system(directory, MIX, drivers=["axeos", "whatsminer"]) as running:
        yield running


def _process(combined: Combined, driver: str) -> psutil.Process:
    """The running process of a driver, found by its command line."""
    assert combined.program is not None
    wanted = ["-m", "headframe.driver", driver]

    def found() -> list[psutil.Process]:
        return [each for each in combined.program_family() if _names(each, wanted)]

    return until(found)[0]


def _names(process: psutil.Process, wanted: list[str]) -> bool:
    try:
        line = process.cmdline()
    except psutil.NoSuchProcess:
        return False
    return any(line[i : i + len(wanted)] == wanted for i in range(len(line)))


def _report_times(combined: Combined, driver: str) -> dict[int, int]:
    return {d["id"]: d["last_report_ms"] or 0 for d in combined.devices() if d["driver"] == driver}


def _reporting_again(combined: Combined, driver: str) -> None:
    """Every device of a driver has reported since now."""
    before = _report_times(combined, driver)
    until(
        lambda: _report_times(combined, driver),
        lambda now: all(now[device_id] > at for device_id, at in before.items()),
    )


def _restarted(combined: Combined, driver: str, before: Body, *, seconds: float = 30.0) -> Body:
    return until(
        lambda: combined.plugin(driver),
        lambda plugin: plugin["running"] and plugin["restarts"] > before["restarts"],
        seconds=seconds,
    )


def test_a_killed_plugin_hides_outcomes_comes_back_and_disturbs_no_other(system: System) -> None:
    combined, fleet = system
    before, other = combined.plugin("axeos"), combined.plugin("whatsminer")
    process = _process(combined, "axeos")
    assert before["pid"] == process.pid
    devices = [device for device in combined.devices() if device["driver"] == "axeos"]
    for device in devices:
        fleet.break_miner(device["address"], "slow", delay_seconds=5, times=1)
    batch_id = combined.issue("REBOOT", [device["id"] for device in devices])
    until(lambda: combined.api.get(f"/batches/{batch_id}")["counts"].get("RUNNING") == len(devices))
    process.kill()
    combined.finished(batch_id)
    for command in combined.commands(batch_id):
        assert command["state"] == "OUTCOME_UNKNOWN", command
        assert command["problem"]["code"] == "outcome_unknown"
    after = _restarted(combined, "axeos", before)
    assert after["pid"] not in (None, before["pid"])
    assert "SIGKILL" in after["last_error"]
    unharmed = combined.plugin("whatsminer")
    assert (unharmed["pid"], unharmed["restarts"]) == (other["pid"], other["restarts"])
    for device in devices:
        fleet.mend(device["address"])
        assert fleet.received(device["address"], "reboot") <= 1
    _reporting_again(combined, "axeos")
    _reporting_again(combined, "whatsminer")


def test_a_plugin_killed_again_and_again_comes_back_each_time(system: System) -> None:
    combined, _ = system
    first = combined.plugin("axeos")
    for _ in range(KILLS):
        before = until(lambda: combined.plugin("axeos"), lambda plugin: plugin["running"])
        _process(combined, "axeos").kill()
        _restarted(combined, "axeos", before)
    last = combined.plugin("axeos")
    assert last["restarts"] >= first["restarts"] + KILLS
    _reporting_again(combined, "whatsminer")
    _reporting_again(combined, "axeos")


def test_a_stopped_plugin_is_found_hung_and_replaced_while_others_go_on(system: System) -> None:
    combined, _ = system
    before = until(lambda: combined.plugin("axeos"), lambda plugin: plugin["running"])
    device = next(device for device in combined.devices() if device["driver"] == "axeos")
    process = _process(combined, "axeos")
    os.kill(process.pid, signal.SIGSTOP)
    batch_id = combined.issue("BLINK_LED", [device["id"]], on=True)
    _reporting_again(combined, "whatsminer")
    after = _restarted(combined, "axeos", before, seconds=HANG_SECONDS)
    assert "hung" in after["last_error"]
    assert not process.is_running()
    combined.finished(batch_id)
    (command,) = combined.commands(batch_id)
    assert command["state"] in ("OUTCOME_UNKNOWN", "SUCCEEDED", "FAILED"), command
    _reporting_again(combined, "axeos")
