# ruff: noqa: S608 - SQL text here holds numbers and names of ours only
"""Buckets of charts: rollups as far as they go, samples after that."""

from collections.abc import Sequence

from headframe.core.errors import Code, HeadframeError
from headframe.server.stores.rules.charts import LEVELS, RAW, ChartPlan, DeviceBucket, FleetBucket
from headframe.server.stores.sql.database import Row
from headframe.server.stores.sql.telemetry.batch import BUCKET_MS
from headframe.server.stores.sql.telemetry.source import Samples

MAX_SELECTED_BUCKETS = 2_000_000
"""Buckets of devices that a chart of a selection may read."""


async def rolled_until(samples: Samples) -> int:
    """Samples before this are in the rollups."""
    rows = await samples.fetch("SELECT rolled_ms FROM rollup_progress")
    return int(rows[0]["rolled_ms"]) if rows else 0


async def device_buckets(
    samples: Samples, device_id: int, metric: str, plan: ChartPlan
) -> Sequence[DeviceBucket]:
    """Buckets of one device. One time may come twice, in part from a rollup and in part from samples."""
    rolled_ms = plan.start_ms
    buckets: list[DeviceBucket] = []
    if plan.source != RAW:
        rolled_ms = max(plan.start_ms, await rolled_until(samples))
        steps = samples.steps(plan.start_ms, min(plan.end_ms, rolled_ms), plan.bucket_ms)
        rows = await samples.fetch(
            f"SELECT bucket_ms AS at_ms, {metric}_n AS n, {metric}_sum AS total,"
            f" {metric}_min AS low, {metric}_max AS high FROM {steps} AS step"
            f" CROSS JOIN rollup_{plan.source} AS r WHERE r.bucket_ms = step.value"
            f" AND r.device_id = {device_id} AND {metric}_n > 0"
        )
        buckets += map(_device_bucket, rows)
    raw = samples.raw(f"at_ms, {metric}", from_ms=rolled_ms, to_ms=plan.end_ms, device_id=device_id)
    if raw is not None:
        rows = await samples.fetch(
            f"SELECT at_ms / {plan.bucket_ms} * {plan.bucket_ms} AS at_ms, {_folded(metric)}"
            f" FROM ({raw}) AS tail GROUP BY 1 HAVING count({metric}) > 0"
        )
        buckets += map(_device_bucket, rows)
    return buckets


async def fleet_buckets(
    samples: Samples, org_id: int, site_id: int | None, metric: str, plan: ChartPlan
) -> Sequence[FleetBucket]:
    """Buckets of a site or an organisation."""
    rolled_ms = await rolled_until(samples)
    open_ms = max(plan.start_ms, rolled_ms - rolled_ms % plan.bucket_ms)
    closed = await samples.fetch(
        "SELECT bucket_ms AS at_ms, devices, mean_total, low_total, high_total, low, high FROM fleet_rollup"
        f" WHERE org_id = {org_id} AND site_id = {site_id or 0} AND level = '{plan.source}'"
        f" AND metric = '{metric}' AND bucket_ms >= {plan.start_ms}"
        f" AND bucket_ms < {min(open_ms, plan.end_ms)}"
    )
    if open_ms >= plan.end_ms:
        return [_fleet_bucket(row) for row in closed]
    at_site = "" if site_id is None else f" AND site_id = {site_id}"
    rolled = (
        f"{_rolled(metric, plan)} WHERE bucket_ms >= {open_ms} AND bucket_ms < {plan.end_ms}"
        f" AND {metric}_n > 0 AND org_id = {org_id}{at_site}"
    )
    members = f"SELECT id FROM device WHERE org_id = {org_id}{at_site}"
    tail = _tail(samples, metric, plan, rolled_ms=max(rolled_ms, plan.start_ms), members=members)
    still_open = await samples.fetch(_over_devices(rolled, tail))
    return [_fleet_bucket(row) for row in (*closed, *still_open)]


