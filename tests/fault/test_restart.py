"""Stopping and starting again: orderly within its time, and nothing is left behind either way."""

import time
from pathlib import Path

import psutil

from tests.support.programs import gone
from tests.support.system import running_system

STOP_BUDGET_SECONDS = 5.0
MIX = "antminer-s19:3,whatsminer-m30s++:3,bitaxe-gamma:2"


def test_sigterm_ends_in_time_with_commands_in_flight_and_leaves_no_plugin(tmp_path: Path) -> None:
    with running_system(tmp_path, MIX) as (system, fleet):
        assert system.program is not None
        for address in fleet.addresses():
            fleet.break_miner(address, "slow", delay_seconds=20)
        system.issue("STOP_MINING")
        family = system.program.family()
        assert len(family) >= 3
        started = time.monotonic()
        code = system.program.terminate()
        assert time.monotonic() - started < STOP_BUDGET_SECONDS
        assert code == 0, system.program.errors()[-2000:]
        gone(family, seconds=1.0)


def test_sigkill_leaves_no_plugin(tmp_path: Path) -> None:
    with running_system(tmp_path, MIX) as (system, _):
        assert system.program is not None
        family = system.program.family()
        assert {"antminer", "axeos", "whatsminer"} <= {_driver(process) for process in family}
        system.kill()
        gone(family, seconds=3.0)


def _driver(process: psutil.Process) -> str:
    line = process.cmdline()
    return line[line.index("headframe.driver") + 1] if "headframe.driver" in line else ""
