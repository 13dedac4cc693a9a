"""Child processes of a benchmark: started, waited for, ended by their own ids; and what CPU they use."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil

STOP_SECONDS = 10.0
HERE = Path(__file__).resolve().parent


@contextlib.contextmanager
def running(command: Sequence[str], **options: Any) -> Iterator["subprocess.Popen[str]"]:
    """A child for as long as the block; SIGTERM at its end, SIGKILL where that is not enough."""
    process = subprocess.Popen([*command], text=True, **options)
    try:
        yield process
    finally:
        stop(process)


def stop(process: "subprocess.Popen[str]") -> None:
    """End one child, and what it started where it does not see to that itself."""
    if process.poll() is not None:
        return
    family = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for member in family:
        with contextlib.suppress(psutil.Error):
            member.kill()


@contextlib.contextmanager
def simulated(mix: str, *, first: str, offset: int) -> Iterator[dict[str, Any]]:
    """Simulated miners in a process of their own; yields the simulator's report once all listen."""
    command = [sys.executable, "-m", "headframe.minersim", "--models", mix, "--bind-base", first]
    command += ["--port-offset", str(offset), "--control", "127.0.0.1:0", "--json"]
    with running(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise SystemExit("the simulator did not start")
        yield {**json.loads(line), "pid": process.pid}


def cpu_seconds(pid: int) -> float:
    """User and system time that a process has used, its ended children not counted."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def in_namespace() -> bool:
    """Whether this process runs in a network namespace that `enter_namespace` made."""
    return os.environ.get("HEADFRAME_BENCH_NAMESPACE") == "1"


def enter_namespace() -> bool:
    """Become this same command in a network namespace of its own, loopback up; False where none can be made.

    There a benchmark has the vendors' own ports to itself, and its load reaches nothing else.
    """
    if in_namespace():
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return True
    if subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode:
        return False
    os.environ["HEADFRAME_BENCH_NAMESPACE"] = "1"
    command = ["unshare", "-rn", sys.executable, *sys.argv]
    return bool(os.execvp(command[0], command))  # noqa: S606 - our own command again; it does not return
