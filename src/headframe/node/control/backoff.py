"""Pauses between sessions, so spread that a server that comes back is not met by all of its nodes at once.

Each pause is drawn anew from a window that doubles with every session that did not last: two nodes that lost
their server in the same instant drift apart, and go on doing so for as long as it is away.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

LEAST_PART = 0.1
"""Of a window: the shortest pause drawn from it. None at all would make of a refusal a loop."""
TOLD_PARTS = (0.5, 1.5)
"""A pause that the server asked for, at the least and at the most: it tells all of its nodes the same."""

Draw = Callable[[float, float], float]
"""A number between two, all alike."""


@dataclass(slots=True)
class Backoff:
    """Pauses of one node. A session that lived for `longest_seconds` was a good one: all begins anew.

    What was done on site is known at the server half a minute after its return: the longest pause is less.
    """

    first_seconds: float = 2.0
    longest_seconds: float = 25.0
    draw: Draw = random.uniform
    _window: float = field(default=0.0, init=False)

    def after(self, *, lived_seconds: float, told_seconds: float | None = None) -> float:
        """How long to wait, in seconds, after a session that lived so long; `told_seconds` by the server."""
        if lived_seconds > self.longest_seconds:
            self._window = 0.0
        self._window = min(max(self.first_seconds, 2 * self._window), self.longest_seconds)
        if told_seconds is not None:
            shortest, longest = TOLD_PARTS
            return self.draw(shortest * told_seconds, longest * told_seconds)
        return self.draw(LEAST_PART * self._window, self._window)
