"""Lists of devices, one device, sums, facets, and the filter grammar's help."""

from fastapi.responses import StreamingResponse

from headframe.api.base import Count
from headframe.api.commands import CommandBody, CommandWindow
from headframe.api.device_detail import DeviceDetailBody, FaultBody, FaultList, VendorAnswers
from headframe.api.devices import DeviceBody, DeviceName, DeviceWindow, ForgetInput, SummaryBody
from headframe.api.documented import BAD_FILTER, BAD_QUERY, also
from headframe.api.filters import FacetBody, FacetLimit, FilterCheck, FilterFields, check_facet
from headframe.api.parameters import Descending, FilterQuery, Limit, Offset, PathId, Sort, filter_of
from headframe.api.standing import ConflictBody, StandingBody
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import DeviceDetail
from headframe.core.reconcile.conflicts import ConflictState
from headframe.core.reconcile.standing import UNTOUCHED
from headframe.server.operator.context import Context, Ctx, guarded_router
from headframe.server.services.exports import device_csv
from headframe.server.stores.ports.commands import CommandQuery
from headframe.server.stores.ports.devices import DeviceQuery
from headframe.server.stores.ports.reconciliation import ConflictQuery
from headframe.wire.convert.components import components_from_bytes

router = guarded_router("devices")

MAX_OPEN_CONFLICTS = 100
"""Shown with a device; all are in the list of conflicts."""
CSV: dict[int | str, dict[str, object]] = {
    200: {"description": "All matching rows.", "content": {"text/csv": {"schema": {"type": "string"}}}}
}


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
    """Filtered and sorted by the server; `total` counts all that match."""
    query = await _query(ctx, filter_text, sort, descending=descending)
    rows, total = await ctx.stores.devices.window(ctx.org_id, query, offset=offset, limit=limit)
    return DeviceWindow(
        total=total,
        offset=offset,
        now_ms=query.moment.now_ms,
        devices=[DeviceBody.of(row) for row in rows],
    )


@router.get("/devices/summary", operation_id="get_device_summary", summary="Sums", responses=BAD_FILTER)
async def get_device_summary(ctx: Ctx, filter_text: FilterQuery = "") -> SummaryBody:
    """Hashrate, power, efficiency and counts over all that match."""
    query = await _query(ctx, filter_text)
    return SummaryBody.of(await ctx.stores.devices.summary(ctx.org_id, query), query.moment.now_ms)