async def selected_buckets(
    samples: Samples, device_ids: Sequence[int], metric: str, plan: ChartPlan
) -> Sequence[FleetBucket]:
    """Buckets of some devices.

    Raises:
        HeadframeError: LIMIT_REACHED where that is too much to read.
    """
    if not device_ids:
        return []
    if len(device_ids) * ((plan.end_ms - plan.start_ms) // plan.bucket_ms) > MAX_SELECTED_BUCKETS:
        raise HeadframeError(
            Code.LIMIT_REACHED,
            f"{len(device_ids)} miners over this time are more than {MAX_SELECTED_BUCKETS} buckets:"
            " choose fewer miners, a shorter time or fewer points",
        )
    rolled_ms = max(plan.start_ms, await rolled_until(samples))
    ids = samples.numbers(sorted(device_ids))
    steps = samples.steps(plan.start_ms, min(plan.end_ms, rolled_ms), plan.bucket_ms)
    rolled = (
        f"{_rolled(metric, plan, f'{steps} AS step CROSS JOIN {ids} AS chosen CROSS JOIN ')}"
        f" WHERE r.bucket_ms = step.value AND r.device_id = chosen.value AND {metric}_n > 0"
    )
    members = f"SELECT value FROM {ids}"
    tail = _tail(samples, metric, plan, rolled_ms=rolled_ms, members=members)
    rows = await samples.fetch(_over_devices(rolled, tail))
    return [_fleet_bucket(row) for row in rows]


def least_step_ms(device_count: int, from_ms: int, to_ms: int) -> int:
    """The finest level whose buckets of so many devices may be read; a day where none may."""
    for length_ms in LEVELS.values():
        if device_count * ((to_ms - from_ms) // length_ms + 1) <= MAX_SELECTED_BUCKETS:
            return length_ms
    return LEVELS["1d"]


def _rolled(metric: str, plan: ChartPlan, source: str = "") -> str:
    return (
        f"SELECT bucket_ms, device_id, {metric}_n AS n, {metric}_sum AS total, {metric}_min AS low,"
        f" {metric}_max AS high FROM {source}rollup_{plan.source} AS r"
    )


def _tail(samples: Samples, metric: str, plan: ChartPlan, *, rolled_ms: int, members: str) -> str | None:
    """Samples after the rollups, as buckets of devices.

    First 5 minutes of a device, which lie together in SQLite's tables: no sorting of samples.
    """
    columns = f"{samples.bucket} AS bucket, device_id, {metric}"
    raw = samples.raw(columns, from_ms=rolled_ms, to_ms=plan.end_ms)
    if raw is None:
        return None
    return (
        f"SELECT bucket * {BUCKET_MS} / {plan.bucket_ms} * {plan.bucket_ms} AS bucket_ms, device_id,"
        f" n, total, low, high FROM (SELECT bucket, device_id, {_folded(metric)}"
        f" FROM ({raw}) AS tail WHERE device_id IN ({members})"
        f" GROUP BY bucket, device_id HAVING count({metric}) > 0) AS fives"
    )


def _folded(metric: str) -> str:
    return (
        f"count({metric}) AS n, sum({metric} * 1.0) AS total,"
        f" min({metric} * 1.0) AS low, max({metric} * 1.0) AS high"
    )


def _over_devices(rolled: str, tail: str | None) -> str:
    """Buckets of devices, from either, as buckets of all of them."""
    both = rolled if tail is None else f"{rolled} UNION ALL {tail}"
    each = (
        "SELECT bucket_ms, device_id, sum(total) / sum(n) AS mean, min(low) AS low, max(high) AS high"
        f" FROM ({both}) AS parts GROUP BY bucket_ms, device_id"
    )
    return (
        "SELECT bucket_ms AS at_ms, count(*) AS devices, sum(mean) AS mean_total, sum(low) AS low_total,"
        f" sum(high) AS high_total, min(low) AS low, max(high) AS high FROM ({each}) AS devices"
        " GROUP BY bucket_ms"
    )


def _device_bucket(row: Row) -> DeviceBucket:
    return DeviceBucket(row["at_ms"], row["n"], row["total"], row["low"], row["high"])


def _fleet_bucket(row: Row) -> FleetBucket:
    return FleetBucket(
        row["at_ms"],
        row["devices"],
        row["mean_total"],
        row["low_total"],
        row["high_total"],
        row["low"],
        row["high"],
    )
