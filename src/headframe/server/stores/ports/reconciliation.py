"""How devices stand by the word of their nodes, and conflicts that wait for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from headframe.core.reconcile.conflicts import Conflict, ConflictState, Decision
from headframe.core.reconcile.revisions import Revision
from headframe.core.reconcile.standing import DeviceStanding, Standing


@dataclass(frozen=True, slots=True)
class ConflictQuery:
    """Conflicts newest first; those of one state or one device where they are named."""

    limit: int
    offset: int = 0
    state: ConflictState | None = None
    device_id: int | None = None


class ReconciliationStore(Protocol):
    """Reports come late, twice and out of order: keeping one again changes nothing."""

    async def record_standings(
        self, org_id: int, node_id: int, standings: Sequence[DeviceStanding]
    ) -> Sequence[DeviceStanding]:
        """Keep how devices of a node stand; those that were news.

        News is the first report of a device by its owner, and any of a higher revision than its last.
        Devices that the node does not own are passed over.
        """
        ...

    async def standing(self, org_id: int, device_id: int) -> Standing | None:
        """How a device stands by its owner's last word; None where that never said."""
        ...

    async def revisions(self, org_id: int, device_ids: Sequence[int]) -> Mapping[int, Revision]:
        """The last revisions of those of the devices that were reported by their owners."""
        ...

    async def add_conflicts(
        self, org_id: int, node_id: int, conflicts: Sequence[Conflict]
    ) -> Sequence[Conflict]:
        """Keep conflicts by their ids; those that were news. Devices of others are passed over."""
        ...

    async def conflict(self, org_id: int, conflict_id: str) -> Conflict | None:
        """One conflict."""
        ...

    async def conflicts(self, org_id: int, query: ConflictQuery) -> tuple[Sequence[Conflict], int]:
        """A window of conflicts, and how many there are in all."""
        ...

    async def resolve(self, org_id: int, conflict_id: str, decision: Decision) -> Conflict:
        """Keep a decision; by `core.reconcile.conflicts.resolved`, of two the first one stands.

        Raises:
            HeadframeError: NOT_FOUND, CONFLICT once it was decided, INVALID_REQUEST for another choice.
        """
        ...
