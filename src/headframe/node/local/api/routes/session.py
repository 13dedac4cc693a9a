"""What the page asks first, signing in and out, and how the node stands."""

from fastapi import Response

from headframe.api.documented import also
from headframe.api.session import Bootstrap, Me, SignInInput
from headframe.core.access import Permission, Role
from headframe.core.errors import Code
from headframe.node.local.api.bodies import LocalStandingBody
from headframe.node.local.api.context import Context, Ctx
from headframe.node.local.api.gate import COOKIE, local_router
from headframe.node.local.credential import NAME
from headframe.node.local.sessions import ABSOLUTE_SECONDS, LocalSession

router = local_router("session")

MODE = "node"
PERMISSIONS = (
    Permission.COMMAND_DEVICES,
    Permission.HOLD_FOR_SAFETY,
    Permission.READ_ACTIVITY,
    Permission.READ_FLEET,
)
"""Of the local admin: what can be done and seen on site."""


@router.get("/bootstrap", operation_id="get_bootstrap", summary="What this installation is")
async def get_bootstrap(ctx: Ctx) -> Bootstrap:
    """That a node serves the page, and which version."""
    return Bootstrap(mode=MODE, version=ctx.parts.facts.software_version, setup_needed=False, features=[])


@router.post(
    "/sign-in",
    operation_id="sign_in",
    summary="Sign in with the local password",
    responses=also(Code.SIGN_IN_FAILED, Code.SIGN_IN_THROTTLED, Code.BUSY, Code.NOT_FOUND),
)
async def sign_in(body: SignInInput, ctx: Ctx, response: Response) -> Me:
    """Begins a session, kept by a cookie. Send `csrf_token` back as `X-CSRF-Token` on unsafe requests."""
    session, token = await ctx.parts.sign_in.sign_in(body.name, body.password, address=ctx.address)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(ABSOLUTE_SECONDS),
        path="/",
        secure=True,
        httponly=True,
        samesite="strict",
    )
    await ctx.parts.acts.note("user.signed_in", f"{NAME} signed in on site")
    return _me(ctx, session)


@router.post("/sign-out", operation_id="sign_out", summary="End the session", status_code=204)
async def sign_out(ctx: Ctx, response: Response) -> None:
    """Ends the session at once."""
    ctx.parts.sign_in.sign_out(ctx.session)
    await ctx.parts.acts.note("user.signed_out", f"{NAME} signed out on site")
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict")


@router.get("/me", operation_id="get_me", summary="Who the caller is")
async def get_me(ctx: Ctx) -> Me:
    """The local admin, and the session's CSRF token."""
    return _me(ctx, ctx.session)


@router.get("/local", operation_id="get_local_standing", summary="How the node stands with its server")
async def get_local_standing(ctx: Ctx) -> LocalStandingBody:
    """Whether it is alone and since when, and what waits to be taken by the server."""
    return LocalStandingBody.of(ctx.parts)


def _me(ctx: Context, session: LocalSession) -> Me:
    left_ms = round(ctx.parts.sign_in.seconds_left(session) * 1000)
    return Me(
        name=NAME,
        role=Role.ADMIN,
        permissions=list(PERMISSIONS),
        user_id=None,
        api_key_id=None,
        csrf_token=session.csrf_token,
        session_expires_at_ms=ctx.parts.clock.now_ms() + left_ms,
    )
