"""The log goes to the server: behind what it has, one batch at a time, and a receipt for each comes back.

Nothing here is lost when it fails: what is not acknowledged stays, and is sent again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import aclosing
from typing import Protocol

import structlog

from headframe.core.audit.chain import Head
from headframe.core.audit.checkpoints import RECEIPT_TYPE, open_checkpoint
from headframe.core.errors import Code, HeadframeError
from headframe.core.signing.errors import SigningError
from headframe.kit.clock import Clock
from headframe.node.audit.attesting import Attestor
from headframe.node.audit.entries import log_began
from headframe.node.audit.log import AuditLog
from headframe.node.audit.sending import Kept, Unsent
from headframe.node.keys.trust import Trust
from headframe.wire.convert.audit import row_to_wire
from headframe.wire.convert.documents import document_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

log = structlog.get_logger(__name__)

LINGER_SECONDS = 0.5
"""How long an entry waits for others to share its batch."""
RETRY_SECONDS = 15.0
"""After a stream that ended, while the session goes on."""
ANSWER_SECONDS = 30.0
FORKED = "the server has other entries in the log before"


class AuditLink(Protocol):
    """What of the link the log needs."""

    def backfill_audit(
        self, up: AsyncIterator[gateway_pb2.AuditBatch]
    ) -> AsyncIterator[gateway_pb2.AuditAck]:
        """The server speaks first."""
        ...


class AuditUpload:
    """Sends the log over one link after the other. `trust` None: no receipts, server and node are one.

    `begun` is called when a new log began: it has to say by whose keys it is signed.
    """

    def __init__(
        self,
        audit: AuditLog,
        link: AuditLink,
        attestor: Attestor,
        trust: Trust | None,
        *,
        clock: Clock,
        begun: Callable[[], Awaitable[None]],
    ) -> None:
        self._audit = audit
        self._link = link
        self._attestor = attestor
        self._trust = trust
        self._clock = clock
        self._begun = begun

    async def run(self) -> None:
        """Send until cancelled; a stream that ends is begun again."""
        while True:
            try:
                await self._stream()
            except (HeadframeError, SigningError) as error:
                log.warning("audit_upload_ended", why=str(error))
            await asyncio.sleep(RETRY_SECONDS)

    async def _stream(self) -> None:
        stream = _Stream()
        acks = self._link.backfill_audit(self._batches(stream))
        async with aclosing(acks) as answers:  # type: ignore[type-var]  # every link gives a generator
            async for ack in answers:
                if stream.is_named:
                    await self._taken(stream, ack)
                else:
                    await self._meet(ack)
                stream.answer()

    async def _batches(self, stream: "_Stream") -> AsyncIterator[gateway_pb2.AuditBatch]:
        while await stream.answered():
            self._audit.grown.clear()
            unsent = await self._audit.unsent(self._attestor.key_id)
            if unsent:
                yield _message(stream.sending(unsent))
            else:
                await self._audit.grown.wait()
                await asyncio.sleep(LINGER_SECONDS)

    async def _meet(self, ack: gateway_pb2.AuditAck) -> None:
        """The server names what it has; where that is not what is here, a new log says so."""
        if ack.log_id:
            self._check_receipt(ack)
        named = Head(ack.log_id, ack.index, ack.hash)
        reason = await self._audit.meet(named)
        if reason:
            await self._begin_anew(reason, named)

    async def _taken(self, stream: "_Stream", ack: gateway_pb2.AuditAck) -> None:
        named = Head(ack.log_id, ack.index, ack.hash)
        if ack.problem.code:
            await self._begin_anew(FORKED, named)
            return
        sent = stream.sent
        if sent.rows and ack.index < sent.rows[0].index:
            raise HeadframeError(Code.CONFLICT, "the server lacks entries before those that it was sent")
        receipt = self._check_receipt(ack)
        await self._audit.keep(Kept(ack.log_id, ack.index, receipt, sent.checkpoint_index))

    async def _begin_anew(self, reason: str, named: Head) -> None:
        log.warning("audit_log_began_anew", why=reason)
        await self._audit.begin_anew(log_began(self._clock, reason, named))
        await self._begun()

    def _check_receipt(self, ack: gateway_pb2.AuditAck) -> bytes:
        """The receipt's bytes, signed by an issuer of the Keyset. SigningError for any other."""
        if self._trust is None:
            return b""
        document = document_from_wire(ack.receipt)
        receipt = open_checkpoint(document, *self._issuers(), document_type=RECEIPT_TYPE)
        mine = (self._attestor.org_id, self._attestor.node_id, Head(ack.log_id, ack.index, ack.hash))
        if (receipt.org_id, receipt.node_id, receipt.head) != mine:
            raise SigningError("the receipt is for another log")
        return ack.receipt.SerializeToString()

    def _issuers(self) -> Collection[bytes]:
        keyset = self._trust.keyset if self._trust else None
        return (
            [each.public_key for each in keyset.issuers if each.key_id not in keyset.revoked]
            if keyset
            else []
        )


class _Stream:
    """One stream: what is on its way, and whether it was answered."""

    def __init__(self) -> None:
        self.is_named = False
        self.sent = Unsent()
        self._answered = asyncio.Event()

    def sending(self, unsent: Unsent) -> Unsent:
        self._answered.clear()
        self.sent = unsent
        return unsent

    def answer(self) -> None:
        self.is_named = True
        self._answered.set()

    async def answered(self) -> bool:
        """Once it was; False where no answer comes."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._answered.wait()
        except TimeoutError:
            return False
        return True


def _message(unsent: Unsent) -> gateway_pb2.AuditBatch:
    batch = gateway_pb2.AuditBatch(rows=[row_to_wire(row) for row in unsent.rows])
    if unsent.checkpoint:
        batch.checkpoint.ParseFromString(unsent.checkpoint)
    return batch
