"""Bad weather on a line: it is cut, reset, slowed down and silenced at random, by a seed."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator

from tests.support.line import Line

LONGEST_CALM_SECONDS = 4.0
LONGEST_FAULT_SECONDS = 3.0
LONGEST_DELAY_SECONDS = 0.2


class Weather:
    """What it did so far is in `did`."""

    def __init__(self, line: Line, seed: int) -> None:
        self._line = line
        self._chance = random.Random(seed)
        self.did: Counter[str] = Counter()
        self.acts: dict[str, Callable[[], None]] = {
            "drop": line.drop,
            "reset": lambda: line.drop(reset=True),
            "cut": line.cut,
            "silence": line.silence,
            "strand": line.strand,
            "slow": lambda: line.slow(self._chance.uniform(0.01, LONGEST_DELAY_SECONDS)),
        }

    def blow(self, seconds: float, meanwhile: Callable[[], None]) -> None:
        """Spoil the line for so long, and mend it at the end. `meanwhile` is called again and again."""
        until = time.monotonic() + seconds
        for name in self._forecast():
            self._last(self._chance.uniform(0.5, LONGEST_CALM_SECONDS), until, meanwhile)
            if time.monotonic() >= until:
                break
            self.did[name] += 1
            self.acts[name]()
            self._last(self._chance.uniform(0.2, LONGEST_FAULT_SECONDS), until, meanwhile)
            if name in ("cut", "silence", "slow"):
                self._line.mend()
        self._line.mend()

    def _forecast(self) -> Iterator[str]:
        """Names of acts without end: all of them in some order, then all in another."""
        while True:
            yield from self._chance.sample(list(self.acts), len(self.acts))

    @staticmethod
    def _last(seconds: float, until: float, meanwhile: Callable[[], None]) -> None:
        end = min(until, time.monotonic() + seconds)
        while time.monotonic() < end:
            meanwhile()
