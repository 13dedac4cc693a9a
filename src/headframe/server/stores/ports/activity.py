"""The activity log."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from headframe.core.activity import Activity


@dataclass(frozen=True, slots=True)
class ActivityQuery:
    """Entries newest first, older than `before_id`."""

    limit: int
    before_id: int | None = None
    device_id: int | None = None
    node_id: int | None = None
    batch_id: str | None = None
    actor_id: str | None = None
    verb_prefix: str = ""
    from_ms: int | None = None
    to_ms: int | None = None
    text: str = ""


class ActivityStore(Protocol):
    """Insert-only."""

    async def append(self, entries: Sequence[Activity]) -> None:
        """Keep entries; their ids are given by the store and grow in this order."""
        ...

    async def page(self, org_id: int, query: ActivityQuery) -> Sequence[Activity]:
        """One page."""
        ...

    def export(self, org_id: int, query: ActivityQuery) -> AsyncIterator[Activity]:
        """All that match, whatever `limit` says."""
        ...
