"""The last step of every act that makes commands: keep them, wake their nodes, leave an entry."""

import anyio.lowlevel

from headframe.core.activity import Activity
from headframe.core.commands.records import BatchRecord
from headframe.core.commands.titles import miners
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.server.services.commands.bases import Bases
from headframe.server.services.commands.cosigning import CosignPolicy
from headframe.server.services.commands.drafts import BatchDraft
from headframe.server.services.journal import ActivityJournal, Author
from headframe.server.services.live import LiveFeed
from headframe.server.services.ports import CommandRouter
from headframe.server.stores.ports import CommandStore, NodeStore


class Dispatcher:
    """Makes a draft durable before anything else happens."""

    def __init__(  # noqa: PLR0917 - wired once, by name
        self,
        commands: CommandStore,
        nodes: NodeStore,
        router: CommandRouter,
        live: LiveFeed,
        journal: ActivityJournal,
        policy: CosignPolicy,
        bases: Bases,
    ) -> None:
        self._commands = commands
        self._nodes = nodes
        self._router = router
        self._live = live
        self._journal = journal
        self._policy = policy
        self._bases = bases

    async def known(self, asked: BatchDraft) -> BatchRecord | None:
        """The batch that an earlier request with this key made: it stands, whatever the miners do by now.

        CONFLICT when the key was used for something else.
        """
        kept = await self._commands.batch_with_key(asked.org_id, asked.idempotency_key)
        return kept and _same_act(kept, asked.batch())

    async def dispatch(self, author: Author, draft: BatchDraft) -> tuple[BatchRecord, bool]:
        """The stored batch, and whether it is a repetition of an earlier request.

        Commands of a class that needs an admin's signature wait for it. CONFLICT when the idempotency key was
        used for something else.
        """
        if self._policy.asks_for(draft.org_id, draft.kind):
            draft.hold()
        await self._bases.write(draft)
        asked = draft.batch()
        kept = await self._commands.add_batch(asked, draft.commands, self._entry(author, draft))
        if kept.id != asked.id:
            return _same_act(kept, asked), True
        for node_id in draft.node_ids:
            self._router.wake(node_id)
        await anyio.lowlevel.checkpoint()  # first the commands go out, then the answer
        self._live.batches_changed(draft.org_id, (kept.id,))
        self._live.activity_added(draft.org_id)
        return kept, False

    def _entry(self, author: Author, draft: BatchDraft) -> Activity:
        return self._journal.entry(
            author,
            f"batch.{draft.kind.lower()}",
            f"{draft.title}{_whom(draft)}{_held(draft)}",
            batch_id=draft.batch_id,
            details={"commands": len(draft.commands), "retry_of": draft.retry_of},
        )

    async def nodes(self, org_id: int) -> dict[int, Node]:
        """Nodes by id."""
        return {node.id: node for node in await self._nodes.nodes(org_id)}


def _same_act(kept: BatchRecord, asked: BatchRecord) -> BatchRecord:
    if (kept.kind, kept.title, kept.selector) != (asked.kind, asked.title, asked.selector):
        raise HeadframeError(Code.CONFLICT, "This Idempotency-Key belongs to another act; use a new one.")
    return kept


def _held(draft: BatchDraft) -> str:
    return ", waiting for an admin's signature" if draft.held else ""


def _whom(draft: BatchDraft) -> str:
    """How many miners, with a colon before; nothing where the command is for a node itself."""
    count = sum(command.device_id is not None for command in draft.commands)
    return f": {miners(count)}" if count else ""
