"""Charts and raw samples."""

from typing import Annotated

from fastapi import Query

from headframe.api.base import MAX_TIME_MS
from headframe.api.documented import BAD_FILTER, also
from headframe.api.parameters import FilterQuery, OptionalId, PathId, filter_of
from headframe.core.errors import Code, FieldProblem, HeadframeError
from headframe.server.operator.context import Context, Ctx, guarded_router
from headframe.server.operator.models.telemetry import (
    MAX_POINTS,
    MAX_SAMPLES,
    Metric,
    SampleBody,
    SampleWindow,
    SeriesBody,
)
from headframe.server.stores.ports.devices import DeviceQuery

router = guarded_router("telemetry")

DAY_MS = 24 * 3600 * 1000
From = Annotated[
    int | None,
    Query(alias="from", ge=0, le=MAX_TIME_MS, description="First ms; a day before `to` by default."),
]
To = Annotated[int | None, Query(alias="to", ge=0, le=MAX_TIME_MS, description="Last ms; now by default.")]
Points = Annotated[int, Query(ge=2, le=MAX_POINTS, description="At most so many buckets.")]


@router.get(
    "/devices/{device_id}/telemetry", operation_id="get_device_series", summary="A chart of one device"
)
async def get_device_series(
    device_id: PathId,
    ctx: Ctx,
    *,
    metric: Metric,
    from_ms: From = None,
    to_ms: To = None,
    points: Points = 300,
) -> SeriesBody:
    """Mean, low and high a bucket, from the coarsest resolution that fits."""
    await _must_exist(ctx, device_id)
    start, end = _span(ctx, from_ms, to_ms)
    series = await ctx.stores.telemetry.device_series(
        ctx.org_id, device_id, metric.value, from_ms=start, to_ms=end, points=points
    )
    return SeriesBody.of(series)


@router.get(
    "/devices/{device_id}/samples", operation_id="list_device_samples", summary="Raw samples of one device"
)
async def list_device_samples(
    device_id: PathId,
    ctx: Ctx,
    from_ms: From = None,
    to_ms: To = None,
    limit: Annotated[int, Query(ge=1, le=MAX_SAMPLES)] = 500,
) -> SampleWindow:
    """Stored samples with their components, oldest first."""
    await _must_exist(ctx, device_id)
    start, end = _span(ctx, from_ms, to_ms)
    samples = await ctx.stores.telemetry.raw(ctx.org_id, device_id, from_ms=start, to_ms=end, limit=limit + 1)
    return SampleWindow(
        samples=[SampleBody.of(sample) for sample in samples[:limit]],
        next_from_ms=samples[limit].at_ms if len(samples) > limit else None,
    )


@router.get(
    "/telemetry/fleet",
    operation_id="get_fleet_series",
    summary="A chart of a site, a selection or the whole organisation",
    responses=BAD_FILTER | also(Code.NOT_FOUND, Code.LIMIT_REACHED),
)
async def get_fleet_series(
    ctx: Ctx,
    *,
    metric: Metric,
    from_ms: From = None,
    to_ms: To = None,
    points: Points = 300,
    site_id: OptionalId = None,
    filter_text: FilterQuery = "",
) -> SeriesBody:
    """Sums of hashrate and power, means of the rest. With a filter: over the devices that match now."""
    start, end = _span(ctx, from_ms, to_ms)
    telemetry = ctx.stores.telemetry
    if filter_text.strip():
        if site_id is not None:
            raise HeadframeError(Code.INVALID_REQUEST, "Give either site_id or filter (`site:` is a field).")
        query = DeviceQuery(await ctx.moment(), filter_of(filter_text))
        series = await telemetry.selection_series(
            ctx.org_id, query, metric.value, from_ms=start, to_ms=end, points=points
        )
        return SeriesBody.of(series)
    if site_id is not None:
        await ctx.services.places.site(ctx.org_id, site_id)
    series = await telemetry.fleet_series(
        ctx.org_id, metric.value, from_ms=start, to_ms=end, points=points, site_id=site_id
    )
    return SeriesBody.of(series)


def _span(ctx: Context, from_ms: int | None, to_ms: int | None) -> tuple[int, int]:
    end = ctx.deps.clock.now_ms() if to_ms is None else to_ms
    start = max(end - DAY_MS, 0) if from_ms is None else from_ms
    if start >= end:
        message = "from must be before to"
        raise HeadframeError(Code.INVALID_REQUEST, message, fields=(FieldProblem("from", message),))
    return start, end


async def _must_exist(ctx: Context, device_id: int) -> None:
    if not await ctx.stores.devices.rows(ctx.org_id, (device_id,), await ctx.moment()):
        raise HeadframeError(Code.NOT_FOUND, f"There is no miner {device_id}.")
