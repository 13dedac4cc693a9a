"""Bootstrap, first-run set-up, sign-in and the caller itself."""

from fastapi import Response

from headframe.api.documented import also
from headframe.api.session import Bootstrap, Me, SignInInput
from headframe.core.errors import Code
from headframe.server.operator.context import Context, Ctx, guarded_router
from headframe.server.operator.models.people import PasswordInput, SetupInput, me_of
from headframe.server.services.sign_in import SignedIn

router = guarded_router("session")


@router.get("/bootstrap", operation_id="get_bootstrap", summary="What this installation is")
async def get_bootstrap(ctx: Ctx) -> Bootstrap:
    """Mode, version, features, and whether the first admin still has to set a password."""
    config = ctx.deps.config
    return Bootstrap(
        mode=config.mode,
        version=config.version,
        setup_needed=await ctx.services.users.setup_needed(config.org_id),
        features=list(config.features),
    )


@router.post(
    "/setup",
    operation_id="use_setup_link",
    summary="Set a first password by a one-time link",
    responses=also(Code.SETUP_LINK_INVALID, Code.SIGN_IN_THROTTLED, Code.BUSY),
)
async def use_setup_link(body: SetupInput, ctx: Ctx, response: Response) -> Me:
    """Consumes the link's token, sets the password and signs in. A link works once."""
    signed_in = await ctx.services.sign_in.use_setup_link(body.token, body.password, address=ctx.address)
    return _with_cookie(ctx, response, signed_in)


@router.post(
    "/sign-in",
    operation_id="sign_in",
    summary="Sign in with name and password",
    responses=also(Code.SIGN_IN_FAILED, Code.SIGN_IN_THROTTLED, Code.BUSY),
)
async def sign_in(body: SignInInput, ctx: Ctx, response: Response) -> Me:
    """Begins a session, kept by a cookie. Send `csrf_token` back as `X-CSRF-Token` on unsafe requests."""
    signed_in = await ctx.services.sign_in.sign_in(body.name, body.password, address=ctx.address)
    return _with_cookie(ctx, response, signed_in)


@router.post("/sign-out", operation_id="sign_out", summary="End the session", status_code=204)
async def sign_out(ctx: Ctx, response: Response) -> None:
    """Ends the caller's session at once. An API key has none, and stays good."""
    await ctx.services.sign_in.sign_out(ctx.principal)
    config = ctx.deps.config
    response.delete_cookie(config.cookie_name, secure=config.tls, httponly=True, samesite="strict")


@router.get("/me", operation_id="get_me", summary="Who the caller is")
async def get_me(ctx: Ctx) -> Me:
    """Name, role and permissions, and the session's CSRF token."""
    return me_of(ctx.principal)


@router.post(
    "/me/password",
    operation_id="change_own_password",
    summary="Change the own password",
    responses=also(Code.SIGN_IN_FAILED, Code.SIGN_IN_THROTTLED, Code.BUSY),
)
async def change_own_password(body: PasswordInput, ctx: Ctx, response: Response) -> Me:
    """Needs the present password. All other sessions end; this one is replaced."""
    signed_in = await ctx.services.sign_in.change_password(
        ctx.principal, body.old_password, body.new_password, address=ctx.address
    )
    return _with_cookie(ctx, response, signed_in)


def _with_cookie(ctx: Context, response: Response, signed_in: SignedIn) -> Me:
    config = ctx.deps.config
    response.set_cookie(
        config.cookie_name,
        signed_in.token,
        max_age=config.sessions.absolute_seconds,
        path="/",
        secure=config.tls,
        httponly=True,
        samesite="strict",
    )
    return me_of(signed_in.principal)
