"""The log of what was done on site."""

from headframe.api.activity import ActivityPage, ActorId, BatchId, BeforeId, SearchText, VerbPrefix
from headframe.api.parameters import Limit, OptionalId, OptionalTimeMs
from headframe.node.local.api.context import Ctx
from headframe.node.local.api.gate import local_router
from headframe.node.local.log_rows import EntriesAsked

router = local_router("activity")


@router.get("/activity", operation_id="list_activity", summary="What happened")
async def list_activity(
    ctx: Ctx,
    *,
    before_id: BeforeId = None,
    device_id: OptionalId = None,
    batch_id: BatchId = None,
    actor_id: ActorId = None,
    verb_prefix: VerbPrefix = "",
    from_ms: OptionalTimeMs = None,
    to_ms: OptionalTimeMs = None,
    text: SearchText = "",
    limit: Limit = 100,
) -> ActivityPage:
    """What was done on site, newest first."""
    entries = await ctx.parts.log.entries(
        EntriesAsked(
            limit=limit + 1,
            before_id=before_id,
            device_id=device_id,
            batch_id=batch_id,
            actor_id=actor_id,
            verb_prefix=verb_prefix,
            from_ms=from_ms,
            to_ms=to_ms,
            text=text,
        )
    )
    return ActivityPage.of(entries, limit)
