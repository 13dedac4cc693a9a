"""BackfillAudit: the rows of a node's own log, each stored once, in order, and acknowledged by a receipt."""

import re
from collections.abc import AsyncIterator
from functools import partial

from headframe.core.audit.backfill import LOG_ID, check_batch
from headframe.core.audit.chain import Head
from headframe.core.audit.checkpoints import Checkpoint, open_checkpoint
from headframe.core.enrollment.bundle import bundle_from_members
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.core.signing.errors import SigningError
from headframe.core.signing.reading import Members
from headframe.core.signing.strict_json import decode_body
from headframe.server.gateway.audit_notes import fork_alarm, notes_of
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.stores.ports.audit import Backfill, Backfilled, KeptCheckpoint
from headframe.wire.convert.audit import row_from_wire
from headframe.wire.convert.documents import document_from_wire, document_to_wire
from headframe.wire.convert.problems import problem_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

FORKED = Problem(Code.CONFLICT, "the server has another row at this index of the log: begin a new log")


async def backfill_audit(
    parts: GatewayParts, node: NodePrincipal, up: AsyncIterator[gateway_pb2.AuditBatch]
) -> AsyncIterator[gateway_pb2.AuditAck]:
    """Serve one stream. The server speaks first: it names where the node's newest log ends here.

    An acknowledgement names the contiguous part that is stored, whatever was sent. One with a problem says
    that the log forked: of that log nothing more is taken behind the head it names.
    """
    newest = await parts.stores.audit.newest(node.org_id, node.node_id)
    yield _ack(parts, node, newest) if newest else gateway_pb2.AuditAck()
    async for batch in up:
        taken = await _take(parts, node, batch)
        if taken is not None:
            yield _ack(parts, node, taken.head, fork=taken.fork)


async def _take(parts: GatewayParts, node: NodePrincipal, batch: gateway_pb2.AuditBatch) -> Backfilled | None:
    rows = [row_from_wire(row) for row in batch.rows]
    check_batch(rows)
    checkpoint = await _checkpoint(parts, node, batch) if batch.HasField("checkpoint") else None
    log_ids = {row.log_id for row in rows} | ({checkpoint.head.log_id} if checkpoint else set())
    if not log_ids:
        return None
    if len(log_ids) > 1 or (checkpoint and not re.fullmatch(LOG_ID, checkpoint.head.log_id)):
        raise HeadframeError(Code.INVALID_REQUEST, "a batch is of one log, and so is its checkpoint")
    now_ms = parts.clock.now_ms()
    backfill = Backfill(
        org_id=node.org_id,
        node_id=node.node_id,
        log_id=log_ids.pop(),
        rows=rows,
        received_at_ms=now_ms,
        checkpoint=KeptCheckpoint(checkpoint.head.index, document_from_wire(batch.checkpoint))
        if checkpoint
        else None,
        checkpoint_hash=checkpoint.head.hash if checkpoint else b"",
    )
    taken = await parts.stores.audit.backfill(
        backfill,
        partial(notes_of, node, received_at_ms=now_ms),
        partial(fork_alarm, node, received_at_ms=now_ms),
    )
    if taken.stored or taken.fork:
        parts.live.activity_added(node.org_id)
    return taken


async def _checkpoint(parts: GatewayParts, node: NodePrincipal, batch: gateway_pb2.AuditBatch) -> Checkpoint:
    """The batch's checkpoint, signed by the node's attest key. COMMAND_UNTRUSTED for any other."""
    try:
        document = document_from_wire(batch.checkpoint)
        checkpoint = open_checkpoint(document, await _attest_key(parts, node))
    except SigningError as error:
        raise HeadframeError(Code.COMMAND_UNTRUSTED, f"the checkpoint does not hold: {error}") from error
    if (checkpoint.org_id, checkpoint.node_id) != (str(node.org_id), str(node.node_id)):
        raise HeadframeError(Code.COMMAND_UNTRUSTED, "the checkpoint is of another node's log")
    return checkpoint


async def _attest_key(parts: GatewayParts, node: NodePrincipal) -> bytes:
    """By the node's certificate; a node in this very process, which has none, has shown its key itself."""
    identity = await parts.stores.identities.identity(node.node_id)
    if identity is None:
        return parts.router.node_attest_key(node.node_id) or b""
    body = Members(decode_body(identity.certificate.body, ()))
    return bundle_from_members(body.inner("bundle")).attest


def _ack(parts: GatewayParts, node: NodePrincipal, head: Head, *, fork: int = 0) -> gateway_pb2.AuditAck:
    ack = gateway_pb2.AuditAck(
        log_id=head.log_id,
        index=head.index,
        hash=head.hash if head.index else b"",
        problem=problem_to_wire(FORKED if fork else None),
    )
    checkpoint = Checkpoint(str(node.org_id), str(node.node_id), head, parts.clock.now_ms())
    receipt = parts.signer.receipt(checkpoint) if head.index and not fork else None
    if receipt is not None:
        ack.receipt.CopyFrom(document_to_wire(receipt))
    return ack
