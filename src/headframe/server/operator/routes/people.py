"""Users and API keys, for admins."""

from headframe.api.documented import also
from headframe.api.parameters import PathId
from headframe.core.access import Role
from headframe.core.errors import Code
from headframe.server.operator.context import Ctx, guarded_router
from headframe.server.operator.models.people import (
    ApiKeyBody,
    ApiKeyInput,
    InvitationBody,
    IssuedKeyBody,
    RoleBody,
    UserBody,
    UserChange,
    UserInput,
)

router = guarded_router("people")


@router.get("/roles", operation_id="list_roles", summary="What each role may do")
async def list_roles() -> list[RoleBody]:
    """All roles, from most to least able, each with the permissions it holds."""
    return [RoleBody.of(role) for role in Role]


@router.get("/users", operation_id="list_users", summary="List users")
async def list_users(ctx: Ctx) -> list[UserBody]:
    """All users, by name."""
    return [UserBody.of(user) for user in await ctx.services.users.users(ctx.principal)]


@router.post(
    "/users",
    operation_id="invite_user",
    summary="Invite a user",
    status_code=201,
    responses=also(Code.ALREADY_EXISTS, Code.LIMIT_REACHED),
)
async def invite_user(body: UserInput, ctx: Ctx) -> InvitationBody:
    """Adds a user without a password, and answers with the token of a one-time set-up link."""
    return InvitationBody.of(await ctx.services.users.invite(ctx.principal, name=body.name, role=body.role))


@router.patch(
    "/users/{user_id}",
    operation_id="change_user",
    summary="Change a user's role or access",
    responses=also(Code.CONFLICT),
)
async def change_user(user_id: PathId, body: UserChange, ctx: Ctx) -> UserBody:
    """Disabling ends the user's sessions. The last enabled admin cannot be demoted or disabled."""
    user = await ctx.services.users.change(ctx.principal, user_id, role=body.role, disabled=body.disabled)
    return UserBody.of(user)


@router.delete(
    "/users/{user_id}",
    operation_id="remove_user",
    summary="Remove a user",
    status_code=204,
    responses=also(Code.CONFLICT),
)
async def remove_user(user_id: PathId, ctx: Ctx) -> None:
    """Removes a user with its sessions, links and keys. The last enabled admin stays."""
    await ctx.services.users.remove(ctx.principal, user_id)


@router.post("/users/{user_id}/setup-link", operation_id="renew_setup_link", summary="Make a new set-up link")
async def renew_setup_link(user_id: PathId, ctx: Ctx) -> InvitationBody:
    """For a forgotten password: a one-time token that lets the user set a new one."""
    return InvitationBody.of(await ctx.services.users.renew_link(ctx.principal, user_id))


@router.get("/api-keys", operation_id="list_api_keys", summary="List API keys")
async def list_api_keys(ctx: Ctx) -> list[ApiKeyBody]:
    """All keys, revoked ones too, newest first. Secrets are never shown again."""
    return [ApiKeyBody.of(key) for key in await ctx.services.api_keys.keys(ctx.principal)]


@router.post(
    "/api-keys",
    operation_id="issue_api_key",
    summary="Issue an API key",
    status_code=201,
    responses=also(Code.LIMIT_REACHED, Code.ALREADY_EXISTS),
)
async def issue_api_key(body: ApiKeyInput, ctx: Ctx) -> IssuedKeyBody:
    """Answers with the secret, this once. Only people issue keys; a key cannot."""
    issued = await ctx.services.api_keys.issue(
        ctx.principal, name=body.name, role=body.role, expires_at_ms=body.expires_at_ms
    )
    return IssuedKeyBody.of(issued)


@router.delete("/api-keys/{key_id}", operation_id="revoke_api_key", summary="Revoke an API key")
async def revoke_api_key(key_id: PathId, ctx: Ctx) -> ApiKeyBody:
    """The key stops working at once; it stays in the list."""
    return ApiKeyBody.of(await ctx.services.api_keys.revoke(ctx.principal, key_id))
