# ruff: noqa: D102 - what each method promises is written at its port
"""Places in dictionaries."""

from collections.abc import Sequence
from dataclasses import replace

from headframe.core.places import Building, Group, Placement, Rack, Site
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.memory.state import MemoryDevice, MemoryState
from headframe.server.stores.rules.lookups import found, in_use, name_key, taken
from headframe.server.stores.rules.placing import check_resize, check_slots, resolved, slot_of


class MemoryPlaces(Failing):
    """PlaceStore."""

    def __init__(self, state: MemoryState) -> None:
        super().__init__()
        self._state = state

    async def sites(self, org_id: int) -> Sequence[Site]:
        return sorted((s for s in self._state.sites.values() if s.org_id == org_id), key=_by_name)

    async def add_site(
        self, org_id: int, *, name: str, time_zone: str, power_limit_watts: float | None
    ) -> Site:
        site = Site(next(self._state.ids), org_id, name, time_zone, power_limit_watts)
        return await self._keep_site(site)

    async def update_site(self, site: Site) -> Site:
        found(self._state.site(site.org_id, site.id), "site", site.id)
        return await self._keep_site(site)

    async def remove_site(self, org_id: int, site_id: int) -> None:
        found(self._state.site(org_id, site_id), "site", site_id)
        if await self.buildings(org_id, site_id):
            raise in_use("site", "buildings")
        if any(node.site_id == site_id for node in self._state.nodes.values()):
            raise in_use("site", "nodes")
        if any(p.site_id == site_id for p in self._placements(org_id)):
            raise in_use("site", "miners")
        del self._state.sites[site_id]

    async def buildings(self, org_id: int, site_id: int | None = None) -> Sequence[Building]:
        mine = (b for b in self._state.buildings.values() if b.org_id == org_id)
        return sorted((b for b in mine if site_id in (None, b.site_id)), key=_by_name)

    async def add_building(self, org_id: int, *, site_id: int, name: str) -> Building:
        found(self._state.site(org_id, site_id), "site", site_id)
        return await self._keep_building(Building(next(self._state.ids), org_id, site_id, name))

    async def update_building(self, building: Building) -> Building:
        known = found(self._building(building.org_id, building.id), "building", building.id)
        return await self._keep_building(replace(known, name=building.name))

    async def remove_building(self, org_id: int, building_id: int) -> None:
        found(self._building(org_id, building_id), "building", building_id)
        if await self.racks(org_id, building_id):
            raise in_use("building", "racks")
        if any(p.building_id == building_id for p in self._placements(org_id)):
            raise in_use("building", "miners")
        del self._state.buildings[building_id]

    async def racks(self, org_id: int, building_id: int | None = None) -> Sequence[Rack]:
        mine = (r for r in self._state.racks.values() if r.org_id == org_id)
        return sorted((r for r in mine if building_id in (None, r.building_id)), key=_by_name)

    async def add_rack(self, org_id: int, *, building_id: int, name: str, rows: int, columns: int) -> Rack:
        found(self._building(org_id, building_id), "building", building_id)
        return await self._keep_rack(Rack(next(self._state.ids), org_id, building_id, name, rows, columns))

    async def update_rack(self, rack: Rack) -> Rack:
        known = found(self._rack(rack.org_id, rack.id), "rack", rack.id)
        changed = replace(known, name=rack.name, rows=rack.rows, columns=rack.columns)
        inside = (p for p in self._placements(rack.org_id) if p.rack_id == rack.id)
        check_resize(changed, ((p.row, p.column) for p in inside))
        return await self._keep_rack(changed)

    async def remove_rack(self, org_id: int, rack_id: int) -> None:
        found(self._rack(org_id, rack_id), "rack", rack_id)
        if any(p.rack_id == rack_id for p in self._placements(org_id)):
            raise in_use("rack", "miners")
        del self._state.racks[rack_id]

    async def place(self, org_id: int, placements: Sequence[tuple[int, Placement | None]]) -> None:
        devices = {device_id: self._device(org_id, device_id) for device_id, _ in placements}
        moves = {
            device_id: placement and self._resolved(org_id, placement) for device_id, placement in placements
        }
        every = self._state.devices_of(org_id)
        occupants = {slot: d.id for d in every if (slot := slot_of(d.placement)) is not None}
        check_slots(moves, occupants)
        for device_id, placement in moves.items():
            devices[device_id].placement = placement
        self._state.changes.note(org_id, moves)

    async def groups(self, org_id: int) -> Sequence[Group]:
        mine = (g for g in self._state.groups.values() if g.org_id == org_id)
        return [self._sized(group) for group in sorted(mine, key=_by_name)]

    async def add_group(self, org_id: int, *, name: str, description: str) -> Group:
        return await self._keep_group(Group(next(self._state.ids), org_id, name, description))

    async def update_group(self, group: Group) -> Group:
        found(self._group(group.org_id, group.id), "group", group.id)
        kept = await self._keep_group(group)
        self._state.changes.note(group.org_id, self._state.members.get(group.id, ()))
        return kept

    async def remove_group(self, org_id: int, group_id: int) -> None:
        found(self._group(org_id, group_id), "group", group_id)
        del self._state.groups[group_id]
        self._state.changes.note(org_id, self._state.members.pop(group_id, ()))

    async def change_group(
        self, org_id: int, group_id: int, *, add: Sequence[int] = (), remove: Sequence[int] = ()
    ) -> Group:
        group = found(self._group(org_id, group_id), "group", group_id)
        for device_id in add:
            self._device(org_id, device_id)
        members = self._state.members.setdefault(group_id, set())
        members.difference_update(remove)
        members.update(add)
        self._state.changes.note(org_id, {*add, *remove} & set(self._state.devices))
        return self._sized(group)

    async def _keep_site(self, site: Site) -> Site:
        _check_name("site", site, await self.sites(site.org_id))
        self._state.sites[site.id] = site
        return site

    async def _keep_building(self, building: Building) -> Building:
        _check_name("building", building, await self.buildings(building.org_id, building.site_id))
        self._state.buildings[building.id] = building
        return building

    async def _keep_rack(self, rack: Rack) -> Rack:
        _check_name("rack", rack, await self.racks(rack.org_id, rack.building_id))
        self._state.racks[rack.id] = rack
        return rack

    async def _keep_group(self, group: Group) -> Group:
        _check_name("group", group, await self.groups(group.org_id))
        self._state.groups[group.id] = group
        return self._sized(group)

    def _building(self, org_id: int, building_id: int) -> Building | None:
        building = self._state.buildings.get(building_id)
        return building if building and building.org_id == org_id else None

    def _rack(self, org_id: int, rack_id: int) -> Rack | None:
        rack = self._state.racks.get(rack_id)
        return rack if rack and rack.org_id == org_id else None

    def _group(self, org_id: int, group_id: int) -> Group | None:
        group = self._state.groups.get(group_id)
        return group if group and group.org_id == org_id else None

    def _device(self, org_id: int, device_id: int) -> MemoryDevice:
        return found(self._state.device(org_id, device_id), "miner", device_id)

    def _placements(self, org_id: int) -> list[Placement]:
        return [d.placement for d in self._state.devices_of(org_id) if d.placement is not None]

    def _resolved(self, org_id: int, placement: Placement) -> Placement:
        state = self._state
        return resolved(
            placement,
            [site.id for site in state.sites.values() if site.org_id == org_id],
            {b.id: b for b in state.buildings.values() if b.org_id == org_id},
            {r.id: r for r in state.racks.values() if r.org_id == org_id},
        )

    def _sized(self, group: Group) -> Group:
        return replace(group, devices=len(self._state.members.get(group.id, ())))


def _by_name(place: Site | Building | Rack | Group) -> tuple[str, int]:
    return name_key(place.name), place.id


def _check_name(
    what: str, place: Site | Building | Rack | Group, siblings: Sequence[Site | Building | Rack | Group]
) -> None:
    if any(name_key(o.name) == name_key(place.name) and o.id != place.id for o in siblings):
        raise taken(what, place.name)
