"""How far the events of each node were taken: what makes a batch that comes again count once."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, order=True)
class EventMark:
    """`taken` events of batch `batch_sequence`, in their order; `whole`: that was all of it."""

    batch_sequence: int = 0
    whole: bool = True
    taken: int = 0

    @property
    def acknowledged(self) -> int:
        """The newest batch of which every event was taken; those before it were, too."""
        return self.batch_sequence if self.whole else self.batch_sequence - 1

    def begin_at(self, batch_sequence: int, events: int) -> int:
        """How many events of a batch are taken already."""
        if batch_sequence <= self.acknowledged:
            return events
        return self.taken if batch_sequence == self.batch_sequence else 0


class EventMarkStore(Protocol):
    """One mark a node; it only moves forward."""

    async def event_mark(self, org_id: int, node_id: int) -> EventMark:
        """How far a node's events were taken."""
        ...

    async def move_event_mark(self, org_id: int, node_id: int, mark: EventMark, *, before: EventMark) -> bool:
        """Move the mark on from where it was; False where another stream moved it meanwhile.

        To be called last in `Stores.together`, so that events and mark are kept as one.
        """
        ...
