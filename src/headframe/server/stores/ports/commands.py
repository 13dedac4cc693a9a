"""Commands and batches."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from headframe.core.activity import Activity
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.errors import Problem
from headframe.core.signing.documents import SignedDocument

Note: TypeAlias = Callable[[CommandRecord], Activity]
"""What the activity log says of a command that has its outcome."""


@dataclass(frozen=True, slots=True)
class StateChange:
    """One step of one command. The store applies `core.commands.lifecycle`: an illegal step is ignored.

    `node_id`: the node that says so, of whose commands it has to be one. None: the server itself does.
    """

    command_id: str
    state: CommandState
    at_ms: int
    problem: Problem | None = None
    detail: str = ""
    progress_ratio: float | None = None
    artifact_id: str | None = None
    node_id: int | None = None


@dataclass(frozen=True, slots=True)
class Cosigned:
    """An admin's signature on one command, verified, and when it lapses."""

    command_id: str
    intent: SignedDocument
    not_after_ms: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class CommandQuery:
    """Commands of a batch or a device, failed first or newest first."""

    limit: int
    offset: int = 0
    batch_id: str | None = None
    device_id: int | None = None
    states: Sequence[CommandState] = ()
    failed_first: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """Commands to be sent to a node, and the version of what it owned when they were claimed.

    `more`: as many as were asked for, so that others may be due.
    """

    commands: Sequence[CommandRecord]
    ownership_version: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """What may be sent to a node next: when its next command is due, if any is queued, and what it owns."""

    next_due_ms: int | None
    ownership_version: int


class CommandStore(Protocol):
    """Durable before anything is sent; every accepted command ends in exactly one outcome."""

    async def add_batch(
        self, batch: BatchRecord, commands: Sequence[CommandRecord], entry: Activity | None = None
    ) -> BatchRecord:
        """Keep a batch with its commands, and the entry that tells of it in the activity log: all or none.

        A batch with a known (org, idempotency key) is returned as it stands and nothing is added.
        """
        ...

    async def batch(self, org_id: int, batch_id: str) -> BatchRecord | None:
        """One batch with its present counts."""
        ...

    async def batch_with_key(self, org_id: int, idempotency_key: str) -> BatchRecord | None:
        """The batch that a request with this key made; None for an empty key."""
        ...

    async def batches(
        self, org_id: int, *, limit: int, before_ms: int | None = None, open_only: bool = False
    ) -> Sequence[BatchRecord]:
        """Batches, newest first."""
        ...

    async def command(self, org_id: int, command_id: str) -> CommandRecord | None:
        """One command."""
        ...

    async def commands(self, org_id: int, query: CommandQuery) -> tuple[Sequence[CommandRecord], int]:
        """A window of commands, and how many there are in all."""
        ...

    async def claim_due(
        self, org_id: int, node_ids: Collection[int], *, now_ms: int, limit: int
    ) -> Mapping[int, Claimed]:
        """QUEUED commands of nodes that are due and unexpired, of each the `limit` oldest, oldest first.

        Each gets its sequence and becomes SENT, all in one transaction. A node's sequences follow the order
        returned, above all given before and not below `now_ms` in microseconds. NOT_FOUND.
        """
        ...

    async def outlook(self, org_id: int, node_id: int, *, now_ms: int) -> Outlook:
        """Of QUEUED commands that are unexpired, and of what the node owns. NOT_FOUND."""
        ...

    async def requeue_unaccepted(self, org_id: int, node_id: int) -> int:
        """SENT commands that were never ACCEPTED become QUEUED again, when a stream ended; how many."""
        ...

    async def handed_out(self, org_id: int, node_id: int) -> Sequence[CommandRecord]:
        """Commands that were sent to a node, once at least, and have no outcome; in the order of sending."""
        ...

    async def unfinished(
        self, org_id: int, command_ids: Sequence[str], kinds: Collection[CommandKind]
    ) -> Sequence[CommandRecord]:
        """Those of the commands named that are of these kinds and have no outcome."""
        ...

    async def apply(
        self, org_id: int, changes: Sequence[StateChange], note: Note | None = None
    ) -> Sequence[CommandRecord]:
        """Advance commands; the records that really changed, as they are now.

        With `note`, each outcome and its entry in the activity log are kept both or neither.
        """
        ...

    async def of_other_nodes(self, org_id: int, node_id: int, command_ids: Sequence[str]) -> Sequence[str]:
        """Those of the commands named that are another node's."""
        ...

    async def cosign(self, org_id: int, signed: Sequence[Cosigned]) -> Sequence[CommandRecord]:
        """Commands that waited for a signature become QUEUED with it; those that did, as they are now."""
        ...

    async def expire(self, *, now_ms: int, note: Note | None = None) -> Sequence[CommandRecord]:
        """Record the outcomes that deadlines bring, by `core.commands.lifecycle`; the commands that ended.

        `note` as for `apply`.
        """
        ...

    async def cancel_queued(self, org_id: int, batch_id: str, *, now_ms: int) -> int:
        """Commands of a batch that were never sent, or wait for a signature, become SUPERSEDED; how many."""
        ...
