"""Our programs as child processes of a test, that never outlive it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from tests.support.waiting import until

STOP_SECONDS = 10.0


class Program:
    """`python -m headframe.demo.leash` around one of our modules: it dies when the test run dies.

    Output goes to `NAME.out` and `NAME.err` in `directory`, which is also where it runs.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        directory: Path,
        *,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.out, self.err = directory / f"{name}.out", directory / f"{name}.err"
        with self.out.open("ab") as out, self.err.open("ab") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "headframe.demo.leash", str(os.getpid()), *command],
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def family(self) -> list[psutil.Process]:
        """The processes it has started, and theirs."""
        return psutil.Process(self.pid).children(recursive=True)

    def kill(self) -> None:
        """SIGKILL, and wait."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def terminate(self, seconds: float = STOP_SECONDS) -> int:
        """SIGTERM, and wait; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def ended(self, seconds: float = STOP_SECONDS) -> int:
        """Wait for its own end; the exit code."""
        return self.process.wait(seconds)

    def errors(self) -> str:
        """What it wrote to standard error."""
        return self.err.read_text(errors="replace")


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def gone(processes: Sequence[psutil.Process], *, seconds: float) -> None:
    """Wait until none of them lives any more."""
    until(lambda: [p.pid for p in processes if _alive(p)], lambda living: not living, seconds=seconds)


def _alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
