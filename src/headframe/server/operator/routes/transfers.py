"""Moving devices from one node to another."""

from headframe.api.base import Count
from headframe.api.documented import also
from headframe.api.parameters import PathId
from headframe.core.errors import Code
from headframe.server.operator.context import Ctx, guarded_router
from headframe.server.operator.models.transfers import (
    HostOffInput,
    TransferBody,
    TransferInput,
    TransferPreviewBody,
    TransferPreviewInput,
    TransferStartedBody,
)

router = guarded_router("nodes")


@router.get("/transfers", operation_id="list_transfers", summary="List devices on their way to another node")
async def list_transfers(ctx: Ctx) -> list[TransferBody]:
    """Those that their owners have not let go yet, oldest first."""
    return TransferBody.of(await ctx.services.transfers.under_way(ctx.org_id))


@router.post(
    "/nodes/{node_id}/transfer/preview",
    operation_id="preview_transfer",
    summary="See which devices could go to another node",
    responses=also(Code.INVALID_FILTER),
)
async def preview_transfer(node_id: PathId, body: TransferPreviewInput, ctx: Ctx) -> TransferPreviewBody:
    """Changes nothing. Devices that cannot go are counted by reason."""
    preview = await ctx.services.transfers.preview(
        ctx.principal, body.selector.to_core(), from_node_id=node_id, to_node_id=body.to_node_id
    )
    return TransferPreviewBody.of(preview)


@router.post(
    "/nodes/{node_id}/transfer",
    operation_id="transfer_devices",
    summary="Move devices to another node",
    status_code=202,
    responses=also(
        Code.CONFLICT,
        Code.INVALID_FILTER,
        Code.DEVICE_NOT_OWNED,
        Code.NODE_NOT_CONNECTED,
        Code.PLUGIN_UNAVAILABLE,
    ),
)
async def transfer_devices(node_id: PathId, body: TransferInput, ctx: Ctx) -> TransferStartedBody:
    """Its node is asked to let go; once it has, they are the other node's, which logs in to them.

    Ids and histories stay. Meanwhile commands for them are refused. While the node is out of contact they
    wait, until it is back or an operator vouches that its host is off. Credentials are sealed to the new
    owner within the request.
    """
    return TransferStartedBody.of(await ctx.services.transfers.begin(ctx.principal, body.to_core(node_id)))


@router.post(
    "/nodes/{node_id}/transfer/cancel",
    operation_id="cancel_transfer",
    summary="Leave devices with their node",
)
async def cancel_transfer(node_id: PathId, ctx: Ctx) -> Count:
    """Those that have not gone over yet; how many that is."""
    return Count(count=await ctx.services.transfers.cancel(ctx.principal, node_id))


@router.post(
    "/nodes/{node_id}/transfer/host-off",
    operation_id="vouch_host_off",
    summary="Vouch that a node's host is off",
    responses=also(Code.CONFLICT),
)
async def vouch_host_off(node_id: PathId, body: HostOffInput, ctx: Ctx) -> Count:
    """For a node out of contact that devices are to leave: they go over without its word, 32 seconds later.

    Two nodes would command one miner if that were wrong: say so only of a host that is off or unplugged. The
    word and its reason stay in the activity log; it falls as soon as the node is back in contact.
    """
    vouched = await ctx.services.transfers.vouch_off(ctx.principal, node_id, reason=body.reason)
    return Count(count=vouched)
