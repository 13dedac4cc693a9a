"""Logins that pairing tries before the makers' own."""

from headframe.api.documented import also
from headframe.api.parameters import PathId
from headframe.core.errors import Code
from headframe.server.operator.context import Ctx, guarded_router
from headframe.server.operator.models.default_logins import DefaultLoginBody, DefaultLoginInput

router = guarded_router("pairing")


@router.get("/default-logins", operation_id="list_default_logins", summary="List default logins")
async def list_default_logins(ctx: Ctx) -> list[DefaultLoginBody]:
    """Oldest first, each with the nodes that have it and those that lack it. Never a password."""
    return [DefaultLoginBody.of(held) for held in await ctx.services.default_logins.logins(ctx.org_id)]


@router.post(
    "/default-logins",
    operation_id="add_default_login",
    summary="Add a default login",
    status_code=201,
    responses=also(Code.LIMIT_REACHED, Code.NODE_NOT_CONNECTED),
)
async def add_default_login(body: DefaultLoginInput, ctx: Ctx) -> DefaultLoginBody:
    """Sealed to each node of now: the server keeps nothing it could read. `POST /pair` tries it by itself."""
    held = await ctx.services.default_logins.add(ctx.principal, body.to_core(), body.driver)
    return DefaultLoginBody.of(held)


@router.delete(
    "/default-logins/{login_id}",
    operation_id="remove_default_login",
    summary="Remove a default login",
    status_code=204,
)
async def remove_default_login(login_id: PathId, ctx: Ctx) -> None:
    """Miners that were paired with it stay paired."""
    await ctx.services.default_logins.remove(ctx.principal, login_id)
