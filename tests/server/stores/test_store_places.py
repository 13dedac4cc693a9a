"""Sites, buildings, racks, groups, placements."""

from dataclasses import replace

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.core.places import Building, Placement, Rack, Site
from headframe.server.stores.ports import Stores
from tests.server.stores.store_builders import Fleet, fleet, moment, query


async def refused(code: Code, attempt: object) -> None:
    with pytest.raises(HeadframeError) as raised:
        await attempt  # type: ignore[misc] # a coroutine
    assert raised.value.code is code


async def hall(stores: Stores, org_id: int) -> tuple[Site, Building, Rack]:
    site = await stores.places.add_site(
        org_id, name="North", time_zone="Europe/Oslo", power_limit_watts=2.5e6
    )
    building = await stores.places.add_building(org_id, site_id=site.id, name="Hall")
    return (
        site,
        building,
        await stores.places.add_rack(org_id, building_id=building.id, name="R1", rows=2, columns=3),
    )


async def test_names_are_unique_within_their_parent(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    site, building, _ = await hall(stores, org_id)
    places = stores.places
    await refused(
        Code.ALREADY_EXISTS, places.add_site(org_id, name="NORTH", time_zone="UTC", power_limit_watts=None)
    )
    await refused(Code.ALREADY_EXISTS, places.add_building(org_id, site_id=site.id, name="hall"))
    await refused(
        Code.ALREADY_EXISTS,
        places.add_rack(org_id, building_id=building.id, name="r1", rows=1, columns=1),
    )
    south = await places.add_site(org_id, name="south", time_zone="UTC", power_limit_watts=None)
    second = await places.add_building(org_id, site_id=south.id, name="Hall")
    assert await places.sites(org_id) == [site, south]
    assert await places.buildings(org_id) == [building, second]
    assert await places.buildings(org_id, south.id) == [second]
    await refused(Code.ALREADY_EXISTS, places.update_site(replace(south, name="north")))
    renamed = await places.update_site(replace(south, name="South", power_limit_watts=1.0))
    assert await places.sites(org_id) == [site, renamed]


async def test_places_that_hold_something_stay(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    site, building, rack = await hall(stores, owned.org_id)
    places, org_id = stores.places, owned.org_id
    await places.place(org_id, [(owned.ids[0], Placement(site.id, building.id, rack.id, 1, 1))])
    await refused(Code.NOT_EMPTY, places.remove_rack(org_id, rack.id))
    await refused(Code.NOT_EMPTY, places.remove_building(org_id, building.id))
    await refused(Code.NOT_EMPTY, places.remove_site(org_id, site.id))
    await places.place(org_id, [(owned.ids[0], None)])
    await places.remove_rack(org_id, rack.id)
    await places.remove_building(org_id, building.id)
    await stores.nodes.update_node(org_id, owned.node_id, name="n", site_id=site.id)
    await refused(Code.NOT_EMPTY, places.remove_site(org_id, site.id))
    await stores.nodes.update_node(org_id, owned.node_id, name="n", site_id=None)
    await places.remove_site(org_id, site.id)
    assert await places.sites(org_id) == []


async def placed(stores: Stores, owned: Fleet) -> list[Placement | None]:
    return [row.placement for row in await stores.devices.rows(owned.org_id, owned.ids, moment())]


async def test_placing_is_all_or_none_and_slots_hold_one(stores: Stores) -> None:
    owned = await fleet(stores, 3)
    site, building, rack = await hall(stores, owned.org_id)
    one, two, three = owned.ids
    slots = [Placement(site.id, building.id, rack.id, 1, column) for column in (1, 2, 3)]
    place = stores.places.place
    await place(owned.org_id, [(one, slots[0]), (two, slots[1])])
    await refused(Code.CONFLICT, place(owned.org_id, [(three, slots[1])]))
    await refused(Code.CONFLICT, place(owned.org_id, [(one, slots[2]), (three, slots[2])]))
    await refused(Code.CONFLICT, place(owned.org_id, [(three, replace(slots[0], row=3))]))
    await refused(Code.NOT_FOUND, place(owned.org_id, [(one, None), (three, Placement(site.id + 999))]))
    assert await placed(stores, owned) == [slots[0], slots[1], None]
    await place(owned.org_id, [(one, slots[1]), (two, slots[0])])
    await place(owned.org_id, [(three, Placement(site.id, building.id))])
    assert await placed(stores, owned) == [slots[1], slots[0], Placement(site.id, building.id)]
    row = (await stores.devices.rows(owned.org_id, [one], moment()))[0]
    assert (row.site_name, row.building_name, row.rack_name) == ("North", "Hall", "R1")


async def test_a_rack_does_not_shrink_over_devices(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    site, building, rack = await hall(stores, owned.org_id)
    at = Placement(site.id, building.id, rack.id, 2, 3)
    await stores.places.place(owned.org_id, [(owned.ids[0], at)])
    await refused(Code.CONFLICT, stores.places.update_rack(replace(rack, columns=2)))
    assert await stores.places.update_rack(replace(rack, rows=9)) == replace(rack, rows=9)


async def test_groups_lie_across(stores: Stores) -> None:
    owned = await fleet(stores, 3)
    places, org_id = stores.places, owned.org_id
    hot = await places.add_group(org_id, name="hot", description="")
    await refused(Code.ALREADY_EXISTS, places.add_group(org_id, name="HOT", description=""))
    assert (await places.change_group(org_id, hot.id, add=owned.ids)).devices == 3
    changed = await places.change_group(org_id, hot.id, add=owned.ids[:1], remove=owned.ids[2:])
    assert changed.devices == 2
    await refused(Code.NOT_FOUND, places.change_group(org_id, hot.id, add=[10**9]))
    new = await places.add_group(org_id, name="a new one", description="d")
    await places.change_group(org_id, new.id, add=owned.ids[:1])
    rows = await stores.devices.rows(org_id, owned.ids, moment())
    assert [row.groups for row in rows] == [("a new one", "hot"), ("hot",), ()]
    renamed = await places.update_group(replace(hot, name="cold", description="x"))
    assert (renamed.name, renamed.devices) == ("cold", 2)
    await places.remove_group(org_id, new.id)
    assert [(group.name, group.devices) for group in await places.groups(org_id)] == [("cold", 2)]
    assert await stores.devices.facet(org_id, query(), "group") == {"cold": 2}


async def test_places_of_others_do_not_exist(stores: Stores) -> None:
    owned = await fleet(stores, 1)
    site, building, rack = await hall(stores, owned.org_id)
    other = await stores.people.ensure_org("other")
    places = stores.places
    assert await places.sites(other) == await places.racks(other) == await places.groups(other) == []
    await refused(Code.NOT_FOUND, places.update_site(replace(site, org_id=other)))
    await refused(Code.NOT_FOUND, places.remove_rack(other, rack.id))
    await refused(Code.NOT_FOUND, places.add_building(other, site_id=site.id, name="x"))
    await refused(Code.NOT_FOUND, places.place(other, [(owned.ids[0], None)]))
    await refused(Code.NOT_FOUND, places.update_building(replace(building, org_id=other)))
