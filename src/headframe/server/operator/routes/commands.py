"""Commands: preview, issue, follow, retry, cancel."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query

from headframe.api.base import Count
from headframe.api.commands import (
    BatchBody,
    BatchList,
    CommandBody,
    CommandWindow,
    IssuedBody,
    PreviewBody,
    RetriedBody,
    RetryInput,
)
from headframe.api.documented import also
from headframe.api.parameters import IdempotencyKey, Limit, Offset, OptionalTimeMs, PathCommandId
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.errors import Code, HeadframeError
from headframe.server.operator.context import Context, Ctx, guarded_router
from headframe.server.operator.idempotency import scoped_key
from headframe.server.operator.models.commands import IssueInput, PreviewInput
from headframe.server.stores.ports.commands import CommandQuery

router = guarded_router("commands")
REFUSED = also(
    Code.NOT_FOUND,
    Code.DEVICE_NOT_OWNED,
    Code.DEVICE_NOT_PAIRED,
    Code.INVALID_FILTER,
    Code.UNSUPPORTED_BY_DEVICE,
)


@router.post(
    "/commands/preview",
    operation_id="preview_command",
    summary="What a command would do",
    responses=also(Code.INVALID_FILTER),
)
async def preview_command(body: PreviewInput, ctx: Ctx) -> PreviewBody:
    """How many can, how many cannot and why, and an estimate of the change of power. Changes nothing."""
    preview = await ctx.services.issue.preview(ctx.principal, body.selector.to_core(), body.command.to_core())
    return PreviewBody.of(preview)


@router.post(
    "/commands",
    operation_id="issue_command",
    summary="Issue a command",
    status_code=202,
    responses=REFUSED
    | also(Code.CONFLICT, Code.DEVICE_NOT_OWNED, Code.DEVICE_NOT_PAIRED, Code.NODE_NOT_CONNECTED),
)
async def issue_command(body: IssueInput, ctx: Ctx, idempotency_key: IdempotencyKey = "") -> IssuedBody:
    """Makes one command a device durable and answers with their batch; outcomes follow there.

    Pools, passwords and firmware need a role that configures devices.
    """
    request = body.to_core(scoped_key(ctx.principal, idempotency_key))
    return IssuedBody.of(await ctx.services.issue.issue(ctx.principal, request))


@router.get("/commands/{command_id}", operation_id="get_command", summary="Show a command")
async def get_command(command_id: PathCommandId, ctx: Ctx) -> CommandBody:
    """One command with its state and, where it failed, why."""
    record = await ctx.stores.commands.command(ctx.org_id, command_id)
    if record is None:
        raise HeadframeError(Code.NOT_FOUND, "There is no such command.")
    return (await _named(ctx, [record]))[0]


@router.get("/batches", operation_id="list_batches", summary="List batches")
async def list_batches(
    ctx: Ctx,
    before_ms: OptionalTimeMs = None,
    open_only: Annotated[bool, Query(description="Only those without all outcomes.")] = False,  # noqa: FBT002 - a query parameter
    limit: Limit = 50,
) -> BatchList:
    """Newest first."""
    found = await ctx.stores.commands.batches(
        ctx.org_id, limit=limit + 1, before_ms=before_ms, open_only=open_only
    )
    page, before = _page(found, limit)
    return BatchList(batches=[BatchBody.of(batch) for batch in page], next_before_ms=before)


@router.get("/batches/{batch_id}", operation_id="get_batch", summary="Show a batch")
async def get_batch(batch_id: PathCommandId, ctx: Ctx) -> BatchBody:
    """One act with its counts by state."""
    return BatchBody.of(await ctx.services.batches.batch(ctx.principal, batch_id))


@router.get("/batches/{batch_id}/commands", operation_id="list_batch_commands", summary="Commands of a batch")
async def list_batch_commands(
    batch_id: PathCommandId,
    ctx: Ctx,
    state: Annotated[list[CommandState], Query(max_length=10)] = [],  # noqa: B006 - FastAPI copies it
    offset: Offset = 0,
    limit: Limit = 100,
) -> CommandWindow:
    """Failed ones first. `state` may be given several times."""
    await ctx.services.batches.batch(ctx.principal, batch_id)
    query = CommandQuery(
        limit=limit, offset=offset, batch_id=batch_id, states=tuple(state), failed_first=True
    )
    records, total = await ctx.stores.commands.commands(ctx.org_id, query)
    return CommandWindow(total=total, offset=offset, commands=await _named(ctx, records))


@router.post(
    "/batches/{batch_id}/retry",
    operation_id="retry_batch",
    summary="Retry commands that did not succeed",
    status_code=202,
)
async def retry_batch(
    batch_id: PathCommandId, body: RetryInput, ctx: Ctx, idempotency_key: IdempotencyKey = ""
) -> RetriedBody:
    """A new batch for the devices whose command ended in one of `states`; each is judged anew."""
    retried = await ctx.services.batches.retry(
        ctx.principal,
        batch_id,
        frozenset(body.states),
        stagger_seconds=body.stagger_seconds,
        idempotency_key=scoped_key(ctx.principal, idempotency_key),
    )
    return RetriedBody(batch=BatchBody.of(retried.batch), refused=retried.refused)


@router.post(
    "/batches/{batch_id}/cancel", operation_id="cancel_batch", summary="Withdraw commands not sent yet"
)
async def cancel_batch(batch_id: PathCommandId, ctx: Ctx) -> Count:
    """What a node already has runs on; the answer counts what was withdrawn."""
    return Count(count=await ctx.services.batches.cancel(ctx.principal, batch_id))


async def _named(ctx: Context, records: Sequence[CommandRecord]) -> list[CommandBody]:
    ids = [record.device_id for record in records if record.device_id is not None]
    found = await ctx.stores.devices.rows(ctx.org_id, ids, await ctx.moment()) if ids else ()
    rows = {row.id: row for row in found}
    return [CommandBody.of(record, rows.get(record.device_id or 0)) for record in records]


def _page(found: Sequence[BatchRecord], limit: int) -> tuple[Sequence[BatchRecord], int | None]:
    """A page that never parts batches of one millisecond, so that asking on by time misses none."""
    if len(found) <= limit:
        return found, None
    boundary = found[limit].created_at_ms
    whole = [batch for batch in found[:limit] if batch.created_at_ms > boundary]
    return (whole, boundary + 1) if whole else (found[:limit], boundary)
