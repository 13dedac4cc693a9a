"""Lists of devices held in memory: which match, in which order, and what they come to.

SQL stores say the same in SQL; one contract suite holds both.
"""

from collections import Counter
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass

from headframe.core.filters.matching import matches
from headframe.core.filters.syntax import Filter
from headframe.core.fleet import NOT_LIVE, DeviceRow, FleetSummary
from headframe.core.lists.sorting import sort_field, sort_value

FilterRow = dict[str, object]
Pair = tuple[DeviceRow, FilterRow]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which devices, in which order. `filter` None: all but those of `exclude`."""

    filter: Filter | None = None
    sort: str = "id"
    descending: bool = False
    exclude: Container[int] = ()


def wanted(query: ListQuery, pairs: Iterable[Pair]) -> list[Pair]:
    """Those that match."""
    return [
        (row, values)
        for row, values in pairs
        if row.id not in query.exclude and (query.filter is None or matches(query.filter, values))
    ]


def ordered(query: ListQuery, pairs: list[Pair]) -> list[Pair]:
    """Stable sorts from the least to the most significant: id, value, unknown last.

    Raises:
        HeadframeError: INVALID_SORT.
    """
    field = sort_field(query.sort)
    pairs.sort(key=lambda pair: pair[0].id)
    known = [pair for pair in pairs if sort_value(field, pair[1]) is not None]
    unknown = [pair for pair in pairs if sort_value(field, pair[1]) is None]
    known.sort(key=lambda pair: sort_value(field, pair[1]), reverse=query.descending)
    return known + unknown


def facet_counts(pairs: Iterable[Pair], column: str) -> dict[str, int]:
    """How many rows have each value of a text column; a row with several counts under each."""
    return dict(Counter(text for _, values in pairs for text in _texts(values[column])))


def summed(rows: Sequence[DeviceRow]) -> FleetSummary:
    """Sums over rows, of those that report now."""
    samples = [row.sample for row in rows if row.sample and row.status not in NOT_LIVE]
    metered = [each for each in samples if each.hashrate_hs is not None and each.power_watts is not None]
    return FleetSummary(
        devices=len(rows),
        reporting=sum(1 for sample in samples if sample.hashrate_hs is not None),
        hashrate_hs=sum(sample.hashrate_hs or 0.0 for sample in samples),
        expected_hashrate_hs=sum(sample.expected_hashrate_hs or 0.0 for sample in samples),
        power_watts=sum(sample.power_watts or 0.0 for sample in samples),
        metered_hashrate_hs=sum(sample.hashrate_hs or 0.0 for sample in metered),
        metered_power_watts=sum(sample.power_watts or 0.0 for sample in metered),
        by_status=dict(Counter(row.status for row in rows)),
        by_pairing=dict(Counter(row.pairing for row in rows)),
        worst_faults=dict(Counter(row.worst_fault for row in rows if row.worst_fault)),
    )


def _texts(value: object) -> set[str]:
    if isinstance(value, str):
        return {value} - {""}
    members = value if isinstance(value, Collection) else ()
    return {member for member in members if isinstance(member, str) and member}
