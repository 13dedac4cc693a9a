"""Time for simulated miners: a function of no arguments that returns Unix seconds."""

import time
from collections.abc import Callable

Clock = Callable[[], float]
FROZEN_EPOCH_SECONDS = 1_790_000_000.0


class SimClock:
    """A clock that can be moved forward.

    Runs with `base` (wall time by default); `advance` adds to it. A frozen clock moves only by
    `advance`. Listeners are called after every advance, so that a rebooting miner can come back.
    """

    def __init__(self, base: Clock = time.time) -> None:
        self._base = base
        self._offset_seconds = 0.0
        self._listeners: list[Callable[[], None]] = []

    @classmethod
    def frozen(cls, epoch_seconds: float = FROZEN_EPOCH_SECONDS) -> "SimClock":
        """A clock that stands still until it is advanced."""
        return cls(lambda: epoch_seconds)

    def __call__(self) -> float:
        """Unix seconds now."""
        return self._base() + self._offset_seconds

    def advance(self, seconds: float) -> None:
        """Move forward by `seconds` (not negative; miners never see time run back)."""
        if not seconds >= 0:
            raise ValueError(f"cannot advance by {seconds} seconds")
        self._offset_seconds += seconds
        for listener in self._listeners:
            listener()

    def on_advance(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every advance."""
        self._listeners.append(listener)
