"""When to start a plugin again: pure rules."""

from dataclasses import dataclass

from headframe.node.plugins.config import BackoffPolicy

MAX_DOUBLINGS = 30
"""Beyond any sensible maximum; keeps the power of two small."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """How often in a row a plugin has failed."""

    failures: int = 0

    def after(self, ran_seconds: float, policy: BackoffPolicy) -> "Backoff":
        """The state after one more end; a long healthy run forgets those before it."""
        return Backoff(1 if ran_seconds >= policy.healthy_seconds else self.failures + 1)

    def delay(self, policy: BackoffPolicy, fraction: float) -> float:
        """Seconds until the next start, from half the doubled time to all of it.

        `fraction` is random, from 0 to 1; the jitter keeps the plugins of many nodes out of step.
        """
        if not self.failures:
            return 0.0
        doubled = policy.first_seconds * 2.0 ** min(self.failures - 1, MAX_DOUBLINGS)
        return min(doubled, policy.max_seconds) * (0.5 + fraction / 2)
