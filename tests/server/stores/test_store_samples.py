"""Samples: stored once, charts equal to brute force, retention by whole ranges."""

import asyncio
import math
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from headframe.core.devices import ComponentKind, ComponentStatus
from headframe.core.errors import Code, HeadframeError
from headframe.core.filters.parser import parse
from headframe.core.places import Placement
from headframe.core.status import DeviceStatus
from headframe.core.telemetry import Component
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.telemetry import Ingested, Retention, Series, SeriesPoint
from headframe.server.stores.rules.charts import DAY_MS, HOUR_MS
from headframe.server.stores.rules.stored_batches import MAX_APART, StoredBatches, with_batch
from headframe.wire.convert.components import components_to_bytes
from tests.server.stores.store_builders import (
    NOW_MS,
    Fleet,
    columns,
    fleet,
    moment,
    query,
    sample,
    sparse_columns,
)

MINUTES_5 = 300_000
START_MS = NOW_MS - NOW_MS % DAY_MS


async def put(
    stores: Stores, owned: Fleet, sequence: int, rows: Sequence[tuple[int, int, float]], now_ms: int = NOW_MS
) -> Ingested:
    return await stores.telemetry.ingest(
        owned.org_id, owned.node_id, sequence, sparse_columns(rows), received_ms=now_ms
    )


