"""Quantities as people read them."""

import pytest
from hypothesis import given, strategies as st

from headframe.cli import units
from headframe.cli.output import Grid, clean, plain_lines


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        (units.hashrate(95.9e12), "95.9 TH/s"),
        (units.hashrate(1.2e12), "1.20 TH/s"),
        (units.hashrate(7.571e15), "7.57 PH/s"),
        (units.hashrate(2.5e18), "2.50 EH/s"),
        (units.hashrate(0.0), "0.00 H/s"),
        (units.hashrate(None), "-"),
        (units.power(945.0), "945 W"),
        (units.power(3250.0), "3.25 kW"),
        (units.power(1.25e6), "1.25 MW"),
        (units.efficiency(17.5e-12), "17.5 J/TH"),
        (units.efficiency(None), "-"),
        (units.temperature(71.4), "71 \N{DEGREE SIGN}C"),
        (units.duration(42), "42 s"),
        (units.duration(200), "3 min"),
        (units.duration(3600 * 5 + 720), "5 h 12 min"),
        (units.duration(86_400 * 7 + 3600 * 19), "7 d 19 h"),
        (units.age(None, 5), "-"),
        (units.age(1_000, 61_000), "1 min"),
        (units.age(9_000, 1_000), "0 s"),
        (units.percent(0.7), "70%"),
        (units.count(12_345), "12,345"),
    ],
)
def test_shown(shown: str, wanted: str) -> None:
    assert shown == wanted


@given(st.floats(min_value=0, max_value=1e21))
def test_a_hashrate_is_never_off_by_more_than_half_a_percent(hashes: float) -> None:
    number, unit = units.hashrate(hashes).split()
    scale = {"H/s": 1, "KH/s": 1e3, "MH/s": 1e6, "GH/s": 1e9, "TH/s": 1e12, "PH/s": 1e15, "EH/s": 1e18}[unit]
    assert float(number) * scale == pytest.approx(hashes, rel=0.005, abs=0.005)


@given(st.text())
def test_clean_text_holds_no_control_characters(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in cleaned)


def test_plain_tables_line_up() -> None:
    grid = Grid(("id", "name"), [["1", "a"], ["12", "long name"]], frozenset(("id",)))
    assert plain_lines(grid) == ["id  name", " 1  a", "12  long name"]
