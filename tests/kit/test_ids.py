"""Ids sort by time and grow strictly."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, strategies as st

from headframe.kit.ids import IdSource, id_time_ms, is_id, system_ids


@given(st.lists(st.integers(0, 2**48 - 1), min_size=1, max_size=50))
def test_ids_grow_strictly_whatever_the_clock_does(clock: list[int]) -> None:
    moments = iter(clock)
    source = IdSource(lambda: next(moments), lambda count: b"\xff" * count)
    drawn = [source() for _ in clock]
    assert drawn == sorted(set(drawn))
    assert all(is_id(identifier) for identifier in drawn)
    assert id_time_ms(drawn[0]) == clock[0]


def test_a_full_counter_runs_into_the_next_millisecond() -> None:
    source = IdSource(lambda: 1_000, bytes)
    drawn = [source() for _ in range(5_000)]
    assert drawn == sorted(set(drawn))
    assert id_time_ms(drawn[-1]) == 1_001


def test_layout_is_uuid_version_7() -> None:
    source = IdSource(lambda: 0x0123456789AB, lambda count: b"\xff" * count)
    assert source() == "0123456789ab7000" + "bfffffffffffffff"


def test_threads_never_share_an_id() -> None:
    source = system_ids()
    with ThreadPoolExecutor(4) as pool:
        drawn = [i for ids in pool.map(lambda _: [source() for _ in range(500)], range(8)) for i in ids]
    assert len(set(drawn)) == 4_000


@pytest.mark.parametrize("text", ["", "0" * 32, "0123456789ab7000" + "7fffffffffffffff", "g" * 32])
def test_other_texts_are_no_ids(text: str) -> None:
    assert not is_id(text)
    with pytest.raises(ValueError, match="not an id"):
        id_time_ms(text)
