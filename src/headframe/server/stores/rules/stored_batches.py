"""Which telemetry batches of a node are stored, in bounded memory.

A run of consecutive sequences, and a bounded set of those above or below it. What has fallen out of both
counts as unknown: its rows are then told apart by their key, so that nothing is ever taken for stored that
is not.
"""

from dataclasses import dataclass

MAX_APART = 256
"""Sequences kept beside the run: a node has 8 batches in flight; a larger gap was lost by its spool."""


@dataclass(frozen=True, slots=True)
class StoredBatches:
    """Sequences `first`..`last`, and those in `apart`."""

    first: int
    last: int
    apart: frozenset[int] = frozenset()

    def has(self, sequence: int) -> bool:
        """Whether a sequence is known to be stored."""
        return self.first <= sequence <= self.last or sequence in self.apart

    @property
    def highest(self) -> int:
        """The highest sequence stored."""
        return max(self.last, *self.apart) if self.apart else self.last


def with_batch(known: StoredBatches | None, sequence: int) -> StoredBatches:
    """What is stored once `sequence` is."""
    if known is None:
        return StoredBatches(sequence, sequence)
    apart = set(known.apart) | {sequence}
    first, last = known.first, known.last
    if len(apart) > MAX_APART:
        first = last = min(apart)
    while last + 1 in apart:
        last += 1
    return StoredBatches(first, last, frozenset(each for each in apart if not first <= each <= last))
