"""Saved views, for people."""

from headframe.api.documented import also
from headframe.api.parameters import PathId
from headframe.core.errors import Code
from headframe.server.operator.context import Ctx, guarded_router
from headframe.server.operator.models.views import ViewBody, ViewInput

router = guarded_router("views")
BAD_VIEW = (Code.ALREADY_EXISTS, Code.INVALID_FILTER, Code.INVALID_SORT)


@router.get("/views", operation_id="list_views", summary="List saved views")
async def list_views(ctx: Ctx) -> list[ViewBody]:
    """The own and those that others share, by name."""
    user = ctx.principal.require_user()
    return [ViewBody.of(view, user) for view in await ctx.services.views.views(user)]


@router.post(
    "/views",
    operation_id="add_view",
    summary="Save a view",
    status_code=201,
    responses=also(*BAD_VIEW, Code.LIMIT_REACHED),
)
async def add_view(body: ViewInput, ctx: Ctx) -> ViewBody:
    """A view of the caller's own. Nobody has two of one name for one page."""
    user = ctx.principal.require_user()
    return ViewBody.of(await ctx.services.views.add(ctx.principal, body.to_core(user)), user)


@router.put(
    "/views/{view_id}", operation_id="change_view", summary="Change a view", responses=also(*BAD_VIEW)
)
async def change_view(view_id: PathId, body: ViewInput, ctx: Ctx) -> ViewBody:
    """By its owner; a shared one by an admin too. It stays its owner's."""
    user = ctx.principal.require_user()
    return ViewBody.of(await ctx.services.views.change(ctx.principal, body.to_core(user, view_id)), user)


@router.delete("/views/{view_id}", operation_id="remove_view", summary="Remove a view", status_code=204)
async def remove_view(view_id: PathId, ctx: Ctx) -> None:
    """By its owner; a shared one by an admin too."""
    await ctx.services.views.remove(ctx.principal, view_id)
