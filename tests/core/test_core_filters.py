"""The filter grammar: what is read, what it means, how it is written back, and how it is refused."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from headframe.core.errors import Code
from headframe.core.filters.errors import FilterError
from headframe.core.filters.fields import FIELDS, Field, FieldType, field_named
from headframe.core.filters.formatting import format_filter
from headframe.core.filters.matching import _fits, matches
from headframe.core.filters.parser import MAX_DEPTH, MAX_VALUES, parse
from headframe.core.filters.syntax import ALL, Filter, Not, Operator, Pattern, Term, Words, all_of, any_of
from headframe.core.filters.tokens import MAX_FILTER_BYTES
from headframe.core.filters.units import COUNT

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "filters.md"

ROW: dict[str, Any] = {
    "device_id": 42,
    "status": "HASHING",
    "mining_state": "MINING",
    "pairing_status": "DEFAULT_PASSWORD",
    "worst_fault": None,
    "faults": ["fan.lost", "psu.hot"],
    "name": "Row 3 left",
    "model": "Antminer S21 Pro",
    "firmware": "",
    "serial": "SN-77",
    "mac": "02:aa:bb:0c:dd:ee",
    "address": "10.0.3.17",
    "site": "Nørre",
    "rack": "A 3",
    "groups": ["hydro", "Night"],
    "pools": ["stratum+tcp://eu.pool.example:3333"],
    "hashrate_hs": 199.6e12,
    "power_watts": 3500.0,
    "efficiency_j_per_h": 17.5e-12,
    "temperature_c": 80.5,
    "inlet_temperature_c": None,
    "uptime_seconds": 7200,
    "age_seconds": 12,
}

TRUE = [
    "",
    "()",
    "status:hashing",
    "status=HASHING",
    "status:offline,hashing",
    "STATUS:Hashing",
    "pairing:default-password",
    "-status:offline",
    "NOT status:offline",
    "status!=offline,error",
    "model:s21",
    "model:S21*,*pro",
    "model:*s21*",
    'model="ANTMINER s21 PRO"',
    'rack:"A 3"',
    'rack="a 3"',
    "rack:*",
    "temp>80",
    "temp > 80",
    "temp>=80.5C",
    "temp<81 temp<=80.5",
    "temp=80",
    "temp:81",
    "temp!=79",
    "power=3.5kW",
    "power>3499W power<0.1MW",
    "hashrate=200",
    "hashrate:200TH/s",
    "hashrate>0.19PH",
    "efficiency=17.5",
    "eff<17.6J/TH",
    "uptime=2h",
    "uptime>119m uptime<1d",
    "age<=12",
    "ip:10.0.3.17",
    "ip:10.0.0.0/16",
    "ip:10.0.3.*",
    "ip!=10.0.4.0/24",
    "mac:02-AA-BB-0C-DD-EE",
    "mac:aabb",
    "mac=02aabb0cddee",
    "mac:02aa*ee",
    "02:aa:bb:0c:dd:ee",
    "02:AA:BB:0C:DD:EE",
    "group:night",
    "group:hyd*",
    "group!=day",
    "fault:fan",
    "error:psu.hot",
    "pool:eu.pool",
    'pool:"stratum+tcp://eu.pool.example:3333"',
    "pool:stratum+tcp://eu.pool.example:3333",
    "left",
    '"row 3"',
    "row s21 sn-77",
    "10.0.3",
    "offline OR left",
    "offline left OR hashing OR left",
    "(offline OR left) s21",
    "-(offline OR error)",
    "--left",
    "id:42",
    "site:nørre",
    "-firmware:*",
    "-inlet>20",
    "NOT inlet<=20",
]
FALSE = [
    "-()",
    "status:offline",
    "status!=hashing",
    "model=S21",
    "model:antminer*s19*",
    "temp>80.5",
    "temp=79",
    "power=3501",
    "hashrate=199",
    "uptime=7199",
    "ip:10.0.4.0/24",
    "ip:10.0.3.1",
    "mac:ffff",
    "group:day",
    "group!=night",
    "fault:board",
    "offline",
    "left offline",
    "-left",
    "firmware:*",
    "firmware!=x",
    "inlet>20",
    "inlet<=20",
    "inlet=20",
    "inlet!=20",
    "severity:critical",
    "severity!=critical",
    "expected>0",
    "worker:x",
    "worker!=x",
    "site:NØRRE",
    'name:"a*b"',
    "id:4",
]


@pytest.mark.parametrize("text", TRUE)
def test_true(text: str) -> None:
    assert matches(parse(text), ROW)


@pytest.mark.parametrize("text", FALSE)
def test_false(text: str) -> None:
    assert not matches(parse(text), ROW)


@pytest.mark.parametrize("text", [*TRUE, *FALSE])
def test_what_is_written_back_means_the_same(text: str) -> None:
    tree = parse(text)
    assert parse(format_filter(tree)) == tree


REFUSED = [
    ("stauts:x", 0, "a known field, perhaps status"),
    ("status:of", 7, "one of error, offline"),
    ("status:", 7, "a value"),
    ("status:offline,", 15, "a value"),
    ("status:offline,)", 15, "a value"),
    ("left temp>hot", 10, "a number"),
    ("temp>80W", 5, "a number, with or without a unit (C"),
    ("temp>80,90", 7, "one value after '>'"),
    ("model>S19", 6, "':', '=' or '!=' with model, not '>'"),
    ("ip:10.0.0", 3, "an address"),
    ("ip:10.0.0.0/33", 3, "an address"),
    ("ip=10.0.*", 3, "an address"),
    ("mac:xyz", 4, "hexadecimal"),
    ("id:x", 3, "a whole number"),
    ('rack:"A 3', 5, "a closing quote"),
    ('""', 0, "text between the quotes"),
    ("(left", 5, "')'"),
    ("left)", 4, "a term, AND, OR or the end"),
    (")", 0, "a field, a word, NOT or '('"),
    ("left OR", 7, "a field, a word, NOT or '('"),
    ("OR left", 0, "a field, a word, NOT or '('"),
    ("left AND OR right", 9, "a field"),
    ("-", 1, "a field"),
    (",left", 0, "before the comma"),
    ("left,right", 4, "a term, AND, OR or the end"),
    ("(" * (MAX_DEPTH + 2) + "x", MAX_DEPTH + 1, "at most 16 levels"),
    ("-" * (MAX_DEPTH + 2) + "x", MAX_DEPTH + 1, "at most 16 levels"),
    ("x " * (MAX_VALUES + 1), MAX_VALUES * 2, "at most 128"),
    ("x" * (MAX_FILTER_BYTES + 1), 0, "at most 4096 bytes"),
    ("ø" * (MAX_FILTER_BYTES // 2 + 1), 0, "at most 4096 bytes"),
    ("temp>" + "9" * 400, 5, "a number"),
]


@pytest.mark.parametrize(("text", "position", "expected"), REFUSED)
def test_refusals_say_where_and_what(text: str, position: int, expected: str) -> None:
    with pytest.raises(FilterError, match=re.escape(expected)) as raised:
        parse(text)
    assert raised.value.position == position
    assert raised.value.code is Code.INVALID_FILTER
    assert raised.value.fields[0].where == "filter"


SIGNS = '()-,*"\\:=<> '
WORDS = (" AND ", " OR ", "NOT ", "status:offline", "temp>80", "rack", "model:", "a*b", "ip:10.0.*")
MORE_WORDS = ('"A 3"', "mac:aa", "power", "3.5kW", "!=", "ø")
PIECES = st.sampled_from([*SIGNS, *WORDS, *MORE_WORDS])


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=40))
def test_any_text_is_a_filter_that_round_trips_or_a_refusal_in_place(text: str) -> None:
    try:
        tree = parse(text)
    except FilterError as error:
        assert 0 <= error.position <= len(text)  # noqa: PT017 - either outcome is right
        return
    assert parse(format_filter(tree)) == tree
    assert matches(tree, ROW) is not matches(Not(tree), ROW)


PATTERN_TEXT = st.text('aAbø*"\\ :->(),', min_size=1, max_size=6)
LITERALS = st.builds(Pattern, st.tuples(PATTERN_TEXT))
RACKS = st.lists(LITERALS, min_size=1, max_size=2).map(lambda racks: Term("rack", Operator.HAS, tuple(racks)))
TERMS = RACKS | st.builds(Words, LITERALS)
TREES = st.recursive(
    TERMS | st.just(ALL),
    lambda part: (
        st.builds(Not, part)
        | st.lists(part, min_size=1, max_size=3).map(lambda parts: all_of(*parts))
        | st.lists(part, min_size=1, max_size=3).map(lambda parts: any_of(*parts))
    ),
    max_leaves=8,
)


@given(TREES)
def test_every_tree_has_a_text(tree: Filter) -> None:
    assert parse(format_filter(tree)) == tree


@given(st.lists(st.text("ab", max_size=3), min_size=1, max_size=4), st.text("ab", max_size=10))
def test_globs_agree_with_regular_expressions(parts: list[str], text: str) -> None:
    wanted = ".*".join(map(re.escape, parts))
    found = re.fullmatch(wanted, text) if len(parts) > 1 else re.search(wanted, text)
    assert _fits(text, Pattern(tuple(parts))) is (found is not None)


@given(
    st.sampled_from(sorted(FIELDS)),
    st.sampled_from(Operator),
    st.sampled_from([None, "", float("nan"), [], ()]),
)
def test_unknown_never_satisfies_a_comparison(name: str, operator: Operator, unknown: object) -> None:
    field = FIELDS[name]
    value = {
        FieldType.NUMBER: "5",
        FieldType.CHOICE: (*field.choices, "")[0],
        FieldType.ADDRESS: "10.0.0.1",
        FieldType.MAC: "aa",
    }.get(field.type, "x")
    if operator.is_order and field.type is not FieldType.NUMBER:
        return
    tree = parse(f"{name}{operator}{value}")
    assert not matches(tree, {field.column: unknown})
    assert not matches(tree, {})
    assert matches(Not(tree), {})


def test_the_reference_page_lists_every_field() -> None:
    page = REFERENCE.read_text(encoding="utf-8")
    for field in FIELDS.values():
        names = ", ".join(f"`{name}`" for name in (field.name, *field.aliases))
        assert f"| {names} | {_values(field)} | {field.doc} |" in page


def _values(field: Field) -> str:
    if field.choices:
        return ", ".join(f"`{choice.lower()}`" for choice in field.choices)
    if field.dimension is None:
        return f"{field.type.value}{'s, any of' if field.is_many else ''}"
    if field.dimension is COUNT:
        return "whole number"
    return "number; " + ", ".join(f"`{unit}`" for unit in field.dimension.units)


def test_names_and_aliases_are_distinct() -> None:
    names = [name for field in FIELDS.values() for name in (field.name, *field.aliases)]
    assert len(names) == len(set(names))
    assert field_named("FW") is FIELDS["firmware"]
