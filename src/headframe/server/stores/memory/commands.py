# ruff: noqa: D102 - what each method promises is written at its port
"""Commands and batches in dictionaries."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from headframe.core.activity import Activity
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.lifecycle import FINAL, may_cancel
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.server.stores.memory.activity import MemoryActivity
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.memory.nodes import MemoryNodes
from headframe.server.stores.memory.state import MemoryState
from headframe.server.stores.ports.commands import (
    Claimed,
    CommandQuery,
    Cosigned,
    Note,
    Outlook,
    StateChange,
)
from headframe.server.stores.rules.contact import settled_contact
from headframe.server.stores.rules.lookups import found
from headframe.server.stores.rules.steps import FAILED_FIRST, OPEN, advanced, at_deadline, cosigned


class MemoryCommands(Failing):
    """CommandStore."""

    def __init__(self, state: MemoryState, nodes: MemoryNodes, activity: MemoryActivity) -> None:
        super().__init__()
        self._activity = activity
        self._state = state
        self._nodes = nodes
        self._batches: dict[str, BatchRecord] = {}
        self._commands: dict[str, CommandRecord] = {}

    async def add_batch(
        self, batch: BatchRecord, commands: Sequence[CommandRecord], entry: Activity | None = None
    ) -> BatchRecord:
        known = self._by_key(batch.org_id, batch.idempotency_key)
        if known is not None:
            return self._counted(known)
        ids = {command.id for command in commands}
        if batch.id in self._batches or len(ids) < len(commands) or ids & set(self._commands):
            raise HeadframeError(Code.ALREADY_EXISTS, "this batch or one of its commands exists already")
        self._batches[batch.id] = batch
        self._commands.update((command.id, command) for command in commands)
        if entry is not None:
            await self._activity.append([entry])
        return self._counted(batch)

    async def batch(self, org_id: int, batch_id: str) -> BatchRecord | None:
        batch = self._batches.get(batch_id)
        return self._counted(batch) if batch and batch.org_id == org_id else None

    async def batch_with_key(self, org_id: int, idempotency_key: str) -> BatchRecord | None:
        known = self._by_key(org_id, idempotency_key)
        return self._counted(known) if known else None

    async def batches(
        self, org_id: int, *, limit: int, before_ms: int | None = None, open_only: bool = False
    ) -> Sequence[BatchRecord]:
        mine = [self._counted(batch) for batch in self._batches.values() if batch.org_id == org_id]
        wanted = [
            batch
            for batch in mine
            if (before_ms is None or batch.created_at_ms < before_ms)
            and (not open_only or any(batch.counts.get(state) for state in OPEN))
        ]
        return sorted(wanted, key=lambda b: (b.created_at_ms, b.id), reverse=True)[:limit]

    async def command(self, org_id: int, command_id: str) -> CommandRecord | None:
        command = self._commands.get(command_id)
        return command if command and command.org_id == org_id else None

    async def commands(self, org_id: int, query: CommandQuery) -> tuple[Sequence[CommandRecord], int]:
        matching = [
            command
            for command in self._commands.values()
            if command.org_id == org_id
            and query.batch_id in (None, command.batch_id)
            and query.device_id in (None, command.device_id)
            and (not query.states or command.state in query.states)
        ]
        if query.failed_first:
            matching.sort(key=lambda command: (FAILED_FIRST.index(command.state), command.id))
        else:
            matching.sort(key=lambda command: (command.created_at_ms, command.id), reverse=True)
        return matching[query.offset : query.offset + query.limit], len(matching)

    async def claim_due(
        self, org_id: int, node_ids: Collection[int], *, now_ms: int, limit: int
    ) -> Mapping[int, Claimed]:
        nodes = [found(await self._nodes.node(org_id, each), "node", each) for each in node_ids]
        return {node.id: await self._claim(node, now_ms, limit) for node in nodes}

    async def _claim(self, node: Node, now_ms: int, limit: int) -> Claimed:
        due = [each for each in self._queued(node.org_id, node.id, now_ms) if each.not_before_ms <= now_ms]
        due.sort(key=lambda command: (command.created_at_ms, command.not_before_ms, command.id))
        due = due[:limit]
        if not due:
            return Claimed((), node.ownership_version)
        first = await self._nodes.allocate_sequences(
            node.org_id, node.id, count=len(due), at_least=now_ms * 1000
        )
        claimed = [
            replace(command, state=CommandState.SENT, sequence=first + i, updated_at_ms=now_ms)
            for i, command in enumerate(due)
        ]
        self._keep(claimed)
        return Claimed(claimed, node.ownership_version, more=len(claimed) == limit)

    async def outlook(self, org_id: int, node_id: int, *, now_ms: int) -> Outlook:
        node = found(await self._nodes.node(org_id, node_id), "node", node_id)
        dues = (command.not_before_ms for command in self._queued(org_id, node_id, now_ms))
        return Outlook(min(dues, default=None), node.ownership_version)

    def _queued(self, org_id: int, node_id: int, now_ms: int) -> list[CommandRecord]:
        queued = self._of_node(org_id, node_id, CommandState.QUEUED)
        return [command for command in queued if command.expires_at_ms > now_ms]

    async def requeue_unaccepted(self, org_id: int, node_id: int) -> int:
        sent = self._of_node(org_id, node_id, CommandState.SENT)
        self._keep([replace(command, state=CommandState.QUEUED) for command in sent])
        return len(sent)

    async def handed_out(self, org_id: int, node_id: int) -> Sequence[CommandRecord]:
        sent = [
            command
            for command in self._commands.values()
            if (command.org_id, command.node_id) == (org_id, node_id)
            and command.state not in FINAL
            and command.sequence > 0
        ]
        return sorted(sent, key=lambda command: command.sequence)

    async def unfinished(
        self, org_id: int, command_ids: Sequence[str], kinds: Collection[CommandKind]
    ) -> Sequence[CommandRecord]:
        named = (self._commands[each] for each in command_ids if each in self._commands)
        mine = (command for command in named if command.org_id == org_id and command.kind in kinds)
        return [command for command in mine if command.state not in FINAL]

    async def apply(
        self, org_id: int, changes: Sequence[StateChange], note: Note | None = None
    ) -> Sequence[CommandRecord]:
        changed: dict[str, CommandRecord] = {}
        for change in changes:
            command = changed.get(change.command_id) or await self.command(org_id, change.command_id)
            after = advanced(command, change) if command else None
            if after is not None:
                changed[after.id] = after
        await self._keep_noted(changed.values(), note)
        return list(changed.values())

    async def of_other_nodes(self, org_id: int, node_id: int, command_ids: Sequence[str]) -> Sequence[str]:
        named = [self._commands[each] for each in command_ids if each in self._commands]
        return [each.id for each in named if each.org_id == org_id and each.node_id != node_id]

    async def cosign(self, org_id: int, signed: Sequence[Cosigned]) -> Sequence[CommandRecord]:
        found = [(await self.command(org_id, each.command_id), each) for each in signed]
        after = [cosigned(command, each) for command, each in found if command is not None]
        changed = [command for command in after if command is not None]
        self._keep(changed)
        return changed

    async def expire(self, *, now_ms: int, note: Note | None = None) -> Sequence[CommandRecord]:
        ended = [
            after
            for command in self._commands.values()
            if (after := at_deadline(command, now_ms=now_ms, contact_since_ms=self._contact(command, now_ms)))
        ]
        await self._keep_noted(ended, note)
        return ended

    async def _keep_noted(self, commands: Collection[CommandRecord], note: Note | None) -> None:
        if note is not None:
            await self._activity.append([note(each) for each in commands if each.state in FINAL])
        self._keep(commands)

    def _contact(self, command: CommandRecord, now_ms: int) -> int | None:
        node = self._state.nodes[command.node_id]
        since_ms = self._state.contact_since_ms.get(node.id)
        return settled_contact(since_ms, node.last_contact_ms, now_ms)

    async def cancel_queued(self, org_id: int, batch_id: str, *, now_ms: int) -> int:
        queued = [
            replace(command, state=CommandState.SUPERSEDED, updated_at_ms=now_ms)
            for command in self._commands.values()
            if (command.org_id, command.batch_id) == (org_id, batch_id)
            and may_cancel(command.state, was_sent=command.sequence > 0)
        ]
        self._keep(queued)
        return len(queued)

    def _keep(self, commands: Iterable[CommandRecord]) -> None:
        self._commands.update((command.id, command) for command in commands)

    def _of_node(self, org_id: int, node_id: int, state: CommandState) -> list[CommandRecord]:
        key = (org_id, node_id, state)
        return [c for c in self._commands.values() if (c.org_id, c.node_id, c.state) == key]

    def _by_key(self, org_id: int, key: str) -> BatchRecord | None:
        mine = (b for b in self._batches.values() if key and b.org_id == org_id)
        return next((batch for batch in mine if batch.idempotency_key == key), None)

    def _counted(self, batch: BatchRecord) -> BatchRecord:
        states = (command.state for command in self._commands.values() if command.batch_id == batch.id)
        return replace(batch, counts=dict(Counter(states)))
