"""Rollups: any way of grouping samples into buckets gives the very same numbers."""

import itertools

import pytest
from hypothesis import given, strategies as st

from headframe.core.rollups import BUCKETS_MS, DAY_MS, QUANTA, Rollup, bucket_start, merge, rebucketed
from headframe.core.telemetry import FLOAT_COLUMNS

METRICS = st.sampled_from(sorted(QUANTA))
VALUES = st.none() | st.floats(-(2.0**50), 2.0**50, width=32)
SAMPLES = st.lists(st.tuples(st.integers(0, 3 * DAY_MS), VALUES), max_size=40)


@given(METRICS, st.lists(VALUES, max_size=30), st.data())
def test_any_grouping_gives_the_same(metric: str, values: list[float], data: st.DataObject) -> None:
    whole = Rollup.of(metric, values)
    shuffled = data.draw(st.permutations(values))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(values)), max_size=5)))
    groups = [shuffled[a:b] for a, b in itertools.pairwise([0, *cuts, len(values)])]
    assert merge(Rollup.of(metric, group) for group in groups) == whole


@given(METRICS, SAMPLES)
def test_days_are_the_same_by_way_of_hours_and_five_minutes(
    metric: str, samples: list[tuple[int, float | None]]
) -> None:
    known = [(at, rolled) for at, value in samples if (rolled := Rollup.of(metric, [value]))]
    stepwise: list[tuple[int, Rollup]] = known
    for width in BUCKETS_MS:
        stepwise = list(rebucketed(stepwise, width).items())
        assert dict(stepwise) == rebucketed(known, width)


@given(METRICS, st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=20))
def test_the_mean_is_right_to_half_a_quantum(metric: str, values: list[float]) -> None:
    rollup = Rollup.of(metric, values)
    assert rollup is not None
    mean = sum(values) / len(values)
    assert rollup.mean(metric) == pytest.approx(mean, abs=0.5 * QUANTA[metric] + 1e-6, rel=1e-12)
    assert rollup.low <= rollup.high
    assert (rollup.low, rollup.high) == (min(values), max(values))


@given(st.integers(0, 2**50), st.sampled_from(BUCKETS_MS))
def test_a_moment_is_in_its_bucket(at_ms: int, width_ms: int) -> None:
    start = bucket_start(at_ms, width_ms)
    assert start <= at_ms < start + width_ms
    assert start % width_ms == 0


def test_unknown_is_a_gap_and_zero_is_not() -> None:
    assert Rollup.of("power_watts", [None, None]) is None
    assert Rollup.of("power_watts", [0.0, None]) == Rollup(1, 0, 0.0, 0.0)
    assert merge([None, None]) is None


def test_every_metric_has_a_quantum_and_widths_divide() -> None:
    assert set(QUANTA) == set(FLOAT_COLUMNS)
    assert all(wide % narrow == 0 for narrow, wide in itertools.pairwise(BUCKETS_MS))


def test_a_day_of_a_large_fleet_fits_64_bits() -> None:
    largest = {"hashrate_hs": 1e15, "power_watts": 20_000.0, "fan_rpm": 20_000.0}
    for metric, value in largest.items():
        assert round(value / QUANTA[metric]) * 86_400 * 100_000 < 2**63
