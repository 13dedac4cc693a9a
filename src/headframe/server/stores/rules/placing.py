"""Whether devices may be put where they should stand."""

from collections import Counter
from collections.abc import Iterable, Mapping

from headframe.core.errors import Code, HeadframeError
from headframe.core.places import Building, Placement, Rack

Slot = tuple[int, int, int]


def slot_of(placement: Placement | None) -> Slot | None:
    """Rack, row and column of a placement in a slot."""
    if placement is None or placement.rack_id is None or placement.row is None or placement.column is None:
        return None
    return placement.rack_id, placement.row, placement.column


def resolved(
    placement: Placement, sites: Iterable[int], buildings: Mapping[int, Building], racks: Mapping[int, Rack]
) -> Placement:
    """`placement` with its site and building taken from the rack or building it names.

    Raises:
        HeadframeError: NOT_FOUND for a place that does not exist, CONFLICT for one that contradicts another
            or a slot that the rack does not have.
    """
    site_id, building_id = placement.site_id, placement.building_id
    if placement.rack_id is not None:
        rack = racks.get(placement.rack_id)
        if rack is None:
            raise _absent("rack", placement.rack_id)
        building_id = _same("building", building_id, rack.building_id)
        _check_slot(rack, placement.row, placement.column)
    elif placement.row is not None or placement.column is not None:
        raise HeadframeError(Code.CONFLICT, "a slot needs a rack")
    if building_id is not None:
        building = buildings.get(building_id)
        if building is None:
            raise _absent("building", building_id)
        site_id = _same("site", site_id, building.site_id)
    if site_id not in set(sites):
        raise _absent("site", site_id)
    return Placement(site_id, building_id, placement.rack_id, placement.row, placement.column)


def check_slots(moves: Mapping[int, Placement | None], occupants: Mapping[Slot, int]) -> None:
    """Raise CONFLICT where a move ends in a slot that stays, or becomes, another device's."""
    wanted = Counter(slot for slot in map(slot_of, moves.values()) if slot is not None)
    for slot, count in wanted.items():
        holder = occupants.get(slot)
        if count > 1 or (holder is not None and holder not in moves):
            raise HeadframeError(Code.CONFLICT, f"slot {slot[1]}-{slot[2]} of rack {slot[0]} is taken")


def check_resize(rack: Rack, slots: Iterable[tuple[int | None, int | None]]) -> None:
    """Raise CONFLICT where a device stands in a slot that a rack of this size does not have."""
    for row, column in slots:
        if (row or 0) > rack.rows or (column or 0) > rack.columns:
            raise HeadframeError(Code.CONFLICT, f"slot {row}-{column} would vanish with a device in it")


def _check_slot(rack: Rack, row: int | None, column: int | None) -> None:
    if row is None and column is None:
        return
    if row is None or column is None or not (1 <= row <= rack.rows and 1 <= column <= rack.columns):
        raise HeadframeError(Code.CONFLICT, f"rack {rack.name} has no slot {row}-{column}")


def _same(what: str, given: int | None, actual: int) -> int:
    if given is not None and given != actual:
        raise HeadframeError(Code.CONFLICT, f"the {what} given is not the one it stands in")
    return actual


def _absent(what: str, identifier: int) -> HeadframeError:
    return HeadframeError(Code.NOT_FOUND, f"no {what} {identifier}")


def taken_slot() -> HeadframeError:
    """CONFLICT for a slot that another device took first."""
    return HeadframeError(Code.CONFLICT, "a slot was taken meanwhile")
