"""The audit logs: the organisation's own, and what its nodes sent of theirs. Nothing in them changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from headframe.core.activity import Activity
from headframe.core.audit.chain import AuditRow, Head
from headframe.core.signing.documents import SignedDocument

OWN = 0
"""Stands for the organisation itself where a log's node is named."""

Notes: TypeAlias = Callable[[Sequence[AuditRow]], Sequence[Activity]]
"""What people should see of rows that are new."""
Alarm: TypeAlias = Callable[[str, int], Activity]
"""What people should see where a node's log has another row at an index than was stored before."""


@dataclass(frozen=True, slots=True)
class AuditLog:
    """One log. `forked_index`: where its node once sent another row than it had sent before."""

    node_id: int
    head: Head
    began_at_ms: int
    forked_index: int | None = None


@dataclass(frozen=True, slots=True)
class KeptCheckpoint:
    """A checkpoint of a node, whose signature was verified when it came."""

    index: int
    document: SignedDocument


@dataclass(frozen=True, slots=True)
class Backfill:
    """Rows of one log of a node, checked each for itself, and a checkpoint of that log."""

    org_id: int
    node_id: int
    log_id: str
    rows: Sequence[AuditRow]
    received_at_ms: int
    checkpoint: KeptCheckpoint | None = None
    checkpoint_hash: bytes = b""


@dataclass(frozen=True, slots=True)
class Backfilled:
    """Where the log ends now, how many rows were new, and where it forked; 0: nowhere."""

    head: Head
    stored: int = 0
    fork: int = 0


class AuditStore(Protocol):
    """Insert-only: there is no way to change or drop a row.

    The organisation's own log grows by itself: each entry of the activity log and each Keyset becomes its
    next row, in the transaction that keeps them. Its `node_id` is OWN, its name SERVER_LOG.
    """

    async def append(self, org_id: int, entries: Sequence[bytes], *, now_ms: int) -> Head:
        """Add rows to the organisation's own log; where it ends now."""
        ...

    async def backfill(self, backfill: Backfill, notes: Notes, alarm: Alarm) -> Backfilled:
        """Store what is new and follows, each row once, together with what people should see of it.

        Of rows behind a gap nothing is stored. Where the log forks, the first time leaves an alarm.
        """
        ...

    async def own_head(self, org_id: int) -> Head:
        """Where the organisation's own log ends."""
        ...

    async def newest(self, org_id: int, node_id: int) -> Head | None:
        """Where the log ends that a node began last; None before any."""
        ...

    async def logs(self, org_id: int) -> Sequence[AuditLog]:
        """All logs, the oldest first."""
        ...

    async def rows(
        self, org_id: int, node_id: int, log_id: str, *, after: int, limit: int
    ) -> Sequence[AuditRow]:
        """Rows of a log behind an index, in order."""
        ...

    async def checkpoints(
        self, org_id: int, node_id: int, log_id: str, *, after: int, limit: int
    ) -> Sequence[KeptCheckpoint]:
        """Checkpoints of a log behind an index, in order."""
        ...
