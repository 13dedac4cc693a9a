"""kill -9 at every step of a command: executed at most once, exactly one outcome, nothing forgotten."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from headframe.core.audit.chain import Break, Head, first_break
from headframe.core.audit.entries import decode_entry
from headframe.core.audit.events import NodeEvent
from tests.node.audit.auditing import entries

VICTIM = Path(__file__).with_name("victim.py")
STEPS = (
    "before-accept",
    "after-accept",
    "before-dispatch",
    "after-dispatch",
    "in-handler",
    "before-end",
    "after-end",
)
FINAL = {"SUCCEEDED", "FAILED", "OUTCOME_UNKNOWN", "REJECTED"}


def _run(
    directory: Path, step: str, first: int, count: int, kind: str = "REBOOT"
) -> tuple[int, list[list[str]]]:
    done = subprocess.run(
        [sys.executable, VICTIM, directory, step, str(first), str(count), kind],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode, [line.split() for line in done.stdout.splitlines() if line != "recovered"]


def _run_and_kill(directory: Path, first: int, *, after_seconds: float) -> list[list[str]]:
    command = [sys.executable, VICTIM, directory, "none", str(first), "400"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        seen = []
        for line in process.stdout:
            seen.append(line.split())
            if line == "recovered\n":
                break
        time.sleep(after_seconds)  # the fault itself: a kill at no particular moment
        process.kill()
        return seen + [line.split() for line in process.stdout.read().splitlines()]


def audited(directory: Path) -> dict[str, str]:
    """What the node's audit log has as the outcome of each command: one entry each, in a chain that holds."""
    found = entries(directory)
    assert not isinstance(first_break(found, Head(found[0].log_id)), Break)
    ended = [
        (str(said["command_id"]), str(said["result"]))
        for said in (decode_entry(row.entry) for row in found)
        if said["event"] == NodeEvent.COMMAND_ENDED
    ]
    assert len(ended) == len(dict(ended)), "each once"
    return dict(ended)


def _at_the_miner(directory: Path) -> Counter[str]:
    return Counter((directory / "miner.log").read_text().split())


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step(tmp_path: Path, step: str) -> None:
    code, _ = _run(tmp_path, step, 1, 12)
    assert code == -signal.SIGKILL
    code, after = _run(tmp_path, "none", 101, 3)
    assert code == 0
    executed = _at_the_miner(tmp_path)
    assert max(executed.values()) == 1
    outcomes = {line[0]: line for line in after if line[1] in FINAL}
    for command_id in executed:
        assert command_id in outcomes
    not_executed = {command for command, line in outcomes.items() if line[2] == "not_executed"}
    assert not not_executed & set(executed)
    unknown = {command for command, line in outcomes.items() if line[1] == "OUTCOME_UNKNOWN"}
    assert unknown.isdisjoint(not_executed)
    if step in ("after-dispatch", "in-handler", "before-end"):
        assert unknown
    assert {f"c{n}" for n in (101, 102, 103)} <= set(executed)
    assert audited(tmp_path) == {command: line[1] for command, line in outcomes.items()}


def test_what_is_idempotent_is_run_once_more_and_ends_once(tmp_path: Path) -> None:
    _run(tmp_path, "in-handler", 1, 1, "STOP_MINING")
    _, after = _run(tmp_path, "none", 101, 1, "STOP_MINING")
    assert _at_the_miner(tmp_path)["c1"] == 2
    assert [line[1] for line in after if line[0] == "c1" and line[1] in FINAL] == ["SUCCEEDED"]


def test_an_old_sequence_is_refused_after_a_restart(tmp_path: Path) -> None:
    _run(tmp_path, "none", 1, 5)
    _, again = _run(tmp_path, "none", 3, 2)
    mine = {tuple(line[:3]) for line in again if line[0] in ("c3", "c4") and line[1] == "REJECTED"}
    assert mine == {("c3", "REJECTED", "command_replayed"), ("c4", "REJECTED", "command_replayed")}
    assert _at_the_miner(tmp_path)["c3"] == 1


def test_killed_at_random_many_times(tmp_path: Path) -> None:
    chance, first, told = random.Random(7), 1, Counter[tuple[str, str]]()
    for _ in range(20):
        seen = _run_and_kill(tmp_path, first, after_seconds=chance.uniform(0, 0.25))
        told.update((line[0], line[1]) for line in seen if len(line) == 4 and line[1] in FINAL)
        first += 400
    _, last = _run(tmp_path, "none", first, 1)
    told.update((line[0], line[1]) for line in last if line[1] in FINAL)
    executed = _at_the_miner(tmp_path)
    assert max(executed.values()) == 1
    assert len(executed) > 50
    phases: dict[str, set[str]] = {}
    for command_id, phase in told:
        phases.setdefault(command_id, set()).add(phase)
    assert all(len(outcomes) == 1 for outcomes in phases.values())
    assert set(executed) <= set(phases)
    assert {command: {phase} for command, phase in audited(tmp_path).items()} == phases
