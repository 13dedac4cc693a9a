"""Sequences and epochs only grow, whatever is restored, and a node takes each at most once."""

from hypothesis import given, strategies as st

from headframe.core.sequence import (
    MAX_AHEAD_US,
    SequenceVerdict,
    first_sequence,
    judge_sequence,
    next_epoch,
)

NUMBER = st.integers(0, 2**53)


@given(stored=NUMBER, node_reported=NUMBER, unix_us=NUMBER)
def test_a_sequence_is_above_all_that_are_known(stored: int, node_reported: int, unix_us: int) -> None:
    first = first_sequence(stored=stored, node_reported=node_reported, unix_us=unix_us)
    assert first > stored
    assert first > node_reported
    assert first >= unix_us


@given(stored=NUMBER, node_minimum=NUMBER, unix_ms=NUMBER)
def test_an_epoch_is_new_and_acceptable(stored: int, node_minimum: int, unix_ms: int) -> None:
    epoch = next_epoch(stored=stored, node_minimum=node_minimum, unix_ms=unix_ms)
    assert epoch > stored
    assert epoch >= node_minimum


STEPS = st.lists(
    st.sampled_from(["send", "backup", "restore", "restart"]) | st.integers(1, 10**6), max_size=40
)


@given(STEPS, st.booleans())
def test_commands_flow_in_order_through_restores_of_the_server(steps: list[object], told: bool) -> None:
    """A day's clock drives it; `told`: whether the server hears the node's high-water mark before sending."""
    now, stored, backup, node, accepted = 1_700_000_000_000_000, 0, 0, 0, []
    for step in steps:
        if isinstance(step, int):
            now += step
        elif step == "backup":
            backup = stored
        elif step == "restore":
            stored = backup
            now += 1
        else:
            stored = first_sequence(stored=stored, node_reported=node if told else 0, unix_us=now)
            decision = judge_sequence(stored, 0, high_water=node, last_on_stream=None, server_now_us=now)
            if told:
                assert decision.verdict is SequenceVerdict.ACCEPT
            if decision.verdict is SequenceVerdict.ACCEPT:
                accepted.append(stored)
            node = decision.high_water
    assert accepted == sorted(set(accepted))


@given(NUMBER, NUMBER, NUMBER, st.none() | NUMBER)
def test_a_sequence_is_accepted_once(sequence: int, mark: int, now: int, last: int | None) -> None:
    first = judge_sequence(sequence, 0, high_water=mark, last_on_stream=last, server_now_us=now)
    again = judge_sequence(sequence, 0, high_water=first.high_water, last_on_stream=last, server_now_us=now)
    assert again.verdict is not SequenceVerdict.ACCEPT
    assert first.high_water >= mark
    assert (first.verdict is SequenceVerdict.ACCEPT) is (mark < sequence <= now + MAX_AHEAD_US)


def test_a_poisoned_sequence_leaves_the_mark_alone() -> None:
    decision = judge_sequence(10 + MAX_AHEAD_US + 1, 5, high_water=5, last_on_stream=None, server_now_us=10)
    assert decision.verdict is SequenceVerdict.TOO_FAR_AHEAD
    assert decision.high_water == 5


def test_a_dropped_command_shows_as_a_gap_and_stops_nothing() -> None:
    gap = judge_sequence(9, 8, high_water=7, last_on_stream=7, server_now_us=100)
    assert (gap.verdict, gap.is_gap) == (SequenceVerdict.ACCEPT, True)
    assert not judge_sequence(9, 7, high_water=7, last_on_stream=7, server_now_us=100).is_gap
    assert not judge_sequence(9, 3, high_water=7, last_on_stream=None, server_now_us=100).is_gap
