"""Lists, filters, sorts, counts: on every store exactly what `core.filters` and `core.status` say.

The memory store applies those rules as they stand; each other store must give what it gives.
"""

import math
import string
from dataclasses import dataclass, replace
from ipaddress import ip_network

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from headframe.core.errors import Code, HeadframeError
from headframe.core.filters.fields import FIELDS, Field, FieldType
from headframe.core.filters.parser import parse
from headframe.core.filters.syntax import (
    Anything,
    Block,
    Choice,
    Filter,
    Not,
    Number,
    Operator,
    Pattern,
    Term,
    Value,
    Words,
    all_of,
    any_of,
)
from headframe.core.fleet import FleetSummary
from headframe.server.stores.memory import memory_stores
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.devices import DeviceQuery
from tests.server.stores.store_builders import NOW_MS, Fleet, moment, query
from tests.server.stores.varied_fleet import ADDRESSES, FAULTS, NAMES, varied_fleet

SORTS = [field.name for field in FIELDS.values() if not field.is_many]
FACETS = [field.name for field in FIELDS.values() if field.type is not FieldType.NUMBER]


@dataclass
class Twins:
    """The store under test and the memory store, with the same fleet."""

    stores: Stores
    owned: Fleet
    model: Stores
    model_owned: Fleet

    async def same(self, asked: DeviceQuery) -> list[int]:
        """Places in the fleet of the devices both give, in order."""
        got = await self.stores.devices.ids(self.owned.org_id, asked)
        wanted = await self.model.devices.ids(self.model_owned.org_id, asked)
        places = [self.owned.ids.index(each) for each in got]
        assert places == [self.model_owned.ids.index(each) for each in wanted]
        return places


@pytest.fixture
async def twins(stores: Stores) -> Twins:
    model = memory_stores()
    return Twins(stores, await varied_fleet(stores), model, await varied_fleet(model))


TEXTS = st.one_of(
    st.sampled_from([*NAMES[:-1], "oslo", "Hall", "R1", "1-1", "hot", "SOUTH", "w.", "pool", *FAULTS]),
    st.text(string.ascii_letters + "0123456789.-_%\\*\u00c9\u00e9\u0130i\u0307", min_size=1, max_size=3),
)


@st.composite
def patterns(draw: st.DrawFn) -> Pattern:
    if draw(st.booleans()):
        return Pattern((draw(TEXTS),))
    ends = st.one_of(st.just(""), TEXTS)
    return Pattern((draw(ends), *draw(st.lists(TEXTS, max_size=1)), draw(ends)))


def numbers(field: Field) -> st.SearchStrategy[Value]:
    assert field.dimension is not None
    digits = st.sampled_from(
        ["0", "1", "60", "61.5", "80", "100", "150", "200", "3500.5", "6000", "-1", "1.50"]
    )
    return st.builds(Number, digits, st.sampled_from(list(field.dimension.units)))


def values(field: Field, operator: Operator) -> st.SearchStrategy[Value]:
    if field.type is FieldType.NUMBER:
        return numbers(field)
    if field.type is FieldType.CHOICE:
        return st.sampled_from([Choice(choice) for choice in field.choices])
    if field.type is FieldType.ADDRESS and operator is not Operator.HAS:
        blocks = ["10.0.0.0/24", "10.0.0.10/32", "0.0.0.0/0", "fd00::/64", "::/0", "192.168.1.0/28"]
        return st.sampled_from([Block(ip_network(block)) for block in blocks])
    if field.type is FieldType.ADDRESS:
        return st.sampled_from([Pattern((each[:4], "")) for each in ADDRESSES if each])
    if field.type is FieldType.MAC:
        return st.sampled_from([Pattern(("0200",)), Pattern(("02", "0a")), Pattern(("020000000003",))])
    plain = TEXTS.map(lambda text: Pattern((text,)))
    return patterns() if operator is Operator.HAS else plain


@st.composite
def terms(draw: st.DrawFn) -> Filter:
    field = draw(
        st.sampled_from([each for each in FIELDS.values() if each.name != "id"])
    )  # each store has its own
    allowed = [op for op in Operator if field.type is FieldType.NUMBER or not op.is_order]
    operator = draw(st.sampled_from(allowed))
    if operator is Operator.HAS and draw(st.integers(0, 9)) == 0:
        return Term(field.name, operator, (Anything(),))
    count = 1 if operator.is_order else 2
    chosen = draw(st.lists(values(field, operator), min_size=1, max_size=count))
    return Term(field.name, operator, tuple(chosen))


