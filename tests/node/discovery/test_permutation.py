"""The scan order visits every position exactly once."""

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from headframe.node.discovery.permutation import Permutation


@given(st.integers(0, 5_000), st.integers(0, 2**64))
def test_each_position_is_visited_exactly_once(size: int, seed: int) -> None:
    assert sorted(Permutation(size, seed)) == list(range(size))


def test_a_whole_16_is_visited_exactly_once() -> None:
    assert sorted(Permutation(65_534, 7)) == list(range(65_534))


def test_the_order_follows_the_seed() -> None:
    assert list(Permutation(1_000, 1)) == list(Permutation(1_000, 1))
    assert list(Permutation(1_000, 1)) != list(Permutation(1_000, 2))


@pytest.mark.parametrize("seed", range(20))
def test_neighbours_are_not_visited_in_a_row(seed: int) -> None:
    order = list(Permutation(4_096, seed))
    in_a_row = sum(abs(a - b) == 1 for a, b in pairwise(order))
    assert in_a_row < 64


def test_a_negative_size_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Permutation(-1, 0)
