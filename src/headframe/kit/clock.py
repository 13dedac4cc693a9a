"""Clocks, passed in wherever time matters.

Wall time dates things for people; elapsed time decides deadlines. Code that decides takes a `Clock`, so
that tests own time.
"""

import time
from typing import Protocol


class Clock(Protocol):
    """Where time comes from."""

    def now_ms(self) -> int:
        """Wall clock: ms since the epoch, UTC. May jump."""
        ...

    def elapsed(self) -> float:
        """Seconds since some fixed point; never jumps, counts through suspend."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now_ms(self) -> int:
        """Wall clock in ms."""
        return time.time_ns() // 1_000_000

    def elapsed(self) -> float:
        """CLOCK_BOOTTIME in seconds."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)


class ManualClock:
    """A clock that a test turns."""

    def __init__(self, now_ms: int = 1_700_000_000_000) -> None:
        self._start_ms = now_ms
        self._elapsed = 0.0

    def now_ms(self) -> int:
        """Start plus what was advanced."""
        return self._start_ms + round(self._elapsed * 1000)

    def elapsed(self) -> float:
        """What was advanced, in seconds."""
        return self._elapsed

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._elapsed += seconds
