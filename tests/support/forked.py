"""Our programs forked from an interpreter that has imported them already: many starts, quickly.

What runs is the same entry point with the same arguments; only the seconds of importing are saved.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

import psutil

from headframe.demo.leash import tie_to
from tests.support.programs import STOP_SECONDS

_CONTEXT = multiprocessing.get_context("forkserver")
MAINS = {
    "headframe": "headframe.main",
    "victim": "tests.support.combined_victim",
    "split-victim": "tests.support.split_victim",
}
"""What can be run, by the first word of a command line."""
_CONTEXT.set_forkserver_preload([*MAINS.values(), __name__])


class ForkedProgram:
    """As `tests.support.programs.Program`."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        directory: Path,
        *,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.out, self.err = directory / f"{name}.out", directory / f"{name}.err"
        self.process = _CONTEXT.Process(
            target=_run, args=(list(command), directory, self.out, self.err, dict(environment or {}))
        )
        self.process.daemon = True
        self.process.start()

    @property
    def pid(self) -> int:
        pid = self.process.pid
        assert pid is not None
        return pid

    @property
    def running(self) -> bool:
        return self.process.is_alive()

    def family(self) -> list[psutil.Process]:
        """The processes it has started, and theirs."""
        return psutil.Process(self.pid).children(recursive=True)

    def kill(self) -> None:
        """SIGKILL, and wait."""
        self.process.kill()
        self.ended()

    def terminate(self, seconds: float = STOP_SECONDS) -> int:
        """SIGTERM, and wait; its exit code."""
        self.process.terminate()
        return self.ended(seconds)

    def ended(self, seconds: float = STOP_SECONDS) -> int:
        """Wait for its own end; the exit code."""
        self.process.join(seconds)
        code = self.process.exitcode
        assert code is not None, f"it did not end within {seconds:g} s"
        return code

    def errors(self) -> str:
        """What it wrote to standard error."""
        return self.err.read_text(errors="replace") if self.err.exists() else ""


def _run(command: list[str], directory: Path, out: Path, err: Path, environment: dict[str, str]) -> None:
    tie_to(os.getppid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(environment)
    os.chdir(directory)
    for path, number in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    sys.argv = command
    import_module(MAINS[command[0]]).main()
