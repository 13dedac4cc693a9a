"""Discovery, pairing, ownership."""

from headframe.api.base import Count
from headframe.api.devices import DeviceBody
from headframe.api.documented import also
from headframe.api.parameters import IdempotencyKey, Limit, Offset, PathCommandId
from headframe.core.errors import Code, HeadframeError
from headframe.server.operator.context import Context, Ctx, guarded_router
from headframe.server.operator.idempotency import scoped_key
from headframe.server.operator.models.pairing import (
    DiscoveryBody,
    DiscoveryInput,
    DiscoveryList,
    FoundWindow,
    PairingStartedBody,
    PairInput,
    UnpairInput,
)
from headframe.server.services.discovery_desk import Discovery

router = guarded_router("pairing")
ACT = also(Code.CONFLICT, Code.INVALID_FILTER, Code.DEVICE_NOT_OWNED, Code.NOT_FOUND)


@router.get("/discoveries", operation_id="list_discoveries", summary="List discoveries")
async def list_discoveries(ctx: Ctx) -> DiscoveryList:
    """Those that run, and those that ended lately, newest first."""
    found = ctx.deps.discoveries.of_org(ctx.org_id)
    return DiscoveryList(discoveries=[DiscoveryBody.of(discovery) for discovery in found])


@router.post(
    "/discoveries",
    operation_id="start_discovery",
    summary="Scan for miners",
    status_code=202,
    responses=also(Code.NOT_FOUND, Code.INVALID_TARGET, Code.PUBLIC_ADDRESS_REFUSED, Code.NODE_NOT_CONNECTED),
)
async def start_discovery(body: DiscoveryInput, ctx: Ctx) -> DiscoveryBody:
    """Asks a connected node to scan private addresses. What it finds is listed, and never claimed."""
    return DiscoveryBody.of(await ctx.services.discovery.start(ctx.principal, body.to_core()))


@router.get("/discoveries/{discovery_id}", operation_id="get_discovery", summary="Show a discovery")
async def get_discovery(discovery_id: PathCommandId, ctx: Ctx) -> DiscoveryBody:
    """Progress and state."""
    return DiscoveryBody.of(_discovery(ctx, discovery_id))


@router.post(
    "/discoveries/{discovery_id}/cancel", operation_id="cancel_discovery", summary="Cancel a discovery"
)
async def cancel_discovery(discovery_id: PathCommandId, ctx: Ctx) -> DiscoveryBody:
    """What was found until then stays. A discovery that has ended is left as it is."""
    return DiscoveryBody.of(await ctx.services.discovery.cancel(ctx.principal, discovery_id))


@router.get(
    "/discoveries/{discovery_id}/devices", operation_id="list_discovered", summary="What a discovery found"
)
async def list_discovered(
    discovery_id: PathCommandId, ctx: Ctx, offset: Offset = 0, limit: Limit = 100
) -> FoundWindow:
    """Devices it saw, known ones too, in the order in which it found them."""
    _discovery(ctx, discovery_id)
    ids = ctx.deps.discoveries.found_ids(ctx.org_id, discovery_id)
    moment = await ctx.moment()
    rows = await ctx.stores.devices.rows(ctx.org_id, ids[offset : offset + limit], moment)
    return FoundWindow(
        total=len(ids), offset=offset, now_ms=moment.now_ms, devices=[DeviceBody.of(row) for row in rows]
    )


@router.post(
    "/pair",
    operation_id="pair_devices",
    summary="Own devices and log in to them",
    status_code=202,
    responses=ACT | also(Code.NODE_NOT_CONNECTED),
)
async def pair_devices(body: PairInput, ctx: Ctx, idempotency_key: IdempotencyKey = "") -> PairingStartedBody:
    """Makes a node the owner of unowned devices, and asks each owner to find a login that works.

    Credentials are sealed to the node within the request; the server keeps nothing it could read.
    """
    request = body.to_core(scoped_key(ctx.principal, idempotency_key))
    return PairingStartedBody.of(await ctx.services.pairing.pair(ctx.principal, request))


@router.post(
    "/unpair",
    operation_id="unpair_devices",
    summary="Forget the credentials of devices",
    status_code=202,
    responses=ACT,
)
async def unpair_devices(
    body: UnpairInput, ctx: Ctx, idempotency_key: IdempotencyKey = ""
) -> PairingStartedBody:
    """Asks the owners to forget; ownership ends with their success."""
    started = await ctx.services.pairing.unpair(
        ctx.principal,
        body.selector.to_core(),
        expected_count=body.expected_count,
        idempotency_key=scoped_key(ctx.principal, idempotency_key),
    )
    return PairingStartedBody.of(started)


@router.post(
    "/release",
    operation_id="release_devices",
    summary="End ownership without the node",
    responses=also(Code.CONFLICT, Code.INVALID_FILTER),
)
async def release_devices(body: UnpairInput, ctx: Ctx) -> Count:
    """For a node that is gone for good: its devices become unowned at once, so that another can pair them."""
    released = await ctx.services.pairing.release(
        ctx.principal, body.selector.to_core(), expected_count=body.expected_count
    )
    return Count(count=released)


def _discovery(ctx: Context, discovery_id: str) -> Discovery:
    discovery = ctx.deps.discoveries.get(ctx.org_id, discovery_id)
    if discovery is None:
        raise HeadframeError(Code.NOT_FOUND, "There is no such discovery.")
    return discovery