@router.get(
    "/devices/export.csv",
    operation_id="export_devices",
    summary="All matching devices as CSV",
    response_class=StreamingResponse,
    responses={**CSV, **BAD_QUERY},
)
async def export_devices(
    ctx: Ctx,
    *,
    filter_text: FilterQuery = "",
    sort: Sort = "name",
    descending: Descending = False,
) -> StreamingResponse:
    """Streamed and never cut off: a connection that breaks early is an error, not a shorter file."""
    query = await _query(ctx, filter_text, sort, descending=descending)
    await ctx.stores.devices.window(ctx.org_id, query, offset=0, limit=1)  # a bad sort key speaks up now
    rows = ctx.stores.devices.export(ctx.org_id, query)
    return StreamingResponse(
        device_csv(rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="miners.csv"'},
    )


@router.get(
    "/devices/facets/{field}", operation_id="get_facet", summary="Values of a field", responses=BAD_FILTER
)
async def get_facet(
    field: str,
    ctx: Ctx,
    filter_text: FilterQuery = "",
    limit: FacetLimit = 100,
) -> FacetBody:
    """How many match by each value of one text field: for completion and overviews."""
    check_facet(field)
    counts = await ctx.stores.devices.facet(ctx.org_id, await _query(ctx, filter_text), field)
    return FacetBody.of(field, counts, limit)


@router.get("/filter/fields", operation_id="list_filter_fields", summary="Fields of the filter grammar")
async def list_filter_fields() -> FilterFields:
    """For completion: names, types, units and fixed values."""
    return FilterFields.known()


@router.get("/filter/check", operation_id="check_filter", summary="Whether a filter reads well")
async def check_filter(filter_text: FilterQuery = "") -> FilterCheck:
    """For editors: where a filter breaks, and what was expected there."""
    return FilterCheck.of(filter_text)


@router.post(
    "/devices/forget",
    operation_id="forget_devices",
    summary="Forget unowned devices",
    responses=also(Code.CONFLICT, Code.INVALID_FILTER),
)
async def forget_devices(body: ForgetInput, ctx: Ctx) -> Count:
    """Removes devices that no node owns; they come back when a discovery finds them again."""
    return Count(count=await ctx.services.upkeep.forget(ctx.principal, body.selector.to_core()))


@router.get("/devices/{device_id}", operation_id="get_device", summary="Everything known of one device")
async def get_device(device_id: PathId, ctx: Ctx) -> DeviceDetailBody:
    """The row, capabilities, open faults, pools, every board, PSU and fan, what holds it, and conflicts."""
    moment = await ctx.moment()
    detail = await _detail(ctx, device_id)
    sample = detail.row.sample
    components = components_from_bytes(detail.sample_components or (sample.components if sample else b""))
    return DeviceDetailBody.of(detail, components, moment.now_ms, await _standing(ctx, device_id))


@router.patch("/devices/{device_id}", operation_id="rename_device", summary="Name a device")
async def rename_device(device_id: PathId, body: DeviceName, ctx: Ctx) -> DeviceBody:
    """An empty name returns to the default."""
    await ctx.services.upkeep.rename(ctx.principal, device_id, body.name)
    return DeviceBody.of((await _detail(ctx, device_id)).row)


@router.get("/devices/{device_id}/faults", operation_id="list_device_faults", summary="Faults of a device")
async def list_device_faults(device_id: PathId, ctx: Ctx) -> FaultList:
    """Open faults with their history."""
    detail = await _detail(ctx, device_id)
    return FaultList(faults=[FaultBody.of(fault) for fault in detail.faults])


@router.get(
    "/devices/{device_id}/vendor", operation_id="get_vendor_answers", summary="What the miner itself says"
)
async def get_vendor_answers(device_id: PathId, ctx: Ctx) -> VendorAnswers:
    """The miner's own answers as its driver passed them on, without secrets, at most an hour old."""
    return VendorAnswers.of(await _detail(ctx, device_id))


@router.get(
    "/devices/{device_id}/commands", operation_id="list_device_commands", summary="Commands of a device"
)
async def list_device_commands(
    device_id: PathId, ctx: Ctx, offset: Offset = 0, limit: Limit = 50
) -> CommandWindow:
    """Its commands, newest first."""
    row = (await _detail(ctx, device_id)).row
    query = CommandQuery(limit=limit, offset=offset, device_id=device_id)
    commands, total = await ctx.stores.commands.commands(ctx.org_id, query)
    return CommandWindow(
        total=total, offset=offset, commands=[CommandBody.of(command, row) for command in commands]
    )


async def _query(
    ctx: Context, filter_text: str, sort: str = "name", *, descending: bool = False
) -> DeviceQuery:
    return DeviceQuery(await ctx.moment(), filter_of(filter_text), sort, descending)


async def _detail(ctx: Context, device_id: int) -> DeviceDetail:
    detail = await ctx.stores.devices.detail(ctx.org_id, device_id, await ctx.moment())
    if detail is None:
        raise HeadframeError(Code.NOT_FOUND, f"There is no miner {device_id}.")
    return detail


async def _standing(ctx: Context, device_id: int) -> StandingBody:
    standing = await ctx.stores.reconciliation.standing(ctx.org_id, device_id)
    query = ConflictQuery(MAX_OPEN_CONFLICTS, state=ConflictState.OPEN, device_id=device_id)
    conflicts, _ = await ctx.stores.reconciliation.conflicts(ctx.org_id, query)
    return StandingBody.of(standing or UNTOUCHED, [ConflictBody.of(conflict) for conflict in conflicts])
