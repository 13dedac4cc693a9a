"""The log file: entries are on disk when a call returns, in the order of the calls, whatever is killed."""

import asyncio
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from headframe.core.audit.chain import Head
from headframe.kit.files import touch_private
from headframe.kit.group_commit import GroupCommit
from headframe.node.audit import rows, sending
from headframe.node.audit.entries import Draft
from headframe.node.audit.rows import JOURNAL, Derived, Log, Noted
from headframe.node.audit.sending import Anew, Kept, SignedHead, Unsent

AUDIT_FILE = "audit.db"
"""In the node's state directory."""
LOG_ID_BYTES = 16


class AuditLog:
    """One node's log. Use as an async context manager.

    Every method raises HeadframeError STORAGE_FULL or STORAGE_UNAVAILABLE where the disk takes nothing.
    """

    def __init__(self, path: Path) -> None:
        touch_private(path)
        self._commits = GroupCommit(path, rows.SCHEMA)
        self.grown = asyncio.Event()
        """Set whenever there may be something to send."""

    async def __aenter__(self) -> Self:
        await self._commits.__aenter__()
        try:
            await self._commits.run(rows.begin, _drawn_id())
        except BaseException:
            await self._commits.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._commits.__aexit__(*exception)

    async def append(self, *drafts: Draft) -> int:
        """Add entries; those of a command that has one already are left out. How many were added."""
        return self._grew(await self._commits.run(rows.append, drafts))

    async def derive(self, drafts: Sequence[Draft], *, up_to: int) -> int:
        """Add entries made from the command journal, and remember how far in it they reach."""
        return self._grew(await self._commits.run(rows.derive, Derived(drafts, up_to)))

    async def derived_up_to(self) -> int:
        """The newest result of the command journal that is in the log; 0 before any."""
        return int(await self._commits.run(rows.marks, JOURNAL) or 0)

    async def note(self, name: str, value: str, draft: Draft) -> int:
        """Add an entry where what is named has another value than at the last time."""
        return self._grew(await self._commits.run(rows.note, Noted(name, value, draft)))

    async def noted(self, name: str) -> str | None:
        """The value at the last time."""
        return await self._commits.run(rows.marks, name)

    async def probe(self, at_ms: int) -> None:
        """Find out whether the disk takes anything."""
        await self._commits.run(rows.probe, at_ms)

    async def newest(self) -> Log:
        """The log that grows."""
        return await self._commits.run(rows.newest, None)

    async def add_checkpoint(self, checkpoint: SignedHead) -> None:
        """Keep a signed head."""
        await self._commits.run(sending.add_checkpoint, checkpoint)
        self.grown.set()

    async def meet(self, named: Head) -> str:
        """Go on from where the server says that it has the log; or why a new log has to begin."""
        return await self._commits.run(sending.meet, named)

    async def begin_anew(self, began: Draft) -> None:
        """Begin a new log, into which goes what the server does not have of the one before."""
        await self._commits.run(sending.begin_anew, Anew(_drawn_id(), began))
        self.grown.set()

    async def unsent(self, key_id: str) -> Unsent:
        """What to send next; checkpoints only of this key."""
        return await self._commits.run(sending.unsent, key_id)

    async def keep(self, kept: Kept) -> None:
        """Note what the server has."""
        await self._commits.run(sending.keep, kept)

    async def prune(self, *, horizon_ms: int) -> int:
        """Forget what the server has and is older; how many entries."""
        return await self._commits.run(sending.prune, horizon_ms)

    def _grew(self, added: int) -> int:
        if added:
            self.grown.set()
        return added


def _drawn_id() -> str:
    return secrets.token_hex(LOG_ID_BYTES)
