"""The demonstration's child processes: started together, stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

STOP_SECONDS = 4.0
"""How long a child may take to stop before it is killed."""


@contextmanager
def child(module: str, arguments: Sequence[str], log: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """A Python module as a child process, its errors in `log`, stopped when the block ends.

    It is in a session of its own: Ctrl-C reaches this process alone, which then stops its children in order.
    """
    with log.open("ab") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", module, *arguments], stderr=errors, start_new_session=True
        )
    try:
        yield process
    finally:
        stop(process)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Ask a child to stop, and make it where it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
