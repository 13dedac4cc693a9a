# ruff: noqa: D102 - what each method promises is written at its port
"""Audit logs in lists."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from headframe.core.activity import Activity
from headframe.core.audit.backfill import taken
from headframe.core.audit.chain import AuditRow, Head, appended, head_of
from headframe.core.audit.heads import SERVER_LOG
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.ports.audit import (
    OWN,
    Alarm,
    AuditLog,
    Backfill,
    Backfilled,
    KeptCheckpoint,
    Notes,
)


@dataclass(slots=True)
class _Log:
    log_id: str
    began_at_ms: int
    rows: list[AuditRow] = field(default_factory=list)
    checkpoints: dict[int, KeptCheckpoint] = field(default_factory=dict)
    forked_index: int | None = None

    @property
    def head(self) -> Head:
        return head_of(self.rows[-1]) if self.rows else Head(self.log_id)


class MemoryAudit(Failing):
    """AuditStore. `note` keeps entries of the activity log."""

    def __init__(self) -> None:
        super().__init__()
        self._logs: dict[tuple[int, int, str], _Log] = {}
        self._note: Callable[[Sequence[Activity]], None] = lambda _: None

    def noting(self, note: Callable[[Sequence[Activity]], None]) -> None:
        """Keep what people should see with `note`."""
        self._note = note

    async def append(self, org_id: int, entries: Sequence[bytes], *, now_ms: int) -> Head:
        return self.extend_own(org_id, entries, now_ms)

    def extend_own(self, org_id: int, entries: Sequence[bytes], now_ms: int) -> Head:
        """The same without a turn of the event loop, for the stores that write beside it."""
        log = self._log(org_id, OWN, SERVER_LOG, now_ms)
        for entry in entries:
            log.rows.append(appended(log.head, entry))
        return log.head

    async def backfill(self, backfill: Backfill, notes: Notes, alarm: Alarm) -> Backfilled:
        log = self._log(backfill.org_id, backfill.node_id, backfill.log_id, backfill.received_at_ms)
        new = taken(log.head, {row.index: row.hash for row in log.rows}, backfill.rows)
        log.rows += new.rows
        fork = new.fork
        if backfill.checkpoint is not None and 0 < backfill.checkpoint.index <= log.head.index:
            if log.rows[backfill.checkpoint.index - 1].hash == backfill.checkpoint_hash:
                log.checkpoints.setdefault(backfill.checkpoint.index, backfill.checkpoint)
            else:
                fork = fork or backfill.checkpoint.index
        seen = list(notes(new.rows))
        if fork and log.forked_index is None:
            log.forked_index = fork
            seen.append(alarm(log.log_id, fork))
        self._note(seen)
        return Backfilled(log.head, len(new.rows), fork)

    async def own_head(self, org_id: int) -> Head:
        log = self._logs.get((org_id, OWN, SERVER_LOG))
        return log.head if log else Head(SERVER_LOG)

    async def newest(self, org_id: int, node_id: int) -> Head | None:
        logs = [log for (org, node, _), log in self._logs.items() if (org, node) == (org_id, node_id)]
        return logs[-1].head if logs else None

    async def logs(self, org_id: int) -> Sequence[AuditLog]:
        return [
            AuditLog(node_id, log.head, log.began_at_ms, log.forked_index)
            for (org, node_id, _), log in self._logs.items()
            if org == org_id
        ]

    async def rows(
        self, org_id: int, node_id: int, log_id: str, *, after: int, limit: int
    ) -> Sequence[AuditRow]:
        log = self._logs.get((org_id, node_id, log_id))
        return log.rows[after : after + limit] if log else ()

    async def checkpoints(
        self, org_id: int, node_id: int, log_id: str, *, after: int, limit: int
    ) -> Sequence[KeptCheckpoint]:
        log = self._logs.get((org_id, node_id, log_id))
        kept = log.checkpoints if log else {}
        return [kept[index] for index in sorted(kept) if index > after][:limit]

    def _log(self, org_id: int, node_id: int, log_id: str, now_ms: int) -> _Log:
        return self._logs.setdefault((org_id, node_id, log_id), _Log(log_id, now_ms))
