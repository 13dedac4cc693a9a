"""The audit logs, entry by entry: what `headframe audit verify` checks on the reader's own side."""

from typing import Annotated

from fastapi import Query

from headframe.api.parameters import OptionalId
from headframe.core.audit.backfill import LOG_ID
from headframe.core.audit.heads import SERVER_LOG
from headframe.core.identifiers import MAX_ID
from headframe.server.operator.context import Ctx, guarded_router
from headframe.server.operator.models.audit import (
    AuditLogBody,
    AuditRowBody,
    AuditRowsBody,
    CheckpointBody,
    CheckpointsBody,
)
from headframe.server.stores.ports.audit import OWN

router = guarded_router("audit")

MAX_ROWS = 1_000

LogId = Annotated[
    str, Query(pattern=f"^{LOG_ID}$", description="Name of the log, as `/audit/logs` tells it.")
]
After = Annotated[int, Query(ge=0, le=MAX_ID, description="Entries behind this index.")]
Limit = Annotated[int, Query(ge=1, le=MAX_ROWS, description="How many, at most.")]


@router.get("/audit/logs", operation_id="list_audit_logs", summary="The audit logs")
async def list_audit_logs(ctx: Ctx) -> list[AuditLogBody]:
    """The organisation's own log, and those that its nodes sent; the oldest first."""
    return [AuditLogBody.of(log) for log in await ctx.stores.audit.logs(ctx.org_id)]


@router.get("/audit/rows", operation_id="list_audit_rows", summary="Entries of an audit log")
async def list_audit_rows(
    ctx: Ctx, *, node_id: OptionalId = None, log_id: LogId = SERVER_LOG, after: After = 0, limit: Limit = 500
) -> AuditRowsBody:
    """Entries in their order, exactly as they are chained. Without `node_id`: of the organisation's log."""
    rows = await ctx.stores.audit.rows(ctx.org_id, node_id or OWN, log_id, after=after, limit=limit)
    return AuditRowsBody(rows=[AuditRowBody.of(row) for row in rows])


@router.get(
    "/audit/checkpoints", operation_id="list_audit_checkpoints", summary="Checkpoints of a node's log"
)
async def list_audit_checkpoints(
    ctx: Ctx, *, node_id: OptionalId = None, log_id: LogId = SERVER_LOG, after: After = 0, limit: Limit = 500
) -> CheckpointsBody:
    """What the node has signed of its own log, in order."""
    kept = await ctx.stores.audit.checkpoints(ctx.org_id, node_id or OWN, log_id, after=after, limit=limit)
    return CheckpointsBody(checkpoints=[CheckpointBody.of(each) for each in kept])
