"""The command: what it prints, how it ends, what it says to wrong input."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from headframe.minersim.main import app
from headframe.minersim.testing import quick_spec

DEADLINE_SECONDS = 20.0


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "headframe.minersim", *arguments]


def started(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline()


def base() -> list[str]:
    spec = quick_spec("antminer-s19:1")
    return ["--bind-base", spec.bind_base, "--port-offset", str(spec.port_offset)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_reports_and_ends_at_once_on_a_signal(number: signal.Signals) -> None:
    mix = "antminer-s19:3,whatsminer-m60s:2,bitaxe:1"
    process, line = started(*base(), "--models", mix, "--control", "127.0.0.1:0", "--json")
    try:
        told = json.loads(line)
        assert told["miners"] == 6
        assert told["listeners"] == 3 * 2 + 2 * 2 + 1
        assert told["control"].startswith("http://127.0.0.1:")
        assert [row["count"] for row in told["models"]] == [3, 2, 1]
    finally:
        os.kill(process.pid, number)
        _, errors = process.communicate(timeout=DEADLINE_SECONDS)
    assert process.returncode == 0
    assert errors == ""


def test_it_prints_a_line_a_family() -> None:
    process, line = started(*base(), "--count", "12", "--control", "none")
    try:
        assert line.startswith("antminer ")
    finally:
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        rest = process.stdout.read()
        process.communicate(timeout=DEADLINE_SECONDS)
    assert "control" not in rest
    assert len(rest.splitlines()) >= 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--models", "nonsense:1"], "no model 'nonsense'"),
        (["--models", "antminer-s19"], "MODEL:COUNT"),
        (["--count", "0"], "1 to"),
        (["--count", "3", "--models", "bitaxe:1"], "not both"),
        (["--ports", "low"], "vendor or high"),
        (["--bind-base", "nonsense"], "not an IPv4 address"),
        (["--control", "0.0.0.0:9400"], "loopback"),
        (["--spec", "missing.toml"], "missing.toml"),
        (["--nonsense"], "No such option"),
    ],
)
def test_wrong_input_is_explained(arguments: list[str], words: str) -> None:
    run = CliRunner().invoke(app, arguments)
    assert run.exit_code == 2
    assert words in run.stderr
    assert "Traceback" not in run.output


def test_an_address_it_cannot_have_is_explained() -> None:
    arguments = ["--count", "1", "--bind-base", "192.0.2.1", "--ports", "high"]
    run = CliRunner().invoke(app, arguments)
    assert run.exit_code == 1
    assert "not an address of this machine" in run.stderr
    assert "Traceback" not in run.output


def test_a_fleet_file_is_run(tmp_path: Path) -> None:
    spec = quick_spec("antminer-s19:1")
    path = tmp_path / "fleet.json"
    body = {
        "bind_base": spec.bind_base,
        "port_offset": spec.port_offset,
        "miners": [{"model": "proto-rig", "count": 2}],
    }
    path.write_text(json.dumps(body), encoding="utf-8")
    process, line = started("--spec", str(path), "--json")
    try:
        assert json.loads(line)["models"][0]["model"] == "proto-rig"
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=DEADLINE_SECONDS)
    assert process.returncode == 0
