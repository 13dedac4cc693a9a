"""Conflicts between commands and what was done on site."""

from typing import Annotated

from fastapi import Query

from headframe.api.documented import also
from headframe.api.parameters import Limit, Offset, OptionalId, PathCommandId
from headframe.api.standing import ConflictBody, ConflictWindow
from headframe.core.errors import Code
from headframe.core.reconcile.conflicts import ConflictState
from headframe.server.operator.context import Ctx, guarded_router
from headframe.server.operator.models.conflicts import DecidedBody, DecisionInput
from headframe.server.stores.ports.reconciliation import ConflictQuery

router = guarded_router("activity")

State = Annotated[ConflictState | None, Query(description="Only those that wait, or only those decided.")]


@router.get("/conflicts", operation_id="list_conflicts", summary="List conflicts")
async def list_conflicts(
    ctx: Ctx, *, state: State = None, device_id: OptionalId = None, offset: Offset = 0, limit: Limit = 100
) -> ConflictWindow:
    """Commands that lost to something their issuer had not heard of, newest first.

    While one is open, no schedule writes to that aspect of the device.
    """
    query = ConflictQuery(limit, offset, state, device_id)
    conflicts, total = await ctx.services.conflicts.window(ctx.org_id, query)
    return ConflictWindow(
        total=total, offset=offset, conflicts=[ConflictBody.of(conflict) for conflict in conflicts]
    )


@router.post(
    "/conflicts/{conflict_id}/resolve",
    operation_id="resolve_conflict",
    summary="Decide a conflict",
    responses=also(Code.CONFLICT, Code.DEVICE_NOT_OWNED),
)
async def resolve_conflict(conflict_id: PathCommandId, body: DecisionInput, ctx: Ctx) -> DecidedBody:
    """Once, by whoever may issue the command that lost. The decision stays in the activity log."""
    return DecidedBody.of(await ctx.services.conflicts.decide(ctx.principal, conflict_id, body.choice))
