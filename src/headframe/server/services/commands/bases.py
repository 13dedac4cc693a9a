"""What was known of each miner when a command was issued, written onto the command."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import anyio.to_thread

from headframe.core.commands.records import CommandRecord
from headframe.core.reconcile.bases import base_for
from headframe.core.reconcile.conflicts import Conflict, ConflictState
from headframe.core.reconcile.precedence import Precedence, precedence_of
from headframe.core.reconcile.revisions import Revision
from headframe.core.reconcile.rules import RULES
from headframe.server.services.commands.drafts import BatchDraft
from headframe.server.stores.ports import ReconciliationStore
from headframe.server.stores.ports.reconciliation import ConflictQuery

MANY = 2_000
"""Commands that are written onto in a thread: more would hold up the event loop."""

MAX_OPEN = 100_000
"""OPEN conflicts that a schedule looks at."""


class Bases:
    """Writes base revisions onto drafts. What a command finds changed since is its conflict."""

    def __init__(self, reconciliation: ReconciliationStore) -> None:
        self._reconciliation = reconciliation

    async def write(self, draft: BatchDraft) -> None:
        """Onto every command of the draft whose kind is reconciled."""
        if draft.kind not in RULES:
            return
        ids = [command.device_id for command in draft.commands if command.device_id is not None]
        known = await self._reconciliation.revisions(draft.org_id, ids)
        if not known:
            return
        disputed = await self._disputed(draft)
        if len(draft.commands) > MANY:
            draft.commands = await anyio.to_thread.run_sync(_based, draft.commands, known, disputed)
        else:
            draft.commands = _based(draft.commands, known, disputed)

    async def _disputed(self, draft: BatchDraft) -> Mapping[int, list[Conflict]]:
        """OPEN conflicts by device, where they matter: to schedules."""
        if precedence_of(draft.actor) is not Precedence.SCHEDULE:
            return {}
        query = ConflictQuery(MAX_OPEN, state=ConflictState.OPEN)
        conflicts, _ = await self._reconciliation.conflicts(draft.org_id, query)
        by_device: dict[int, list[Conflict]] = {}
        for conflict in conflicts:
            by_device.setdefault(conflict.device_id, []).append(conflict)
        return by_device


def _based(
    commands: Iterable[CommandRecord],
    known: Mapping[int, Revision],
    disputed: Mapping[int, list[Conflict]],
) -> list[CommandRecord]:
    return [_with_base(command, known, disputed) for command in commands]


def _with_base(
    command: CommandRecord, known: Mapping[int, Revision], disputed: Mapping[int, list[Conflict]]
) -> CommandRecord:
    device_id = command.device_id or 0
    if device_id not in known:
        return command
    aspect = RULES[command.kind].aspect
    base = base_for(known[device_id], command.actor, aspect, disputed.get(device_id, ()))
    return replace(command, base_revision=base)