FILTERS = st.recursive(
    st.one_of(terms(), patterns().map(Words)),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: all_of(*parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: any_of(*parts)),
    ),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tree=FILTERS,
    sort=st.sampled_from(SORTS),
    descending=st.booleans(),
    later_ms=st.sampled_from([0, 999, 5_000, 10_001, 29_999, 30_001, 60_000, 200_000]),
)
async def test_filters_and_sorts_mean_what_the_core_says(
    twins: Twins,
    tree: Filter,
    sort: str,
    descending: bool,
    later_ms: int,
) -> None:
    asked = DeviceQuery(moment(NOW_MS + later_ms), tree, sort, descending)
    places = await twins.same(asked)
    rows, total = await twins.stores.devices.window(twins.owned.org_id, asked, offset=1, limit=7)
    assert total == len(places)
    assert [twins.owned.ids.index(row.id) for row in rows] == places[1:8]


@pytest.mark.parametrize("descending", [False, True])
async def test_every_sort_key_orders_alike(twins: Twins, descending: bool) -> None:
    for sort in SORTS:
        assert len(await twins.same(query(sort=sort, descending=descending))) == len(twins.owned.ids)


async def test_rows_of_lists_exports_and_counts_agree(twins: Twins) -> None:
    for text in ("", "status:offline", "site:oslo -group:hot", "hashrate>=150"):
        asked = query(filter=parse(text), sort="power")
        await twins.same(asked)
        window, total = await twins.stores.devices.window(twins.owned.org_id, asked, offset=0, limit=1000)
        assert [row async for row in twins.stores.devices.export(twins.owned.org_id, asked)] == list(window)
        assert total == len(window)
        wanted = await twins.model.devices.window(twins.model_owned.org_id, asked, offset=0, limit=1000)
        ids = ("id", "org_id", "node_id", "seen_by_node_id", "placement")
        plain = [{n: getattr(row, n) for n in row.__dataclass_fields__ if n not in ids} for row in window]
        model = [{n: getattr(row, n) for n in row.__dataclass_fields__ if n not in ids} for row in wanted[0]]
        for mine, theirs in zip(plain, model, strict=True):
            for row in (mine, theirs):
                sample = row["sample"]
                row["sample"] = sample and replace(sample, device_id=0)  # type: ignore[type-var] # a Sample
            assert mine == theirs


def same_sums(mine: FleetSummary, theirs: FleetSummary) -> bool:
    names = ("hashrate_hs", "power_watts", "metered_hashrate_hs", "metered_power_watts")
    return all(math.isclose(getattr(mine, name), getattr(theirs, name)) for name in names)


async def test_summaries_and_facets_agree(twins: Twins) -> None:
    for text in ("", "pairing:paired", "state:mining", "model:none-such"):
        asked = query(filter=parse(text))
        mine = await twins.stores.devices.summary(twins.owned.org_id, asked)
        theirs = await twins.model.devices.summary(twins.model_owned.org_id, asked)
        assert same_sums(mine, theirs)
        assert (mine.devices, mine.reporting) == (theirs.devices, theirs.reporting)
        assert (mine.by_status, mine.by_pairing) == (theirs.by_status, theirs.by_pairing)
        assert mine.worst_faults == theirs.worst_faults
        for field in FACETS:
            got = await twins.stores.devices.facet(twins.owned.org_id, asked, field)
            assert got == await twins.model.devices.facet(twins.model_owned.org_id, asked, field), field


async def test_excluded_devices_are_left_out(twins: Twins) -> None:
    out = twins.owned.ids[::2]
    asked = query(exclude=frozenset(out))
    assert set(await twins.stores.devices.ids(twins.owned.org_id, asked)) == set(twins.owned.ids[1::2])


async def test_what_cannot_be_sorted_or_counted_is_refused(stores: Stores) -> None:
    for sort in ("nonsense", "group"):
        with pytest.raises(HeadframeError) as refused:
            await stores.devices.ids(1, query(sort=sort))
        assert refused.value.code is Code.INVALID_SORT
    with pytest.raises(HeadframeError) as refused:
        await stores.devices.facet(1, query(), "hashrate")
    assert refused.value.code is Code.INVALID_REQUEST
