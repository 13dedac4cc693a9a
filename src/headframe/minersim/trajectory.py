"""How load and temperature move between two commands, in closed form.

Nothing ticks: a miner that is not asked costs nothing, and one that is asked after a week answers
in constant time.
"""

import math
from dataclasses import dataclass

THERMAL_TAU_SECONDS = 120.0
RAMP_UP_TAU_SECONDS = 45.0
RAMP_DOWN_TAU_SECONDS = 4.0


@dataclass(slots=True)
class Trajectory:
    """Load level (1.0 is nominal hashrate) and temperature, anchored at `at` (Unix seconds).

    The level holds until `hold_until`, then relaxes to `target` with `tau_seconds`. The
    temperature relaxes to `ambient_c + span_c * level` with `THERMAL_TAU_SECONDS`.
    `work_seconds` is the integral of the level: seconds of nominal hashing done so far.
    """

    at: float
    level: float
    temperature_c: float
    ambient_c: float
    span_c: float
    target: float
    tau_seconds: float = RAMP_UP_TAU_SECONDS
    hold_until: float = 0.0
    work_seconds: float = 0.0

    def settle(self, now: float) -> None:
        """Bring the anchor to `now`. Earlier times change nothing."""
        if self.at < self.hold_until and now > self.at:
            self._advance(min(now, self.hold_until), self.level)
        if now > self.at:
            self._advance(now, self.target)

    def retarget(self, now: float, target: float, delay_seconds: float = 0.0) -> None:
        """Head for another level, after `delay_seconds` at the present one."""
        self.settle(now)
        self.tau_seconds = RAMP_UP_TAU_SECONDS if target > self.level else RAMP_DOWN_TAU_SECONDS
        self.target = target
        self.hold_until = now + delay_seconds

    def drop(self, now: float) -> None:
        """Lose all load at once, as when power is cut."""
        self.settle(now)
        self.level = 0.0

    def _advance(self, until: float, target: float) -> None:
        seconds = until - self.at
        gap = self.level - target
        tau, thermal = self.tau_seconds, THERMAL_TAU_SECONDS
        fade, cooling = math.exp(-seconds / tau), math.exp(-seconds / thermal)
        forced = self.span_c * gap * tau / (tau - thermal)
        steady = self.ambient_c + self.span_c * target
        start = self.temperature_c - steady - forced
        self.work_seconds += target * seconds + gap * tau * (1.0 - fade)
        self.level = target + gap * fade
        self.temperature_c = steady + forced * fade + start * cooling
        self.at = until
