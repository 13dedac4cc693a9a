"""What was done on site, on disk: acts with their commands, each command's outcome, entries for people.

What is executed is in the command journal as well, which sees to it that nothing is done twice; this is what
people on site look at, and what is left for them of acts that never began.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from headframe.core.activity import Activity
from headframe.core.commands.acks import CommandAck
from headframe.core.commands.records import BatchRecord, CommandRecord
from headframe.kit.files import touch_private
from headframe.kit.group_commit import GroupCommit
from headframe.node.local import log_rows
from headframe.node.local.log_rows import Act, BatchesAsked, CommandsAsked, Ended, EntriesAsked

FILE = "local.db"


class LocalLog:
    """Use as an async context manager. Calls raise HeadframeError STORAGE_FULL or STORAGE_UNAVAILABLE."""

    def __init__(self, path: Path) -> None:
        touch_private(path)
        self._commits = GroupCommit(path, log_rows.SCHEMA)
        self.version = 0
        """Grows with each change."""

    async def __aenter__(self) -> Self:
        await self._commits.__aenter__()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._commits.__aexit__(*exc_info)

    async def add(self, act: Act) -> BatchRecord:
        """Keep an act; the batch of an earlier one with the same idempotency key, which then stands."""
        kept = await self._commits.run(log_rows.add, act)
        self.version += 1
        return kept

    async def append(self, entry: Activity) -> None:
        """Keep an entry."""
        await self._commits.run(log_rows.append, entry)
        self.version += 1

    async def take(self, ack: CommandAck) -> Ended | None:
        """Move a command on, durably, and tell its outcome in an entry; None for what changes nothing."""
        moved = await self._commits.run(log_rows.take, ack)
        if moved is not None:
            self.version += 1
            if moved.is_final:
                await self._commits.run(log_rows.append, _outcome_entry(moved.command))
        return moved

    async def cancel(self, batch_id: str, *, now_ms: int) -> int:
        """Withdraw commands whose turn has not come; how many that were."""
        cancelled = await self._commits.run(log_rows.cancel, (batch_id, now_ms))
        self.version += 1
        return cancelled

    async def batch(self, batch_id: str) -> BatchRecord | None:
        """One batch."""
        return await self._commits.run(log_rows.one_batch, batch_id)

    async def batch_with_key(self, idempotency_key: str) -> BatchRecord | None:
        """The batch of an earlier request with this key; None for an empty one."""
        if not idempotency_key:
            return None
        return await self._commits.run(log_rows.batch_with_key, idempotency_key)

    async def batches(self, asked: BatchesAsked) -> Sequence[BatchRecord]:
        """Batches, newest first."""
        return await self._commits.run(log_rows.batches, asked)

    async def command(self, command_id: str) -> CommandRecord | None:
        """One command."""
        return await self._commits.run(log_rows.one_command, command_id)

    async def commands(self, asked: CommandsAsked) -> tuple[Sequence[CommandRecord], int]:
        """A window of commands, and how many there are."""
        return await self._commits.run(log_rows.commands, asked)

    async def unfinished(self) -> Sequence[CommandRecord]:
        """Commands without an outcome, oldest first."""
        return await self._commits.run(log_rows.unfinished, None)

    async def entries(self, asked: EntriesAsked) -> Sequence[Activity]:
        """Entries, newest first."""
        return await self._commits.run(log_rows.entries, asked)

    async def acts_since(self, from_ms: int) -> int:
        """How many acts there were on site since then."""
        return await self._commits.run(log_rows.since, from_ms)

    async def prune(self, now_ms: int) -> None:
        """Forget what is old."""
        await self._commits.run(log_rows.prune, now_ms)


def _outcome_entry(command: CommandRecord) -> Activity:
    outcome = command.state.value.lower()
    why = f": {command.problem.message}" if command.problem else ""
    return Activity(
        id=0,
        org_id=0,
        at_ms=command.updated_at_ms,
        received_at_ms=command.updated_at_ms,
        actor=command.actor,
        verb=f"command.{outcome}",
        summary=f"{command.kind.value} {outcome.replace('_', ' ')}{why}",
        device_id=command.device_id,
        batch_id=command.batch_id,
        details={"command_id": command.id},
    )
