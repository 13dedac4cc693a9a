"""This node's devices, live from its drivers."""

from headframe.api.commands import CommandWindow
from headframe.api.device_detail import DeviceDetailBody, FaultBody, FaultList, VendorAnswers
from headframe.api.devices import DeviceBody, DeviceWindow, SummaryBody
from headframe.api.documented import BAD_FILTER, BAD_QUERY
from headframe.api.filters import FacetBody, FacetLimit, FilterCheck, FilterFields, check_facet
from headframe.api.parameters import Descending, FilterQuery, Limit, Offset, PathId, Sort, filter_of
from headframe.api.standing import StandingBody
from headframe.core.lists.selecting import ListQuery
from headframe.node.local.api.context import Ctx
from headframe.node.local.api.gate import local_router
from headframe.node.local.api.naming import named
from headframe.node.local.log_rows import CommandsAsked
from headframe.wire.convert.components import components_from_bytes

router = local_router("devices")


@router.get("/devices", operation_id="list_devices", summary="A window of devices", responses=BAD_QUERY)
async def list_devices(
    ctx: Ctx,
    *,
    filter_text: FilterQuery = "",
    sort: Sort = "name",
    descending: Descending = False,
    offset: Offset = 0,
    limit: Limit = 100,
) -> DeviceWindow:
    """Filtered and sorted by the node; `total` counts all that match."""
    rows = ctx.parts.lists.selected(ListQuery(filter_of(filter_text), sort, descending))
    return DeviceWindow(
        total=len(rows),
        offset=offset,
        now_ms=ctx.parts.clock.now_ms(),
        devices=[DeviceBody.of(row) for row in rows[offset : offset + limit]],
    )


@router.get("/devices/summary", operation_id="get_device_summary", summary="Sums", responses=BAD_FILTER)
async def get_device_summary(ctx: Ctx, filter_text: FilterQuery = "") -> SummaryBody:
    """Hashrate, power, efficiency and counts over all that match."""
    summary = ctx.parts.lists.summary(ListQuery(filter_of(filter_text)))
    return SummaryBody.of(summary, ctx.parts.clock.now_ms())


@router.get(
    "/devices/facets/{field}", operation_id="get_facet", summary="Values of a field", responses=BAD_FILTER
)
async def get_facet(
    field: str,
    ctx: Ctx,
    filter_text: FilterQuery = "",
    limit: FacetLimit = 100,
) -> FacetBody:
    """How many match by each value of one text field: for completion."""
    check_facet(field)
    counts = ctx.parts.lists.facet(ListQuery(filter_of(filter_text)), field)
    return FacetBody.of(field, counts, limit)


@router.get("/filter/fields", operation_id="list_filter_fields", summary="Fields of the filter grammar")
async def list_filter_fields() -> FilterFields:
    """For completion: names, types, units and fixed values."""
    return FilterFields.known()


@router.get("/filter/check", operation_id="check_filter", summary="Whether a filter reads well")
async def check_filter(filter_text: FilterQuery = "") -> FilterCheck:
    """For editors: where a filter breaks, and what was expected there."""
    return FilterCheck.of(filter_text)


@router.get("/devices/{device_id}", operation_id="get_device", summary="Everything known of one device")
async def get_device(device_id: PathId, ctx: Ctx) -> DeviceDetailBody:
    """The row, capabilities, open faults, pools, and every board, PSU and fan of the newest answer."""
    detail = ctx.parts.lists.detail(device_id)
    components = components_from_bytes(detail.sample_components)
    standing = StandingBody.of(ctx.parts.standing(device_id), [])  # conflicts are the server's to tell
    return DeviceDetailBody.of(detail, components, ctx.parts.clock.now_ms(), standing)


@router.get("/devices/{device_id}/faults", operation_id="list_device_faults", summary="Faults of a device")
async def list_device_faults(device_id: PathId, ctx: Ctx) -> FaultList:
    """Open faults."""
    return FaultList(faults=[FaultBody.of(fault) for fault in ctx.parts.lists.detail(device_id).faults])


@router.get(
    "/devices/{device_id}/vendor", operation_id="get_vendor_answers", summary="What the miner itself says"
)
async def get_vendor_answers(device_id: PathId, ctx: Ctx) -> VendorAnswers:
    """The miner's own answers as its driver passed them on, without secrets."""
    return VendorAnswers.of(ctx.parts.lists.detail(device_id))


@router.get(
    "/devices/{device_id}/commands", operation_id="list_device_commands", summary="Commands of a device"
)
async def list_device_commands(
    device_id: PathId, ctx: Ctx, offset: Offset = 0, limit: Limit = 50
) -> CommandWindow:
    """Those given on site, newest first."""
    ctx.parts.lists.detail(device_id)
    found, total = await ctx.parts.log.commands(CommandsAsked(limit, offset, device_id=device_id))
    return CommandWindow(total=total, offset=offset, commands=named(ctx.parts, found))
