"""Time on the clock, and of CPU."""

import contextlib
import time

import psutil

Spent = tuple[float, float]
"""Seconds on the clock, and of CPU."""


class Stopwatch:
    """Seconds on the clock, and of CPU: of this process, and of the database server where it runs here.

    On a busy machine only the second tells two engines apart.
    """

    def __init__(self, server_pid: int | None = None) -> None:
        self._server_pid = server_pid
        self._began = (time.perf_counter(), self._cpu())

    def read(self) -> Spent:
        """Since it was made."""
        return time.perf_counter() - self._began[0], self._cpu() - self._began[1]

    def _cpu(self) -> float:
        spent = time.process_time()
        for process in _processes(self._server_pid):
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                spent += times.user + times.system
        return spent


def _processes(pid: int | None) -> list[psutil.Process]:
    return [] if pid is None else psutil.Process(pid).children()
