"""Rows of device lists out of memory."""

from collections.abc import Iterator

from headframe.core.fleet import DeviceRow
from headframe.core.lists.filter_row import filter_row
from headframe.core.lists.names import display_name
from headframe.core.lists.pools import shown_pool
from headframe.core.lists.selecting import ListQuery, Pair, ordered, wanted
from headframe.core.open_faults import worst
from headframe.server.stores.memory.state import MemoryDevice, MemoryState
from headframe.server.stores.ports.devices import DeviceQuery, Moment


def device_row(state: MemoryState, device: MemoryDevice, moment: Moment) -> DeviceRow:
    """One device as lists show it."""
    standing = state.standing(device)
    status = standing.status(moment)
    placement = device.placement
    site = state.sites[placement.site_id] if placement else None
    building = state.buildings[placement.building_id] if placement and placement.building_id else None
    rack = state.racks[placement.rack_id] if placement and placement.rack_id else None
    groups = (state.groups[group_id].name for group_id, ids in state.members.items() if device.id in ids)
    transfer = state.transfers.get(device.id)
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
        moving_to_node_id=transfer.to_node_id if transfer else None,
    )


def selected(state: MemoryState, org_id: int, query: DeviceQuery, *, in_order: bool = True) -> list[Pair]:
    """Devices that match, in order, each with the values that filters compare."""
    asked = ListQuery(query.filter, query.sort, query.descending, query.exclude)
    kept = wanted(asked, _pairs(state, org_id, query.moment))
    return ordered(asked, kept) if in_order else kept


def _pairs(state: MemoryState, org_id: int, moment: Moment) -> Iterator[Pair]:
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
