"""Batches of a spool, what waits in it, and what found no room."""

from dataclasses import dataclass
from enum import StrEnum


class Stream(StrEnum):
    """What is uploaded, each in an order and a count of its own."""

    SAMPLES = "samples"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that waits. `body` is its message without a number; times are those of its items."""

    id: int
    items: int
    first_ms: int
    last_ms: int
    body: bytes
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """Items of a stream that found no room. `batch_ids` are those of their batches, where they had any."""

    stream: Stream
    items: int
    first_ms: int
    last_ms: int
    batch_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: items of both streams, and bytes of bodies."""

    items: int = 0
    size_bytes: int = 0

    def plus(self, items: int, size_bytes: int) -> "Backlog":
        """With so many more."""
        return Backlog(self.items + items, self.size_bytes + size_bytes)
