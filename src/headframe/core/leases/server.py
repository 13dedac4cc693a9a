"""The server's side: one row a group, replaced by compare-and-set in the database."""

from dataclasses import dataclass, replace
from typing import Self

from headframe.core.leases.timing import STANDARD, LeaseTiming
from headframe.core.sequence import next_epoch

NEVER = float("-inf")
"""A moment before all others."""


@dataclass(frozen=True)
class ServerLease:
    """The lease of one group. Moments are seconds of the server's (database's) clock.

    `until` is when the server may grant to somebody else, not when the holder stops: that is earlier.
    """

    holder: str | None = None
    epoch: int = 0
    until: float = NEVER
    quarantined_until: float = NEVER
    timing: LeaseTiming = STANDARD

    def renewed(self, node: str, *, minimum_epoch: int, now: float, unix_ms: int) -> Self | None:
        """The row after granting to `node`, whose answer names the row's epoch; None is a refusal."""
        if self.is_quarantined(node, now):
            return None
        if self.holder != node and not self.is_free(now):
            return None
        return replace(
            self,
            holder=node,
            epoch=self.epoch_for(node, minimum_epoch, now, unix_ms),
            until=now + self.timing.wait_seconds,
        )

    def released(self, node: str, *, epoch: int, now: float) -> Self | None:
        """The row after its holder gave this very epoch up; None changes nothing.

        A release of an older epoch has been overtaken by a newer grant and must not end that.
        """
        if self.holder != node or self.epoch != epoch:
            return None
        return replace(self, holder=None, until=now)

    def restored(self, now: float) -> Self:
        """The row after the database came back from a backup: grants it does not know of may be live."""
        return replace(self, quarantined_until=now + self.timing.wait_seconds)

    def is_quarantined(self, _node: str, now: float) -> bool:
        """Whether nobody gets a lease, the recorded holder no more than others: the record may be old."""
        return now < self.quarantined_until

    def is_free(self, now: float) -> bool:
        """Whether a node other than the holder may have it."""
        return self.holder is None or now >= self.until

    def epoch_for(self, node: str, minimum_epoch: int, now: float, unix_ms: int) -> int:
        """The epoch to grant: the running one while its holder renews in time and still accepts it."""
        continues = self.holder == node and now < self.until
        if continues and minimum_epoch <= self.epoch:
            return self.epoch
        return next_epoch(stored=self.epoch, node_minimum=minimum_epoch, unix_ms=unix_ms)
