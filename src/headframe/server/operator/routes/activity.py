"""The activity log."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import StreamingResponse

from headframe.api.activity import ActivityBody, ActivityPage
from headframe.api.base import MAX_ID, PLAIN
from headframe.api.parameters import Limit, OptionalId, OptionalTimeMs
from headframe.server.operator.context import Ctx, guarded_router
from headframe.server.operator.routes.devices import CSV
from headframe.server.services.exports import activity_csv
from headframe.server.stores.ports.activity import ActivityQuery

router = guarded_router("activity")

BatchId = Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$")]
ActorId = Annotated[str | None, Query(max_length=64, pattern=PLAIN)]
VerbPrefix = Annotated[str, Query(max_length=64, pattern=PLAIN, examples=["device."])]
SearchText = Annotated[str, Query(alias="text", max_length=200, pattern=PLAIN)]


@router.get("/activity", operation_id="list_activity", summary="What happened")
async def list_activity(
    ctx: Ctx,
    *,
    before_id: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    device_id: OptionalId = None,
    node_id: OptionalId = None,
    batch_id: BatchId = None,
    actor_id: ActorId = None,
    verb_prefix: VerbPrefix = "",
    from_ms: OptionalTimeMs = None,
    to_ms: OptionalTimeMs = None,
    text: SearchText = "",
    limit: Limit = 100,
) -> ActivityPage:
    """Who did what to which, newest first."""
    query = ActivityQuery(
        limit=limit + 1,
        before_id=before_id,
        device_id=device_id,
        node_id=node_id,
        batch_id=batch_id,
        actor_id=actor_id,
        verb_prefix=verb_prefix,
        from_ms=from_ms,
        to_ms=to_ms,
        text=text,
    )
    entries = await ctx.stores.activity.page(ctx.org_id, query)
    return ActivityPage(
        entries=[ActivityBody.of(entry) for entry in entries[:limit]],
        next_before_id=entries[limit - 1].id if len(entries) > limit else None,
    )


@router.get(
    "/activity/export.csv",
    operation_id="export_activity",
    summary="The activity log as CSV",
    response_class=StreamingResponse,
    responses=CSV,
)
async def export_activity(
    ctx: Ctx,
    *,
    device_id: OptionalId = None,
    node_id: OptionalId = None,
    batch_id: BatchId = None,
    actor_id: ActorId = None,
    verb_prefix: VerbPrefix = "",
    from_ms: OptionalTimeMs = None,
    to_ms: OptionalTimeMs = None,
    text: SearchText = "",
) -> StreamingResponse:
    """All entries that match, streamed and never cut off."""
    query = ActivityQuery(
        limit=1,
        device_id=device_id,
        node_id=node_id,
        batch_id=batch_id,
        actor_id=actor_id,
        verb_prefix=verb_prefix,
        from_ms=from_ms,
        to_ms=to_ms,
        text=text,
    )
    return StreamingResponse(
        activity_csv(ctx.stores.activity.export(ctx.org_id, query)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="activity.csv"'},
    )
