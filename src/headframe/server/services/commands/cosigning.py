"""Commands that wait for an admin's signature: which do, what exactly is to be signed, and taking it in.

The policy is the Keyset's; the nodes judge by their own copy of it. What this server checks here, it checks
so that people hear at once of a signature that no node would take.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from headframe.core.commands.intents import (
    MAX_INTENT_MS,
    Intent,
    checked_intent,
    intent_document,
    read_intent,
)
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.commands.signed import payload_digest
from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.chain import TrustedKeyset
from headframe.core.keyset.records import Keyset
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.kit.clock import Clock
from headframe.server.services.commands.specs import permission_for
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.live import LiveFeed
from headframe.server.services.ports import CommandRouter
from headframe.server.services.principals import Principal
from headframe.server.stores.ports import CommandStore
from headframe.server.stores.ports.commands import CommandQuery, Cosigned
from headframe.wire.convert.payloads import payload_to_bytes

MAX_OPEN_BATCHES = 500
"""Open acts that are looked through for commands that wait."""


class PolicySource(Protocol):
    """Where the Keyset in force is read."""

    def keyset(self) -> TrustedKeyset:
        """The Keyset in force."""
        ...


class CosignPolicy:
    """What the Keyset asks for. Without one, in combined mode, it asks for nothing."""

    def __init__(self, source: PolicySource | None) -> None:
        self._source = source

    def keyset(self, org_id: int) -> Keyset | None:
        """The Keyset in force for an organisation."""
        keyset = self._source.keyset().keyset if self._source else None
        return keyset if keyset is not None and keyset.org_id == str(org_id) else None

    def asks_for(self, org_id: int, kind: CommandKind) -> bool:
        """Whether commands of this kind wait for an admin's signature."""
        keyset = self.keyset(org_id)
        return keyset is not None and kind in keyset.policy.cosign_classes


@dataclass(frozen=True, slots=True)
class Awaiting:
    """An act of which `count` commands wait; the first of them expires at `until_ms`."""

    batch: BatchRecord
    count: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Signable:
    """A command that waits, the payload as it will travel, and what there is to sign."""

    command: CommandRecord
    payload: bytes
    intent: SignedDocument


