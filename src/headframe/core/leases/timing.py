"""The times that leases are made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeaseTiming:
    """Seconds, but for `drift`, which is a ratio.

    `ttl_seconds`: how long a holder may act on one answer. `write_bound_seconds`: the longest write that
    is made under a lease. `margin_seconds`: for a pause between check and send, and the send itself.
    `drift`: how much faster or slower than true time either clock may run.
    """

    ttl_seconds: float = 30.0
    write_bound_seconds: float = 8.0
    margin_seconds: float = 2.0
    drift: float = 2e-3

    @property
    def wait_seconds(self) -> float:
        """How long a grantor holds back after its last answer: the holder's slowest clock has run out."""
        return self.ttl_seconds * (1 + self.drift) / (1 - self.drift) + self.margin_seconds

    @property
    def drain_seconds(self) -> float:
        """How long writes of a process that is gone may still be on the wire."""
        return self.write_bound_seconds + self.margin_seconds


STANDARD = LeaseTiming()
"""30 s leases renewed every 10 s: two renewals may be lost."""
