"""Commands that wait for an admin's signature: what waits, what exactly is to be signed, taking it in."""

from headframe.api.base import Count
from headframe.api.documented import also
from headframe.api.parameters import Limit, Offset, PathCommandId
from headframe.core.errors import Code
from headframe.server.operator.context import Ctx, guarded_router
from headframe.server.operator.models.cosigning import (
    AwaitingList,
    CosignInput,
    SignableBody,
    SignableWindow,
)

router = guarded_router("commands")


@router.get(
    "/commands/awaiting-signature",
    operation_id="list_awaiting_signature",
    summary="List what waits for an admin's signature",
)
async def list_awaiting_signature(ctx: Ctx) -> AwaitingList:
    """Acts of a class that the Keyset's policy has signed twice. They expire where nobody signs."""
    found = await ctx.services.cosigning.awaiting(ctx.org_id)
    return AwaitingList.of(list(found), ctx.services.cosigning.keyset(ctx.org_id))


@router.get(
    "/batches/{batch_id}/intents",
    operation_id="list_batch_intents",
    summary="Get what is to be signed",
)
async def list_batch_intents(
    batch_id: PathCommandId, ctx: Ctx, offset: Offset = 0, limit: Limit = 100
) -> SignableWindow:
    """The exact bytes for each command that waits, with its payload. A signature is good for 15 minutes."""
    found, total = await ctx.services.cosigning.signables(ctx.org_id, batch_id, offset=offset, limit=limit)
    ids = [each.command.device_id for each in found if each.command.device_id is not None]
    rows = await ctx.stores.devices.rows(ctx.org_id, ids, await ctx.moment()) if ids else ()
    named = {row.id: row for row in rows}
    return SignableWindow(
        total=total,
        offset=offset,
        intents=[SignableBody.of(each, named.get(each.command.device_id or 0)) for each in found],
    )


@router.post(
    "/batches/{batch_id}/cosignatures",
    operation_id="cosign_batch",
    summary="Bring an admin's signatures",
    responses=also(Code.COMMAND_UNTRUSTED, Code.CONFLICT),
)
async def cosign_batch(batch_id: PathCommandId, body: CosignInput, ctx: Ctx) -> Count:
    """The commands go out at once; the answer counts them. Those that wait no more are left alone."""
    documents = [each.to_core() for each in body.intents]
    return Count(count=await ctx.services.cosigning.sign(ctx.principal, batch_id, documents))
