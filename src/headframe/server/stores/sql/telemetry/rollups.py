# ruff: noqa: S608 - SQL text here holds numbers and names of ours only
"""Rolling up: 5 minutes from samples, hours and days from those, sites and organisations from devices.

A bucket is rolled up once it is closed: its samples become one row a device, which is added to the open
hour and day (count, sum, least, greatest: adding them is exact). Samples that come later mark their bucket
and device; those are computed anew, upwards. Fleet rows are always computed from all device rows of their
bucket, so that doing it twice changes nothing.
"""

from collections.abc import Iterable, Sequence

from headframe.core.telemetry import FLOAT_COLUMNS
from headframe.server.stores.rules.charts import DAY_MS, HOUR_MS, LEVELS
from headframe.server.stores.sql.database import Row
from headframe.server.stores.sql.schema.samples import rollup_columns
from headframe.server.stores.sql.telemetry.batch import BUCKET_MS
from headframe.server.stores.sql.telemetry.source import Samples, Source, WritableSamples

GRACE_MS = 60_000
"""How long a bucket stays open for samples under way."""

LATE_AT_ONCE = 20_000
"""Late buckets of devices computed anew in one transaction."""

MAX_BUCKETS = 2_016
"""Buckets rolled up in one call: a week, to catch up after standing still."""

_UPPER = {"1h": ("5m", HOUR_MS), "1d": ("1h", DAY_MS)}
_KEYS = "bucket_ms, device_id, org_id, site_id"
_ALL = [column for metric in FLOAT_COLUMNS for column in rollup_columns(metric)]
_NAMES = f"{_KEYS}, {', '.join(_ALL)}"


async def roll_up(source: Source, *, now_ms: int) -> int:
    """Roll up what is closed, then what came late; how many buckets were computed."""
    until_ms = (now_ms - GRACE_MS) // BUCKET_MS * BUCKET_MS
    async with source.reading() as samples:
        progress = await samples.fetch("SELECT rolled_ms FROM rollup_progress")
    if not progress:
        return 0
    rolled_ms = int(progress[0]["rolled_ms"])
    until_ms = min(until_ms, rolled_ms + MAX_BUCKETS * BUCKET_MS)
    buckets = range(rolled_ms, until_ms, BUCKET_MS)
    if buckets:
        await source.close_buckets(until_ms)
    for bucket_ms in buckets:
        async with source.rolling() as samples:
            await _roll_bucket(samples, bucket_ms)
    return len(buckets) + await _roll_late(source)


async def _roll_bucket(samples: WritableSamples, bucket_ms: int) -> None:
    raw = samples.raw(_sample_columns(samples), from_ms=bucket_ms, to_ms=bucket_ms + BUCKET_MS)
    if raw is not None:
        await samples.execute(_from_raw(raw))
        for level, (_, length_ms) in _UPPER.items():
            await samples.execute(_added_to(level, bucket_ms, bucket_ms - bucket_ms % length_ms))
        for level, length_ms in LEVELS.items():
            await _roll_fleet(samples, level, {bucket_ms - bucket_ms % length_ms})
    await samples.execute(f"UPDATE rollup_progress SET rolled_ms = {bucket_ms + BUCKET_MS}")


async def _roll_late(source: Source) -> int:
    done = 0
    while True:
        async with source.rolling() as samples:
            late = await samples.fetch(
                "SELECT bucket_ms, device_id FROM late_bucket WHERE bucket_ms <"
                " (SELECT rolled_ms FROM rollup_progress)"
                f" ORDER BY bucket_ms, device_id LIMIT {LATE_AT_ONCE}"
            )
            await _again(samples, late)
        done += len({row["bucket_ms"] for row in late})
        if len(late) < LATE_AT_ONCE:
            return done


async def _again(samples: WritableSamples, late: Sequence[Row]) -> None:
    devices: dict[int, list[int]] = {}
    for row in late:
        devices.setdefault(row["bucket_ms"], []).append(row["device_id"])
    for bucket_ms, ids in devices.items():
        raw = samples.raw(_sample_columns(samples), from_ms=bucket_ms, to_ms=bucket_ms + BUCKET_MS)
        chosen = f"SELECT value FROM {samples.numbers(ids)}"
        if raw is not None:
            await samples.execute(_from_raw(f"SELECT * FROM ({raw}) AS r WHERE device_id IN ({chosen})"))
        await samples.execute(
            f"DELETE FROM late_bucket WHERE bucket_ms = {bucket_ms} AND device_id IN ({chosen})"
        )
    await _upwards(samples, devices)


async def _upwards(samples: WritableSamples, devices: dict[int, list[int]]) -> None:
    touched: dict[int, set[int]] = {bucket_ms: set(ids) for bucket_ms, ids in devices.items()}
    await _roll_fleet(samples, "5m", touched)
    for level, (lower, length_ms) in _UPPER.items():
        above: dict[int, set[int]] = {}
        for bucket_ms, ids in touched.items():
            above.setdefault(bucket_ms - bucket_ms % length_ms, set()).update(ids)
        for bucket_ms, ids in above.items():
            numbers = samples.numbers(sorted(ids))
            await samples.execute(_from_lower(level, lower, bucket_ms, length_ms, numbers))
        await _roll_fleet(samples, level, above)
        touched = above


