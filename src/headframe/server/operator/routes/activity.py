"""The activity log."""

from fastapi.responses import StreamingResponse

from headframe.api.activity import ActivityPage, ActorId, BatchId, BeforeId, SearchText, VerbPrefix
from headframe.api.parameters import Limit, OptionalId, OptionalTimeMs
from headframe.server.operator.context import Ctx, guarded_router
from headframe.server.operator.routes.devices import CSV
from headframe.server.services.exports import activity_csv
from headframe.server.stores.ports.activity import ActivityQuery

router = guarded_router("activity")


@router.get("/activity", operation_id="list_activity", summary="What happened")
async def list_activity(
    ctx: Ctx,
    *,
    before_id: BeforeId = None,
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
    return ActivityPage.of(entries, limit)


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