async def test_a_sample_comes_back_whole(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    parts = components_to_bytes([Component(ComponentKind.FAN, 0, ComponentStatus.CRITICAL, rpm=1.0)])
    given = sample(
        owned.ids[0], uptime_seconds=5, shares_accepted=2**40, pool_connected=False, components=parts
    )
    result = await stores.telemetry.ingest(owned.org_id, owned.node_id, 1, columns(given), received_ms=NOW_MS)
    assert result == Ingested(1, device_ids=result.device_ids)
    assert list(result.device_ids) == list(owned.ids)
    (raw,) = await stores.telemetry.raw(owned.org_id, owned.ids[0], from_ms=NOW_MS, to_ms=NOW_MS + 1, limit=9)
    assert (raw.at_ms, raw.pool_connected, raw.components) == (NOW_MS, False, parts)
    assert (raw.values["uptime_seconds"], raw.values["shares_accepted"]) == (5, 2**40)
    assert raw.values["power_watts"] == pytest.approx(3500.0)
    assert raw.values["fan_rpm"] is None
    detail = await stores.devices.detail(owned.org_id, owned.ids[0], moment())
    assert detail is not None
    assert detail.sample_components == parts
    assert detail.row.status is DeviceStatus.NEEDS_POOL


async def test_a_batch_is_stored_once_and_a_row_is_too(stores: Stores) -> None:
    owned = await fleet(stores, 2)
    rows = [(device, NOW_MS + n, 1.0) for n in range(3) for device in owned.ids]
    assert (await put(stores, owned, 7, rows)).stored == 6
    assert (await put(stores, owned, 7, rows)).duplicate_batch
    again = await put(
        stores, owned, 8, [*rows, (owned.ids[0], NOW_MS + 9, 1.0), (owned.ids[0], NOW_MS + 9, 2.0)]
    )
    assert (again.stored, again.duplicate_batch, again.rejected_rows) == (1, False, 0)
    assert await stores.telemetry.acknowledged(owned.org_id, owned.node_id) == 8
    assert await stores.telemetry.acknowledged(owned.org_id + 1000, owned.node_id) == 0


async def test_two_copies_of_a_batch_at_once_store_it_once(stores: Stores) -> None:
    owned = await fleet(stores, 5)
    rows = [(device, NOW_MS, 1.0) for device in owned.ids]
    results = await asyncio.gather(*(put(stores, owned, 1, rows) for _ in range(5)))
    assert sorted(result.stored for result in results) == [0, 0, 0, 0, 5]


async def test_rows_of_others_and_of_impossible_times_are_refused_and_counted(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    other = await fleet(stores, 1, org="other", node="n")
    mine = owned.ids[0]
    rows = [
        (mine, NOW_MS, 1.0),
        (other.ids[0], NOW_MS, 1.0),
        (10**9, NOW_MS, 1.0),
        (mine, NOW_MS + DAY_MS + 1, 1.0),
        (mine, NOW_MS + DAY_MS, 1.0),
        (mine, 1000, 1.0),
    ]
    result = await put(stores, owned, 1, rows)
    assert (result.stored, result.rejected_rows) == (2, 4)
    await stores.devices.release(owned.org_id, owned.ids)
    assert (await put(stores, owned, 2, [(mine, NOW_MS + 1, 1.0)])).rejected_rows == 1


async def test_current_state_only_moves_forward(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    for sequence, (ago, hashrate) in enumerate(((0, 5.0), (10, 9.0), (-10, 7.0), (5, 3.0))):
        await put(stores, owned, sequence + 1, [(owned.ids[0], NOW_MS - ago, hashrate)])
    (row,) = await stores.devices.rows(owned.org_id, owned.ids, moment())
    assert row.sample is not None
    assert (row.sample.at_ms, row.sample.hashrate_hs) == (NOW_MS + 10, 7.0)
    raw = await stores.telemetry.raw(
        owned.org_id, owned.ids[0], from_ms=NOW_MS - 10, to_ms=NOW_MS + 10, limit=2
    )
    assert [each.at_ms for each in raw] == [NOW_MS - 10, NOW_MS - 5]


async def test_what_no_longer_reports_is_not_summed(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    await put(stores, owned, 1, [(owned.ids[0], NOW_MS, 9.0)])
    now = await stores.devices.summary(owned.org_id, query())
    assert (now.reporting, now.hashrate_hs) == (1, 9.0)
    an_hour_later = replace(moment(), now_ms=NOW_MS + 3_600_000)
    later = await stores.devices.summary(owned.org_id, replace(query(), moment=an_hour_later))
    assert (later.devices, later.reporting, later.hashrate_hs) == (1, 0, 0.0)


async def test_nonsense_is_unknown_and_breaks_nothing(stores: Stores) -> None:
    owned = await fleet(stores, 4)
    absurd = (math.inf, -math.inf, 1e300, math.nan)
    await put(stores, owned, 1, [(i, NOW_MS, value) for i, value in zip(owned.ids, absurd, strict=True)])
    rows = await stores.devices.rows(owned.org_id, owned.ids, moment())
    assert [row.sample.hashrate_hs for row in rows if row.sample] == [None] * 4
    assert (await stores.devices.summary(owned.org_id, query())).reporting == 0


def test_what_is_stored_of_a_node_is_never_overstated() -> None:
    for seed in range(20):
        draw = random.Random(seed)
        stored: set[int] = set()
        known: StoredBatches | None = None
        for _ in range(600):
            sequence = draw.choice((draw.randrange(50), draw.randrange(2000), max(stored, default=0) + 1))
            assert known is None or not known.has(sequence) or sequence in stored
            known = with_batch(known, sequence)
            stored.add(sequence)
            assert known.has(sequence)
            assert len(known.apart) <= MAX_APART
            assert known.highest in stored


def brute_device(rows: Sequence[tuple[int, int, float]], device: int, start: int, step: int) -> SeriesPoint:
    values = [v for d, at, v in rows if d == device and start <= at < start + step and not math.isnan(v)]
    if not values:
        return SeriesPoint(start, 0, None, None, None)
    return SeriesPoint(start, len(values), sum(values) / len(values), min(values), max(values))


def brute_fleet(
    rows: Sequence[tuple[int, int, float]], devices: Sequence[int], start: int, step: int, bucket: int
) -> SeriesPoint:
    """Mean over the buckets of a step of the sum over devices of their means."""
    buckets = []
    for at in range(start, start + step, bucket):
        each = [p for d in devices if (p := brute_device(rows, d, at, bucket)).count]
        if each:
            buckets.append((len(each), *(sum(getattr(p, n) for p in each) for n in ("mean", "low", "high"))))
    if not buckets:
        return SeriesPoint(start, 0, None, None, None)
    mean = sum(b[1] for b in buckets) / len(buckets)
    return SeriesPoint(
        start, max(b[0] for b in buckets), mean, min(b[2] for b in buckets), max(b[3] for b in buckets)
    )


def check(series: Series, wanted: Sequence[SeriesPoint]) -> None:
    assert [(p.at_ms, p.count) for p in series.points] == [(p.at_ms, p.count) for p in wanted]
    assert all((p.mean, p.low, p.high) == (None, None, None) for p in series.points if not p.count)
    for got, want in zip(series.points, wanted, strict=True):
        for name in ("mean", "low", "high") if want.count else ():
            assert getattr(got, name) == pytest.approx(getattr(want, name), rel=1e-5), (got, want)


def history(devices: Sequence[int], draw: random.Random, hours: float) -> list[tuple[int, int, float]]:
    """Samples every 40 to 400 seconds, with silences and unknown values."""
    rows = []
    for device in devices:
        at = START_MS + draw.randrange(60_000)
        while at < START_MS + hours * HOUR_MS:
            value = math.nan if draw.random() < 0.1 else draw.uniform(1e13, 2e14)
            rows.append((device, at, value))
            at += draw.randrange(40_000, 400_000) if draw.random() < 0.97 else 2 * HOUR_MS
    return rows


@pytest.mark.parametrize("seed", [1, 2])
async def test_charts_equal_brute_force_however_samples_come(stores: Stores, seed: int) -> None:
    draw = random.Random(seed)
    owned = await fleet(stores, 5)
    site = await stores.places.add_site(owned.org_id, name="s", time_zone="UTC", power_limit_watts=None)
    at_site = owned.ids[:3]
    await stores.places.place(owned.org_id, [(device, Placement(site.id)) for device in at_site])
    rows = history(owned.ids, draw, hours=26)
    in_time = sorted(rows, key=lambda row: row[1])
    late = [row for row in in_time if draw.random() < 0.1]
    chunks = [in_time[n : n + 400] for n in range(0, len(in_time), 400)]
    for sequence, chunk in enumerate(chunks):
        punctual = [row for row in chunk if row not in late]
        if punctual:
            now_ms = punctual[-1][1]
            await put(stores, owned, sequence + 1, punctual, now_ms)
            await stores.telemetry.roll_up(now_ms=now_ms)
    draw.shuffle(late)
    await put(stores, owned, 10_000, late, START_MS + 26 * HOUR_MS)
    await stores.telemetry.roll_up(now_ms=START_MS + int(25.6 * HOUR_MS))
    await compare(stores, owned, rows, at_site, site.id)


async def compare(
    stores: Stores, owned: Fleet, rows: list[tuple[int, int, float]], at_site: Sequence[int], site_id: int
) -> None:
    telemetry, metric = stores.telemetry, "hashrate_hs"
    end = START_MS + 27 * HOUR_MS
    for points, step in ((500, MINUTES_5), (27, HOUR_MS), (14, 2 * HOUR_MS), (2, DAY_MS)):
        first = START_MS
        starts = range(first, end if step < DAY_MS else first + 2 * DAY_MS, step)
        starts = range(first, first + -(-(end - first) // step) * step, step)
        bucket = next(b for b in (DAY_MS, HOUR_MS, MINUTES_5) if step % b == 0)
        span = {"from_ms": first, "to_ms": end, "points": points}
        for device in owned.ids[:2]:
            got = await telemetry.device_series(owned.org_id, device, metric, **span)
            assert got.step_ms == step
            check(got, [brute_device(rows, device, at, step) for at in starts])
        whole = await telemetry.fleet_series(owned.org_id, metric, **span)
        check(whole, [brute_fleet(rows, owned.ids, at, step, bucket) for at in starts])
        part = await telemetry.fleet_series(owned.org_id, metric, site_id=site_id, **span)
        wanted = [brute_fleet(rows, at_site, at, step, bucket) for at in starts]
        check(part, wanted)
        chosen = await telemetry.selection_series(owned.org_id, query(filter=parse("site:s")), metric, **span)
        check(chosen, wanted)


async def test_short_charts_come_from_samples_and_gaps_are_gaps(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    times = (0, 10, 20, 70)
    rows = [(owned.ids[0], START_MS + second * 1000, float(second)) for second in times]
    await put(stores, owned, 1, rows, START_MS + DAY_MS)
    series = await stores.telemetry.device_series(
        owned.org_id, owned.ids[0], "hashrate_hs", from_ms=START_MS, to_ms=START_MS + 90_000, points=5
    )
    assert (series.source, series.step_ms, len(series.points)) == ("raw", 20_000, 5)
    assert [(p.count, p.mean) for p in series.points] == [
        (2, 5.0),
        (1, 20.0),
        (0, None),
        (1, 70.0),
        (0, None),
    ]


async def test_metrics_that_do_not_add_up_are_averaged(stores: Stores) -> None:
    owned = await fleet(stores, 2)
    given = [sample(d, START_MS, fan_rpm=rpm) for d, rpm in zip(owned.ids, (4000.0, 6000.0), strict=True)]
    await stores.telemetry.ingest(owned.org_id, owned.node_id, 1, columns(*given), received_ms=START_MS)
    ask = {"from_ms": START_MS, "to_ms": START_MS + MINUTES_5, "points": 1}
    for now_ms in (START_MS, START_MS + HOUR_MS):
        await stores.telemetry.roll_up(now_ms=now_ms)
        (fans,) = (await stores.telemetry.fleet_series(owned.org_id, "fan_rpm", **ask)).points
        assert (fans.count, fans.mean, fans.low, fans.high) == (2, 5000.0, 4000.0, 6000.0)
        (power,) = (await stores.telemetry.fleet_series(owned.org_id, "power_watts", **ask)).points
        assert (power.count, power.mean) == (2, 7000.0)


async def test_a_chart_is_asked_within_bounds(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    ask = stores.telemetry.device_series
    for metric, from_ms, to_ms, points in (
        ("no_such", 0, 10, 5),
        ("hashrate_hs", 10, 10, 5),
        ("hashrate_hs", 0, 10, 0),
        ("hashrate_hs", 0, 10, 10**9),
    ):
        with pytest.raises(HeadframeError) as refused:
            await ask(owned.org_id, owned.ids[0], metric, from_ms=from_ms, to_ms=to_ms, points=points)
        assert refused.value.code is Code.INVALID_REQUEST
    other = await stores.people.ensure_org("other")
    with pytest.raises(HeadframeError) as refused:
        await ask(other, owned.ids[0], "hashrate_hs", from_ms=0, to_ms=10, points=5)
    assert refused.value.code is Code.NOT_FOUND


async def test_retention_drops_whole_days_and_keeps_charts(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    device = owned.ids[0]
    days = range(5)
    for day in days:
        at = START_MS + day * DAY_MS + 3 * HOUR_MS
        await put(stores, owned, day + 1, [(device, at, 1e14 + day), (device, at + 1000, 2e14)], at)
    now_ms = START_MS + 4 * DAY_MS + 12 * HOUR_MS
    await stores.telemetry.roll_up(now_ms=now_ms)
    kept = Retention(raw_days=2, five_minutes_days=3)
    assert await stores.telemetry.apply_retention(kept, now_ms=now_ms) >= 2
    assert await stores.telemetry.apply_retention(kept, now_ms=now_ms) == 0
    raw = await stores.telemetry.raw(owned.org_id, device, from_ms=START_MS, to_ms=now_ms, limit=100)
    assert len(raw) == 6
    assert min(each.at_ms for each in raw) >= START_MS + 2 * DAY_MS


async def test_forgotten_devices_leave_charts_of_others_alone(stores: Stores) -> None:
    owned = await fleet(stores, 2)
    await put(stores, owned, 1, [(device, START_MS, 1e14) for device in owned.ids], START_MS)
    await stores.devices.release(owned.org_id, owned.ids[:1])
    await stores.devices.forget(owned.org_id, owned.ids[:1])
    await stores.telemetry.roll_up(now_ms=START_MS + HOUR_MS)
    series = await stores.telemetry.fleet_series(
        owned.org_id, "hashrate_hs", from_ms=START_MS, to_ms=START_MS + MINUTES_5, points=1
    )
    assert [(p.count, p.mean) for p in series.points] == [(1, pytest.approx(1e14))]
