"""What was known of each miner when a command was issued, written onto the command."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import anyio.to_thread

from headframe.core.commands.records import CommandRecord
from headframe.core.reconcile.bases import is_schedule, schedule_base
from headframe.core.reconcile.revisions import Revision
from headframe.core.reconcile.rules import RULES
from headframe.server.services.commands.drafts import BatchDraft
from headframe.server.stores.ports import ReconciliationStore
from headframe.server.stores.ports.reconciliation import ConflictQuery

MANY = 2_000
"""Commands that are written onto in a thread: more would hold up the event loop."""

MAX_CONFLICTS = 10_000
"""Conflicts of one device that a schedule looks at; with more, it waits for people."""


class Bases:
    """Writes base revisions onto drafts. What a command finds changed since is its conflict."""

    def __init__(self, reconciliation: ReconciliationStore) -> None:
        self._reconciliation = reconciliation

    async def write(self, draft: BatchDraft) -> None:
        """Onto every command of the draft whose kind is reconciled."""
        if draft.kind not in RULES:
            return
        ids = [command.device_id for command in draft.commands if command.device_id is not None]
        known = await self._known(draft, ids)
        if not known:
            return
        if len(draft.commands) > MANY:
            draft.commands = await anyio.to_thread.run_sync(_based, draft.commands, known)
        else:
            draft.commands = _based(draft.commands, known)

    async def _known(self, draft: BatchDraft, ids: Sequence[int]) -> Mapping[int, Revision]:
        if not is_schedule(draft.actor):
            return await self._reconciliation.revisions(draft.org_id, ids)
        aspect, known = RULES[draft.kind].aspect, {}
        for device_id in ids:
            standing = await self._reconciliation.standing(draft.org_id, device_id)
            if standing is not None:
                query = ConflictQuery(MAX_CONFLICTS, device_id=device_id)
                conflicts, _ = await self._reconciliation.conflicts(draft.org_id, query)
                known[device_id] = schedule_base(standing, aspect, conflicts)
        return known


def _based(commands: Iterable[CommandRecord], known: Mapping[int, Revision]) -> list[CommandRecord]:
    return [
        replace(command, base_revision=base) if (base := known.get(command.device_id or 0)) else command
        for command in commands
    ]