class CosignService:
    """What waits for a signature, and signatures that come."""

    def __init__(  # noqa: PLR0917 - wired once, by name
        self,
        commands: CommandStore,
        policy: CosignPolicy,
        router: CommandRouter,
        journal: ActivityJournal,
        live: LiveFeed,
        clock: Clock,
    ) -> None:
        self._commands = commands
        self._policy = policy
        self._router = router
        self._journal = journal
        self._live = live
        self._clock = clock

    def keyset(self, org_id: int) -> Keyset | None:
        """Which admin keys may sign; None where no policy can ask for it."""
        return self._policy.keyset(org_id)

    async def awaiting(self, org_id: int) -> Sequence[Awaiting]:
        """Acts with commands that wait, newest first."""
        found = []
        for batch in await self._commands.batches(org_id, limit=MAX_OPEN_BATCHES, open_only=True):
            if count := batch.counts.get(CommandState.AWAITING_COSIGN, 0):
                first, _ = await self._waiting(org_id, batch.id, limit=1)
                found += [Awaiting(batch, count, each.expires_at_ms) for each in first]
        return found

    async def signables(
        self, org_id: int, batch_id: str, *, offset: int, limit: int
    ) -> tuple[Sequence[Signable], int]:
        """Commands of an act that wait, and how many do in all. NOT_FOUND for no such act."""
        await self._batch(org_id, batch_id)
        records, total = await self._waiting(org_id, batch_id, offset=offset, limit=limit)
        now_ms = self._clock.now_ms()
        return [_signable(each, now_ms) for each in records if now_ms < each.expires_at_ms], total

    async def sign(self, principal: Principal, batch_id: str, documents: Sequence[SignedDocument]) -> int:
        """Take signatures in and let their commands go; how many. Those that wait no more are left alone.

        Raises:
            HeadframeError: NOT_FOUND; NOT_PERMITTED; INVALID_REQUEST for what is no intent of this act;
                COMMAND_UNTRUSTED for one that no admin key signed, or that signs something else.
        """
        batch = await self._batch(principal.org_id, batch_id)
        principal.require(permission_for(batch.kind))
        intents = {_read(document).intent_id: document for document in documents}
        records = await self._commands.unfinished(principal.org_id, sorted(intents), {batch.kind})
        known = {each.id: each for each in records if each.batch_id == batch_id}
        signed = [self._checked(known[name], intents[name]) for name in sorted(known.keys() & intents.keys())]
        changed = await self._commands.cosign(principal.org_id, signed)
        if changed:
            await self._tell(principal, batch, changed)
        return len(changed)

    def _checked(self, record: CommandRecord, document: SignedDocument) -> Cosigned:
        keyset, now_ms = self._policy.keyset(record.org_id), self._clock.now_ms()
        if keyset is None:
            raise HeadframeError(Code.CONFLICT, "In combined mode no command needs an admin's signature.")
        try:
            intent = checked_intent(
                document, keyset, _intent(record, payload_to_bytes(record.payload)), at_ms=now_ms
            )
        except SigningError as error:
            raise HeadframeError(Code.COMMAND_UNTRUSTED, f"command {record.id}: {error}") from error
        return Cosigned(record.id, document, intent.not_after_ms, now_ms)

    async def _tell(self, principal: Principal, batch: BatchRecord, changed: Sequence[CommandRecord]) -> None:
        for node_id in {each.node_id for each in changed}:
            self._router.wake(node_id)
        self._live.batches_changed(batch.org_id, (batch.id,))
        keys = self._signers(batch.org_id, changed)
        await self._journal.record(
            principal,
            "batch.cosigned",
            f"{len(changed)} commands signed with the admin key {keys}: {batch.title}",
            batch_id=batch.id,
            details={"commands": len(changed), "admin_keys": keys},
        )

    def _signers(self, org_id: int, changed: Iterable[CommandRecord]) -> str:
        keyset = self._policy.keyset(org_id)
        admins = keyset.admins() if keyset else {}
        signatures = (each for command in changed if command.intent for each in command.intent.signatures)
        return " ".join(sorted({each.key_id for each in signatures if each.key_id in admins}))

    async def _batch(self, org_id: int, batch_id: str) -> BatchRecord:
        batch = await self._commands.batch(org_id, batch_id)
        if batch is None:
            raise HeadframeError(Code.NOT_FOUND, "There is no such batch.")
        return batch

    async def _waiting(
        self, org_id: int, batch_id: str, *, limit: int, offset: int = 0
    ) -> tuple[Sequence[CommandRecord], int]:
        query = CommandQuery(
            limit=limit,
            offset=offset,
            batch_id=batch_id,
            states=(CommandState.AWAITING_COSIGN,),
            failed_first=True,
        )
        return await self._commands.commands(org_id, query)


def _signable(record: CommandRecord, now_ms: int) -> Signable:
    payload = payload_to_bytes(record.payload)
    lapses_ms = min(record.expires_at_ms, now_ms + MAX_INTENT_MS)
    return Signable(record, payload, intent_document(_intent(record, payload, not_after_ms=lapses_ms)))


def _intent(record: CommandRecord, payload: bytes, *, not_after_ms: int = 0) -> Intent:
    return Intent(
        org_id=str(record.org_id),
        intent_id=record.id,
        node_id=str(record.node_id),
        kind=record.kind,
        targets=() if record.device_id is None else (record.device_id,),
        payload_sha256=payload_digest(payload),
        not_after_ms=not_after_ms,
    )


def _read(document: SignedDocument) -> Intent:
    try:
        return read_intent(document)
    except SigningError as error:
        raise HeadframeError(Code.INVALID_REQUEST, f"This is no intent: {error}.") from error
