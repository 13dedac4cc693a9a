"""Groups and their members."""

from headframe.api.documented import also
from headframe.api.parameters import PathId
from headframe.core.errors import Code
from headframe.core.places import Group
from headframe.server.operator.context import Ctx, guarded_router
from headframe.server.operator.models.places import GroupBody, GroupInput, MembersChange

router = guarded_router("groups")
TAKEN = also(Code.ALREADY_EXISTS)


@router.get("/groups", operation_id="list_groups", summary="List groups")
async def list_groups(ctx: Ctx) -> list[GroupBody]:
    """All groups with their sizes, by name."""
    return [GroupBody.of(group) for group in await ctx.stores.places.groups(ctx.org_id)]


@router.post("/groups", operation_id="add_group", summary="Add a group", status_code=201, responses=TAKEN)
async def add_group(body: GroupInput, ctx: Ctx) -> GroupBody:
    """A new, empty group."""
    group = await ctx.services.groups.add(ctx.principal, name=body.name, description=body.description)
    return GroupBody.of(group)


@router.get("/groups/{group_id}", operation_id="get_group", summary="Show a group")
async def get_group(group_id: PathId, ctx: Ctx) -> GroupBody:
    """One group with its size."""
    return GroupBody.of(await ctx.services.groups.group(ctx.org_id, group_id))


@router.put(
    "/groups/{group_id}", operation_id="change_group", summary="Rename or describe a group", responses=TAKEN
)
async def change_group(group_id: PathId, body: GroupInput, ctx: Ctx) -> GroupBody:
    """Its members stay."""
    group = Group(group_id, ctx.org_id, body.name, body.description)
    return GroupBody.of(await ctx.services.groups.change(ctx.principal, group))


@router.delete("/groups/{group_id}", operation_id="remove_group", summary="Remove a group", status_code=204)
async def remove_group(group_id: PathId, ctx: Ctx) -> None:
    """Its devices stay."""
    await ctx.services.groups.remove(ctx.principal, group_id)


@router.post(
    "/groups/{group_id}/members",
    operation_id="change_group_members",
    summary="Add and remove members",
    responses=also(Code.INVALID_FILTER),
)
async def change_group_members(group_id: PathId, body: MembersChange, ctx: Ctx) -> GroupBody:
    """By what the selectors mean now; a group does not follow its filter afterwards."""
    group = await ctx.services.groups.change_members(
        ctx.principal,
        group_id,
        add=body.add.to_core() if body.add else None,
        remove=body.remove.to_core() if body.remove else None,
    )
    return GroupBody.of(group)
