"""The demonstration's child processes: started together, stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

import psutil

STOP_SECONDS = 3.5
"""How long the children may take to stop, all together, before they are killed."""
LOG_TAIL_LINES = 3
MAX_LOG_TAIL_BYTES = 4096
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Child:
    """One of them. `passing`: it does its work and ends; the others go on without it."""

    process: "subprocess.Popen[bytes]"
    log: Path
    passing: bool

    @property
    def failed(self) -> bool:
        """Whether it ended as it should not."""
        code = self.process.poll()
        return code is not None and (bool(code) or not self.passing)


class Children:
    """Python modules as child processes. Leaving the block stops them all, within `STOP_SECONDS`.

    Each is in a session of its own, so that Ctrl-C reaches this process alone, and on a leash, so that it
    ends with this process even where that is killed.
    """

    def __init__(self) -> None:
        self._started: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        ignore_signals()
        self.stop()

    def start(
        self,
        module: str,
        arguments: Sequence[str],
        log: Path,
        *,
        shown: bool = False,
        passing: bool = False,
    ) -> Child:
        """Start a module; its errors go to `log`, and its output too unless it is `shown`."""
        leash = [sys.executable, "-m", "headframe.demo.leash", str(os.getpid())]
        with log.open("wb") as errors:
            process = subprocess.Popen(  # noqa: S603 - our own modules
                [*leash, module, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=None if shown else errors,
                stderr=errors,
                start_new_session=True,
            )
        child = Child(process, log, passing)
        self._started.append(child)
        return child

    def running(self) -> bool:
        """Whether none of them has failed, or ended that was to stay."""
        return not any(child.failed for child in self._started)

    def last_words(self) -> str:
        """The end of the log of whichever failed."""
        return "; ".join(tail(child.log) for child in self._started if child.failed)

    def stop(self) -> None:
        """Ask all to stop, and make those that do not, with what they started."""
        living = [child.process for child in self._started if child.process.poll() is None]
        families = [family_of(process) for process in living]
        for process in living:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while any(process.poll() is None for process in living) and time.monotonic() < deadline:
            time.sleep(0.02)
        for member in (member for family in families for member in family if member.is_running()):
            member.kill()
        for process in living:
            process.wait()


def family_of(process: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """A process and all that it started, told apart from later ones that get the same pids."""
    try:
        root = psutil.Process(process.pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def tail(log: Path) -> str:
    """The last lines of a log, as one."""
    try:
        content = log.read_bytes()[-MAX_LOG_TAIL_BYTES:].decode(errors="replace")
    except OSError:
        return ""
    lines = [line.strip() for line in content.splitlines() if line.strip()]
    return " / ".join(lines[-LOG_TAIL_LINES:])


def stop_on_signals() -> None:
    """Let Ctrl-C, SIGTERM and a closed terminal end the program alike: as KeyboardInterrupt, once."""

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        ignore_signals()
        raise KeyboardInterrupt

    _on_signals(interrupted)


def ignore_signals() -> None:
    """Let nothing cut an orderly stop short; it is bounded in time anyway."""
    _on_signals(signal.SIG_IGN)


def _on_signals(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, handler)