async def _roll_fleet(samples: WritableSamples, level: str, buckets: Iterable[int]) -> None:
    for bucket_ms in buckets:
        rows = await fleet_values(samples, level, bucket_ms)
        if rows:
            await samples.execute(
                "INSERT INTO fleet_rollup (org_id, site_id, level, metric, bucket_ms, devices, mean_total,"
                f" low_total, high_total, low, high) VALUES {', '.join(rows)}"
                " ON CONFLICT (org_id, site_id, level, metric, bucket_ms) DO UPDATE SET"
                " devices = excluded.devices, mean_total = excluded.mean_total,"
                " low_total = excluded.low_total, high_total = excluded.high_total,"
                " low = excluded.low, high = excluded.high"
            )


async def fleet_values(samples: Samples, level: str, bucket_ms: int) -> Sequence[str]:
    """Fleet rows of one bucket as SQL values: one a site and metric, and one a metric for the whole."""
    parts = ", ".join(
        f"count({m}_n) AS {m}_devices, sum({m}_sum / {m}_n) AS {m}_mean, sum({m}_min) AS {m}_lows,"
        f" sum({m}_max) AS {m}_highs, min({m}_min) AS {m}_low, max({m}_max) AS {m}_high"
        for m in FLOAT_COLUMNS
    )
    query = f"SELECT org_id, site_id, {parts} FROM rollup_{level} WHERE bucket_ms = {bucket_ms}"
    per_site = [row for row in await samples.fetch(f"{query} GROUP BY org_id, site_id") if row["site_id"]]
    whole = await samples.fetch(
        f"SELECT org_id, 0 AS site_id, {parts} FROM rollup_{level}"
        f" WHERE bucket_ms = {bucket_ms} GROUP BY org_id"
    )
    return [
        f"({row['org_id']}, {row['site_id']}, '{level}', '{metric}', {bucket_ms},"
        f" {row[f'{metric}_devices']}, {', '.join(_figures(row, metric))})"
        for row in (*per_site, *whole)
        for metric in FLOAT_COLUMNS
        if row[f"{metric}_devices"]
    ]


def _figures(row: Row, metric: str) -> Iterable[str]:
    return (f"{float(row[f'{metric}_{part}'])!r}" for part in ("mean", "lows", "highs", "low", "high"))


def _sample_columns(samples: Samples) -> str:
    return ", ".join((f"{samples.bucket} AS bucket", "device_id", *FLOAT_COLUMNS))


def _from_raw(raw: str) -> str:
    """5-minute rows out of samples; what stands there already is replaced, but for its site."""
    parts = ", ".join(
        f"nullif(count({m}), 0), sum({m} * 1.0), min({m} * 1.0), max({m} * 1.0)" for m in FLOAT_COLUMNS
    )
    fresh = ", ".join(f"{column} = excluded.{column}" for column in _ALL)
    return (
        f"INSERT INTO rollup_5m ({_NAMES})"
        f" SELECT bucket * {BUCKET_MS}, device_id, max(org_id),"
        f" max(coalesce(site_id, 0)), {parts}"
        f" FROM ({raw}) AS samples JOIN device ON device.id = samples.device_id WHERE true"
        f" GROUP BY bucket, device_id"
        f" ON CONFLICT (bucket_ms, device_id) DO UPDATE SET {fresh}"
    )


def _added_to(level: str, bucket_ms: int, above_ms: int) -> str:
    """Add all 5-minute rows of a bucket to the rows of the hour or day that it lies in."""
    table = f"rollup_{level}"
    added = ", ".join(_sum_of(table, column) for column in _ALL)
    return (
        f"INSERT INTO {table} ({_NAMES})"
        f" SELECT {above_ms}, device_id, org_id, site_id, {', '.join(_ALL)}"
        f" FROM rollup_5m WHERE bucket_ms = {bucket_ms}"
        f" ON CONFLICT (bucket_ms, device_id) DO UPDATE SET {added}"
    )


def _sum_of(table: str, column: str) -> str:
    """The known one of two parts, or both together."""
    old, new = f"{table}.{column}", f"excluded.{column}"
    if column.endswith("_min"):
        return f"{column} = CASE WHEN {old} < {new} THEN {old} ELSE coalesce({new}, {old}) END"
    if column.endswith("_max"):
        return f"{column} = CASE WHEN {old} > {new} THEN {old} ELSE coalesce({new}, {old}) END"
    return f"{column} = coalesce({old} + {new}, {old}, {new})"


def _from_lower(level: str, lower: str, above_ms: int, length_ms: int, devices: str) -> str:
    """Rows of some devices for an hour or day, computed anew from the level below."""
    parts = ", ".join(f"sum({m}_n), sum({m}_sum), min({m}_min), max({m}_max)" for m in FLOAT_COLUMNS)
    fresh = ", ".join(f"{column} = excluded.{column}" for column in _ALL)
    return (
        f"INSERT INTO rollup_{level} ({_NAMES})"
        f" SELECT {above_ms}, device_id, max(org_id), max(site_id), {parts} FROM rollup_{lower}"
        f" WHERE bucket_ms >= {above_ms} AND bucket_ms < {above_ms + length_ms}"
        f" AND device_id IN (SELECT value FROM {devices}) GROUP BY device_id"
        f" ON CONFLICT (bucket_ms, device_id) DO UPDATE SET {fresh}"
    )
