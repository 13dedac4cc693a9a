"""The poll schedule: nobody is forgotten, nobody is asked twice at once, failures are asked less."""

import pytest
from hypothesis import given, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from headframe.node.polling.schedule import Intervals, Schedule, Wait

INTERVALS = Intervals(fast_seconds=10, full_seconds=60, longest_seconds=40)


@given(st.integers(1, 500))
def test_a_fleet_is_spread_over_the_interval(count: int) -> None:
    schedule = Schedule(INTERVALS)
    for device_id in range(1, count + 1):
        schedule.add(device_id, 0.0)
    first_half = schedule.take_due(5.0, count)
    assert abs(len(first_half) - count / 2) <= 1 + count * 0.05
    assert len(first_half) + len(schedule.take_due(10.0, count)) == count


def test_first_poll_is_full_and_then_once_a_full_interval() -> None:
    schedule = Schedule(INTERVALS)
    schedule.add(1, 0.0)
    fulls = []
    for second in range(200):
        for due in schedule.take_due(float(second), 10):
            fulls.append((second, due.full))
            schedule.succeeded(1, float(second), full=due.full)
    assert fulls[0][1]
    assert [second for second, full in fulls if full] == [
        fulls[0][0] + 60 * n for n in range(len([f for f in fulls if f[1]]))
    ]
    assert len(fulls) == 20


def test_failures_are_asked_ever_less_up_to_the_longest() -> None:
    schedule = Schedule(INTERVALS)
    schedule.add(1, 0.0)
    waits, now = [], 10.0
    for _ in range(6):
        assert schedule.take_due(now, 1)
        schedule.failed(1, now, Wait.RETRY)
        following = schedule.next_due()
        assert following is not None
        waits.append(following - now)
        now = following
    assert waits == [10, 10, 20, 40, 40, 40]


def test_a_rejected_login_is_not_tried_again_soon() -> None:
    schedule = Schedule(INTERVALS)
    schedule.add(1, 0.0)
    schedule.take_due(10.0, 1)
    schedule.failed(1, 10.0, Wait.ASK_PEOPLE)
    assert schedule.take_due(49.9, 1) == []
    assert len(schedule.take_due(50.0, 1)) == 1


def test_soon_during_a_poll_polls_once_more_after_it() -> None:
    schedule = Schedule(INTERVALS)
    schedule.add(1, 0.0)
    assert len(schedule.take_due(10.0, 1)) == 1
    schedule.soon(1, 10.0)
    assert schedule.take_due(10.0, 1) == []
    schedule.succeeded(1, 10.5, full=False)
    assert len(schedule.take_due(10.5, 1)) == 1


@pytest.mark.parametrize("full", [True, False])
def test_a_full_poll_under_way_is_no_answer_to_a_change_meanwhile(*, full: bool) -> None:
    schedule = Schedule(INTERVALS)
    schedule.add(1, 0.0)
    assert schedule.take_due(10.0, 1)[0].full
    schedule.soon(1, 10.0, full=full)
    schedule.succeeded(1, 10.5, full=True)
    assert [due.full for due in schedule.take_due(10.5, 1)] == [full]
    schedule.succeeded(1, 11.0, full=full)
    assert schedule.take_due(11.0, 1) == []


class Scheduling(RuleBasedStateMachine):
    """Devices come, go, answer and fail in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.schedule = Schedule(INTERVALS)
        self.now = 0.0
        self.known: set[int] = set()
        self.in_flight: set[int] = set()

    @rule(device_id=st.integers(1, 20))
    def add(self, device_id: int) -> None:
        self.schedule.add(device_id, self.now)
        self.known.add(device_id)

    @rule(device_id=st.integers(1, 20))
    def remove(self, device_id: int) -> None:
        self.schedule.remove(device_id)
        self.known.discard(device_id)
        self.in_flight.discard(device_id)

    @rule(device_id=st.integers(1, 20), full=st.booleans())
    def soon(self, device_id: int, full: bool) -> None:
        self.schedule.soon(device_id, self.now, full=full)

    @rule(seconds=st.floats(0, 30))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule(limit=st.integers(1, 10))
    def take(self, limit: int) -> None:
        taken = {due.device_id for due in self.schedule.take_due(self.now, limit)}
        assert not taken & self.in_flight
        assert taken <= self.known
        self.in_flight |= taken

    @rule(good=st.booleans())
    def answer(self, good: bool) -> None:
        for device_id in sorted(self.in_flight):
            if good:
                self.schedule.succeeded(device_id, self.now, full=False)
            else:
                self.schedule.failed(device_id, self.now, Wait.RETRY)
        self.in_flight.clear()

    @invariant()
    def nobody_is_forgotten(self) -> None:
        """Whoever is known and not in flight has a due time within the longest wait."""
        if self.known - self.in_flight:
            following = self.schedule.next_due()
            assert following is not None
            assert following <= self.now + INTERVALS.longest_seconds


TestScheduling = Scheduling.TestCase
