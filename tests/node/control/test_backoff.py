"""A server that comes back is met by its nodes one after another, whatever ended their sessions."""

import random
from collections import Counter

import pytest

from headframe.node.control.backoff import Backoff

NODES = 2_000
HEALTHY_SECONDS = 3_600.0


def arrivals(*, away_seconds: float, told_seconds: float | None = None) -> list[float]:
    """Seconds after its return at which the server meets each of its nodes, which lost it at once."""
    draw = random.Random(7)
    met = []
    for _ in range(NODES):
        backoff = Backoff(draw=draw.uniform)
        at = backoff.after(lived_seconds=HEALTHY_SECONDS, told_seconds=told_seconds)
        while at < away_seconds:
            at += backoff.after(lived_seconds=0.0)
        met.append(at - away_seconds)
    return met


def busiest_second(met: list[float]) -> int:
    return max(Counter(int(at) for at in met).values())


@pytest.mark.parametrize(("away_seconds", "part"), [(3, 3), (10, 5), (60, 12), (600, 12)])
def test_a_server_that_died_is_not_stormed_and_all_are_back_within_a_minute(
    away_seconds: float, part: int
) -> None:
    met = arrivals(away_seconds=away_seconds)
    assert busiest_second(met) <= NODES // part
    assert max(met) <= 60


def test_a_server_that_said_when_gets_its_nodes_over_all_of_that_time() -> None:
    met = arrivals(away_seconds=0.0, told_seconds=20.0)
    assert busiest_second(met) <= NODES // 15
    assert min(met) >= 10
    assert max(met) <= 30


def test_pauses_double_up_to_a_bound_and_begin_anew_after_a_good_session() -> None:
    backoff = Backoff(first_seconds=2.0, longest_seconds=30.0, draw=lambda _low, high: high)
    assert [backoff.after(lived_seconds=1.0) for _ in range(6)] == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert backoff.after(lived_seconds=31.0) == 2.0


def test_no_pause_is_none() -> None:
    backoff = Backoff(draw=lambda low, _high: low)
    assert all(backoff.after(lived_seconds=0.0) > 0.1 for _ in range(10))
