"""Every benchmark runs to its end at tiny sizes, and says what it measured."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
TINY = {
    "poll.py": ["--miners", "3", "--rate", "30", "--polls", "30", "--only", "whatsminer-v3"],
    "fleet.py": ["--miners", "6", "--minutes", "0.1", "--interval", "1"],
    "commands.py": ["--singles", "2", "--devices", "5"],
    "gateway.py": ["--devices", "20", "--rounds", "2", "--batch", "20"],
    "nodes.py": ["--nodes", "3", "--seconds", "0.5"],
    "store_ingest.py": ["--devices", "20", "--rounds", "2", "--batch", "20"],
    "store_queries.py": ["--devices", "60", "--repeat", "1"],
    "spool.py": ["--miners", "20", "--minutes", "1"],
    "signing.py": ["--commands", "20"],
    "local.py": ["--miners", "12", "--interval", "1", "--seconds", "1", "--repeat", "1"],
    "ui.py": ["--devices", "300", "--changes", "50", "--repeat", "1", "--seconds", "0.5"],
}
SAID = {
    "poll.py": "polls a second a core",
    "fleet.py": "samples missing",
    "commands.py": "click to outcome, p99",
    "gateway.py": "through the gateway",
    "nodes.py": "restart: back",
    "store_ingest.py": "PostgreSQL store",
    "store_queries.py": "fleet chart, 30 days",
    "spool.py": "drained beside live samples",
    "signing.py": "verify a command",
    "local.py": "CPU, nobody there",
    "ui.py": "jump-scroll to data, p95",
}


@pytest.mark.timeout(180)
@pytest.mark.parametrize("script", TINY)
def test_runs_at_a_tiny_size(script: str) -> None:
    done = subprocess.run(
        [sys.executable, str(BENCH / script), *TINY[script]],
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert SAID[script] in done.stdout or "left out" in done.stdout


def test_the_runner_knows_every_benchmark_that_is_there() -> None:
    listed = subprocess.run(
        [sys.executable, str(BENCH / "run.py"), "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert all(script.removesuffix(".py") in listed for script in (*TINY, "scan.py"))
