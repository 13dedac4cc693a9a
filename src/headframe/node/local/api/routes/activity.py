"""The log of what was done on site."""

from typing import Annotated

from fastapi import Query

from headframe.api.activity import ActivityBody, ActivityPage
from headframe.api.base import MAX_ID, PLAIN
from headframe.api.parameters import Limit, OptionalId, OptionalTimeMs
from headframe.node.local.api.context import Ctx
from headframe.node.local.api.gate import local_router
from headframe.node.local.log_rows import EntriesAsked

router = local_router("activity")

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
    return ActivityPage(
        entries=[ActivityBody.of(entry) for entry in entries[:limit]],
        next_before_id=entries[limit - 1].id if len(entries) > limit else None,
    )
