"""Rows of device lists out of memory."""

from collections import Counter
from collections.abc import Collection, Iterator

from headframe.core.filters.matching import matches
from headframe.core.fleet import DeviceRow
from headframe.core.lists.filter_row import filter_row
from headframe.core.lists.names import display_name
from headframe.core.lists.pools import shown_pool
from headframe.core.lists.sorting import sort_field, sort_value
from headframe.core.open_faults import worst
from headframe.server.stores.memory.state import MemoryDevice, MemoryState
from headframe.server.stores.ports.devices import DeviceQuery, Moment

FilterRow = dict[str, object]


def device_row(state: MemoryState, device: MemoryDevice, moment: Moment) -> DeviceRow:
    """One device as lists show it."""
    standing = state.standing(device)
    status = standing.status(moment)
    placement = device.placement
    site = state.sites[placement.site_id] if placement else None
    building = state.buildings[placement.building_id] if placement and placement.building_id else None
    rack = state.racks[placement.rack_id] if placement and placement.rack_id else None
    groups = (state.groups[group_id].name for group_id, ids in state.members.items() if device.id in ids)
    url, user = shown_pool(device.settings.pools)
    return DeviceRow(
        device.id,
        device.org_id,
        device.key,
        display_name(device.chosen_name, device.identity, device.key),
        device.identity,
        device.endpoint,
        device.driver,
        device.node_id,
        device.seen_by,
        device.pairing,
        status,
        standing.since_ms(status),
        standing.last_report_ms,
        standing.reachable,
        device.sample,
        placement,
        site_name=site.name if site else "",
        building_name=building.name if building else "",
        rack_name=rack.name if rack else "",
        groups=tuple(sorted(groups)),
        fault_count=len(device.faults),
        worst_fault=worst(device.faults),
        pool_url=url,
        pool_user=user,
        problem=device.problem,
        discovered_at_ms=device.discovered_at_ms,
    )


def selected(
    state: MemoryState, org_id: int, query: DeviceQuery, *, in_order: bool = True
) -> list[tuple[DeviceRow, FilterRow]]:
    """Devices that match, in order, each with the values that filters compare."""
    kept = [pair for pair in _pairs(state, org_id, query.moment) if _wanted(query, *pair)]
    return _ordered(kept, query) if in_order else kept


def _pairs(state: MemoryState, org_id: int, moment: Moment) -> Iterator[tuple[DeviceRow, FilterRow]]:
    for device in state.devices_of(org_id):
        row = device_row(state, device, moment)
        node = state.nodes.get(device.node_id or 0)
        yield (
            row,
            filter_row(
                row,
                node_name=node.name if node else "",
                pools=device.settings.pools,
                faults=[fault.code for fault in device.faults],
                now_ms=moment.now_ms,
            ),
        )


def _wanted(query: DeviceQuery, row: DeviceRow, values: FilterRow) -> bool:
    return row.id not in query.exclude and (query.filter is None or matches(query.filter, values))


def _ordered(
    pairs: list[tuple[DeviceRow, FilterRow]], query: DeviceQuery
) -> list[tuple[DeviceRow, FilterRow]]:
    """Stable sorts from the least to the most significant: id, value, unknown last."""
    field = sort_field(query.sort)
    pairs.sort(key=lambda pair: pair[0].id)
    known = [pair for pair in pairs if sort_value(field, pair[1]) is not None]
    unknown = [pair for pair in pairs if sort_value(field, pair[1]) is None]
    known.sort(key=lambda pair: sort_value(field, pair[1]), reverse=query.descending)
    return known + unknown


def facet_counts(rows: list[tuple[DeviceRow, FilterRow]], column: str) -> dict[str, int]:
    """How many rows have each value of a text column; a row with several counts under each."""
    return dict(Counter(text for _, values in rows for text in _texts(values[column])))


def _texts(value: object) -> set[str]:
    if isinstance(value, str):
        return {value} - {""}
    members = value if isinstance(value, Collection) else ()
    return {member for member in members if isinstance(member, str) and member}
