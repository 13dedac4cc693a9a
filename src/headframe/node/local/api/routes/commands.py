"""Commands on site: preview, issue, follow, retry, cancel."""

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
from headframe.core.commands.records import BatchRecord, CommandState
from headframe.core.errors import Code, HeadframeError
from headframe.node.local.api.bodies import IssueInput, PreviewInput
from headframe.node.local.api.context import Ctx
from headframe.node.local.api.gate import local_router
from headframe.node.local.api.naming import named
from headframe.node.local.log_rows import BatchesAsked, CommandsAsked

router = local_router("commands")


@router.post(
    "/commands/preview",
    operation_id="preview_command",
    summary="What a command would do",
    responses=also(Code.INVALID_FILTER),
)
async def preview_command(body: PreviewInput, ctx: Ctx) -> PreviewBody:
    """How many can, how many cannot and why, and an estimate of the change of power. Changes nothing."""
    return PreviewBody.of(ctx.parts.acts.preview(body.selector.to_core(), body.command.to_core()))


@router.post(
    "/commands",
    operation_id="issue_command",
    summary="Issue a command",
    status_code=202,
    responses=also(
        Code.NOT_FOUND,
        Code.CONFLICT,
        Code.DEVICE_NOT_PAIRED,
        Code.INVALID_FILTER,
        Code.UNSUPPORTED_BY_DEVICE,
        Code.BUSY,
    ),
)
async def issue_command(body: IssueInput, ctx: Ctx, idempotency_key: IdempotencyKey = "") -> IssuedBody:
    """Makes one command a device durable and answers with their batch; outcomes follow there."""
    return IssuedBody.of(await ctx.parts.acts.issue(body.to_core(idempotency_key)))


@router.get("/commands/{command_id}", operation_id="get_command", summary="Show a command")
async def get_command(command_id: PathCommandId, ctx: Ctx) -> CommandBody:
    """One command with its state and, where it failed, why."""
    record = await ctx.parts.log.command(command_id)
    if record is None:
        raise HeadframeError(Code.NOT_FOUND, "There is no such command.")
    return named(ctx.parts, [record])[0]


@router.get("/batches", operation_id="list_batches", summary="List batches")
async def list_batches(
    ctx: Ctx,
    before_ms: OptionalTimeMs = None,
    open_only: Annotated[bool, Query(description="Only those without all outcomes.")] = False,  # noqa: FBT002 - a query parameter
    limit: Limit = 50,
) -> BatchList:
    """Newest first."""
    found = await ctx.parts.log.batches(BatchesAsked(limit + 1, before_ms, open_only))
    page, before = _page(found, limit)
    return BatchList(batches=[BatchBody.of(batch) for batch in page], next_before_ms=before)


@router.get("/batches/{batch_id}", operation_id="get_batch", summary="Show a batch")
async def get_batch(batch_id: PathCommandId, ctx: Ctx) -> BatchBody:
    """One act with its counts by state."""
    return BatchBody.of(await ctx.parts.acts.batch(batch_id))


@router.get("/batches/{batch_id}/commands", operation_id="list_batch_commands", summary="Commands of a batch")
async def list_batch_commands(
    batch_id: PathCommandId,
    ctx: Ctx,
    state: Annotated[list[CommandState], Query(max_length=10)] = [],  # noqa: B006 - FastAPI copies it
    offset: Offset = 0,
    limit: Limit = 100,
) -> CommandWindow:
    """Failed ones first. `state` may be given several times."""
    await ctx.parts.acts.batch(batch_id)
    asked = CommandsAsked(limit, offset, batch_id=batch_id, states=tuple(state))
    found, total = await ctx.parts.log.commands(asked)
    return CommandWindow(total=total, offset=offset, commands=named(ctx.parts, found))


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
    batch, refused = await ctx.parts.acts.retry(
        batch_id,
        frozenset(body.states),
        stagger_seconds=body.stagger_seconds,
        idempotency_key=idempotency_key,
    )
    return RetriedBody(batch=BatchBody.of(batch), refused=refused)


@router.post(
    "/batches/{batch_id}/cancel", operation_id="cancel_batch", summary="Withdraw commands not sent yet"
)
async def cancel_batch(batch_id: PathCommandId, ctx: Ctx) -> Count:
    """What has begun runs on; the answer counts what was withdrawn."""
    return Count(count=await ctx.parts.acts.cancel(batch_id))


def _page(found: Sequence[BatchRecord], limit: int) -> tuple[Sequence[BatchRecord], int | None]:
    """A page that never parts batches of one millisecond, so that asking on by time misses none."""
    if len(found) <= limit:
        return found, None
    boundary = found[limit].created_at_ms
    whole = [batch for batch in found[:limit] if batch.created_at_ms > boundary]
    return (whole, boundary + 1) if whole else (found[:limit], boundary)
