"""A client that nobody here wrote recognises every simulated model, reads it and commands it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from headframe.minersim.catalogue import MODELS

PROBE = Path(__file__).with_name("pyasic_rs_probe.py")
DEADLINE_SECONDS = 60
NAMES = {
    "antminer-s19": ("Antminer", "S19"),
    "antminer-s19-pro": ("Antminer", "S19Pro"),
    "antminer-s21": ("Antminer", "S21"),
    "whatsminer-m30s++": ("Whatsminer", "M30SPlusPlusVH40"),
    "whatsminer-m50": ("Whatsminer", "M50VH30"),
    "whatsminer-m50s": ("Whatsminer", "M50SVH50"),
    "whatsminer-m60s": ("Whatsminer", "M60SVK40"),
    "bitaxe-gamma": ("Bitaxe", "Gamma"),
    "bitaxe-supra": ("Bitaxe", "Supra"),
    "avalon-1246": ("Avalonminer", "Avalon1246"),
    "avalon-q": ("Avalonminer", "AvalonHomeQ"),
    "proto-rig": ("Proto", "Rig"),
}
# It does not tell Antminer's power, and pause is not among AxeOS's commands there.
WITHOUT_POWER = {"antminer-s19", "antminer-s19-pro", "antminer-s21"}
WITHOUT_COMMANDS = {"bitaxe-gamma", "bitaxe-supra"}
RESTARTS_ONLY_MINING = {"avalon-1246"}
# It sends an Avalon watts with their unit ("2 kW"), which no Avalon takes.
WITHOUT_POWER_LIMIT = WITHOUT_POWER | WITHOUT_COMMANDS | {"avalon-1246", "avalon-q"}
WITHOUT_RESTART = WITHOUT_COMMANDS | {"avalon-q"}


def _namespaces_work() -> bool:
    tool = shutil.which("unshare")
    if tool is None or shutil.which("ip") is None:
        return False
    return subprocess.run([tool, "-rn", "true"], check=False, capture_output=True).returncode == 0


@pytest.fixture(scope="module")
def seen() -> dict[str, dict[str, Any]]:
    if not _namespaces_work():
        pytest.skip("no network namespaces here (unshare -rn)")
    script = f"ip link set lo up && exec {sys.executable} {PROBE}"
    run = subprocess.run(
        ["unshare", "-rn", "sh", "-c", script],
        check=False,
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
    )
    assert run.returncode == 0, run.stderr
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    return {row["slug"]: row for row in rows}


def test_every_model_is_expected_here() -> None:
    assert set(NAMES) == set(MODELS)


@pytest.mark.parametrize("slug", NAMES)
def test_it_is_recognised_and_read(slug: str, seen: dict[str, dict[str, Any]]) -> None:
    row, model = seen[slug], MODELS[slug]
    assert row["found"]
    assert (row["make"], row["model"]) == NAMES[slug]
    assert row["mac_is_right"]
    assert row["hashrate_ratio"] == pytest.approx(1.0, abs=0.05)
    assert row["boards"] == model.boards
    assert row["chips"] == [model.chips_per_board] * model.boards
    assert row["expected_chips"] == row["chips"]
    assert row["fans"] == model.fans
    assert row["mining"]
    assert row["uptime_error_seconds"] <= 5
    assert "pool-a.example.com:3333" in row["pools"][0]
    if slug in WITHOUT_POWER:
        assert row["power_ratio"] is None
    else:
        assert row["power_ratio"] == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("slug", sorted(set(NAMES) - WITHOUT_COMMANDS))
def test_its_commands_take_effect(slug: str, seen: dict[str, dict[str, Any]]) -> None:
    row = seen[slug]
    assert row["led_on"] is True
    assert row["paused"] is True
    assert row["resumed"] is True
    if slug not in WITHOUT_POWER_LIMIT:
        assert row["power_limit"] == 2000.0
    if slug not in WITHOUT_RESTART:
        wanted = "restart_mining" if slug in RESTARTS_ONLY_MINING else "reboot"
        assert wanted in row["restart"]
