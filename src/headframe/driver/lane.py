"""The plugin's budget of devices read at once, shared in turns by the Polls in progress."""

from collections import deque
from typing import Protocol


class Starter(Protocol):
    """A batch, as the lane sees it."""

    def wants_to_start(self) -> bool:
        """Whether one more device may be started."""
        ...

    def start_one(self) -> None:
        """Start one device; `Lane.release` follows when it is settled."""
        ...


class Lane:
    """Starts devices of the batches that joined, one of each in turn, `limit` in all.

    So a large slow poll delays a small fast one by a turn, not by its length.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._running = 0
        self._batches: deque[Starter] = deque()

    @property
    def running(self) -> int:
        """Devices being read now."""
        return self._running

    def join(self, batch: Starter) -> None:
        """Let a batch take its turns."""
        self._batches.append(batch)
        self._fill()

    def leave(self, batch: Starter) -> None:
        """Give a batch no more turns; what it started it still releases."""
        self._batches.remove(batch)

    def release(self) -> None:
        """One started device is settled."""
        self._running -= 1
        self._fill()

    def _fill(self) -> None:
        idle = 0
        while self._running < self._limit and idle < len(self._batches):
            batch = self._batches[0]
            self._batches.rotate(-1)
            if not batch.wants_to_start():
                idle += 1
                continue
            idle = 0
            self._running += 1
            batch.start_one()
