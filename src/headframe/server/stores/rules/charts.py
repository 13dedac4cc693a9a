"""Charts: which resolution answers a question, and how buckets become points.

A **bucket** is 5 minutes, 1 hour or 1 day, aligned to the epoch. A **step** of a chart is one bucket or
several. All charts show whole steps: the first begins at or before `from_ms`.

- Of one device: the mean over a step is the sum of its samples over their count, whatever they were
  rolled up to on the way; low and high are those of its samples.
- Of several devices, in one bucket: the sum over devices of each device's mean in that bucket, for
  hashrates and powers; its low and high are the sums of the devices' lows and highs. For all other
  metrics the mean of the devices' means, the lowest low and the highest high.
- Of several devices, in a step of several buckets: the mean of the buckets that have a value, the lowest
  low and the highest high. `count` is then the largest number of devices in any of them.

A step without a known value is a gap: count 0, and None.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from headframe.core.errors import Code, HeadframeError
from headframe.core.telemetry import FLOAT_COLUMNS
from headframe.server.stores.ports.telemetry import Series, SeriesPoint

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

RAW = "raw"
LEVELS: Mapping[str, int] = {"5m": 5 * MINUTE_MS, "1h": HOUR_MS, "1d": DAY_MS}
"""Rollups by name, with the length of their buckets in ms; each divides the next."""

SUMMED = frozenset({"hashrate_hs", "expected_hashrate_hs", "power_watts", "power_target_watts"})
"""Metrics that add up over devices."""

MAX_POINTS = 20_000
"""Of one chart."""

_SECONDS = (1, 2, 5, 10, 15, 20, 30, 60, 120)
_MINUTES = (5, 10, 15, 30, 60, 120, 180, 360, 720)
_DAYS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000)
_STEPS_MS = (
    *(seconds * 1000 for seconds in _SECONDS),
    *(minutes * MINUTE_MS for minutes in _MINUTES),
    *(days * DAY_MS for days in _DAYS),
)


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """`steps` steps of `step_ms` from `start_ms` on, from buckets of `bucket_ms` of `source`."""

    source: str
    bucket_ms: int
    step_ms: int
    start_ms: int
    steps: int

    @property
    def end_ms(self) -> int:
        """Where the last step ends."""
        return self.start_ms + self.steps * self.step_ms


@dataclass(frozen=True, slots=True)
class DeviceBucket:
    """Samples of one device in one bucket: how many were known, their sum, least and greatest."""

    at_ms: int
    count: int
    total: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FleetBucket:
    """Devices in one bucket: how many have a value, and over them the sums of means, lows and highs."""

    at_ms: int
    devices: int
    mean_total: float
    low_total: float
    high_total: float
    low: float
    high: float


def check_metric(metric: str) -> None:
    """Raise INVALID_REQUEST for what is no measured column."""
    if metric not in FLOAT_COLUMNS:
        raise HeadframeError(
            Code.INVALID_REQUEST, f"{metric!r} is no metric; the metrics are {', '.join(FLOAT_COLUMNS)}"
        )


def plan_chart(*, from_ms: int, to_ms: int, points: int, raw: bool) -> ChartPlan:
    """The finest steps that cover from..to in at most `points`, from the coarsest source that has them.

    `raw` tells whether samples themselves may be read; otherwise 5 minutes are the least step.
    """
    if not 1 <= points <= MAX_POINTS or not 0 <= from_ms < to_ms:
        raise HeadframeError(Code.INVALID_REQUEST, f"a chart needs from < to and 1 to {MAX_POINTS} points")
    least = 1 if raw else LEVELS["5m"]
    for step_ms in _STEPS_MS:
        start_ms = from_ms - from_ms % step_ms
        steps = -(-(to_ms - start_ms) // step_ms)
        if step_ms >= least and steps <= points:
            source, bucket_ms = source_of(step_ms)
            return ChartPlan(source, bucket_ms, step_ms, start_ms, steps)
    raise HeadframeError(Code.INVALID_REQUEST, "the range is too long for so few points")


def source_of(step_ms: int) -> tuple[str, int]:
    """Name and bucket length of the coarsest source for a step."""
    for name, bucket_ms in reversed(tuple(LEVELS.items())):
        if step_ms % bucket_ms == 0:
            return name, bucket_ms
    return RAW, step_ms


def device_series(metric: str, plan: ChartPlan, buckets: Iterable[DeviceBucket]) -> Series:
    """Fold buckets of one device, in any order, into a chart."""
    steps: dict[int, DeviceBucket] = {}
    for bucket in buckets:
        at_ms = bucket.at_ms - bucket.at_ms % plan.step_ms
        steps[at_ms] = merged(steps.get(at_ms), at_ms, bucket)
    points = {
        at: SeriesPoint(at, each.count, each.total / each.count, each.low, each.high)
        for at, each in steps.items()
        if each.count
    }
    return _series(metric, plan, points)


def merged(known: DeviceBucket | None, at_ms: int, more: DeviceBucket) -> DeviceBucket:
    """Two buckets of one device as one that begins at `at_ms`."""
    if known is None:
        return DeviceBucket(at_ms, more.count, more.total, more.low, more.high)
    return DeviceBucket(
        at_ms,
        known.count + more.count,
        known.total + more.total,
        min(known.low, more.low),
        max(known.high, more.high),
    )


def fleet_bucket(at_ms: int, devices: Sequence[DeviceBucket]) -> FleetBucket:
    """Buckets of several devices at the same time as one of all of them."""
    return FleetBucket(
        at_ms,
        len(devices),
        sum(each.total / each.count for each in devices),
        sum(each.low for each in devices),
        sum(each.high for each in devices),
        min(each.low for each in devices),
        max(each.high for each in devices),
    )


def fleet_series(metric: str, plan: ChartPlan, buckets: Iterable[FleetBucket]) -> Series:
    """Fold buckets of several devices, one a time, into a chart."""
    steps: dict[int, list[SeriesPoint]] = {}
    for bucket in buckets:
        if bucket.devices:
            at_ms = bucket.at_ms - bucket.at_ms % plan.step_ms
            steps.setdefault(at_ms, []).append(_fleet_point(metric, bucket))
    return _series(metric, plan, {at: _over(at, points) for at, points in steps.items()})


def _fleet_point(metric: str, bucket: FleetBucket) -> SeriesPoint:
    if metric in SUMMED:
        return SeriesPoint(
            bucket.at_ms, bucket.devices, bucket.mean_total, bucket.low_total, bucket.high_total
        )
    mean = bucket.mean_total / bucket.devices
    return SeriesPoint(bucket.at_ms, bucket.devices, mean, bucket.low, bucket.high)


def _over(at_ms: int, points: Sequence[SeriesPoint]) -> SeriesPoint:
    return SeriesPoint(
        at_ms,
        max(point.count for point in points),
        sum(point.mean or 0.0 for point in points) / len(points),
        min(point.low for point in points if point.low is not None),
        max(point.high for point in points if point.high is not None),
    )


def _series(metric: str, plan: ChartPlan, points: Mapping[int, SeriesPoint]) -> Series:
    times = range(plan.start_ms, plan.end_ms, plan.step_ms)
    filled = tuple(points.get(at) or SeriesPoint(at, 0, None, None, None) for at in times)
    return Series(metric, plan.step_ms, plan.source, filled)
