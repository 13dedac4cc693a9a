"""Sites, buildings, racks, and what stands in them: each act leaves an entry."""

from collections.abc import Sequence
from typing import TypeVar

from headframe.core.commands.titles import miners
from headframe.core.errors import Code, HeadframeError
from headframe.core.places import Building, Placement, Rack, Site
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.live import LiveFeed
from headframe.server.services.principals import Principal
from headframe.server.stores.ports import PlaceStore

T = TypeVar("T")


class PlaceService:
    """Sites, buildings, racks, and what stands in them."""

    def __init__(self, places: PlaceStore, journal: ActivityJournal, live: LiveFeed) -> None:
        self._places = places
        self._journal = journal
        self._live = live

    async def site(self, org_id: int, site_id: int) -> Site:
        """One site; NOT_FOUND."""
        found = [site for site in await self._places.sites(org_id) if site.id == site_id]
        return _only(found, "site", site_id)

    async def building(self, org_id: int, building_id: int) -> Building:
        """One building; NOT_FOUND."""
        found = [entry for entry in await self._places.buildings(org_id) if entry.id == building_id]
        return _only(found, "building", building_id)

    async def rack(self, org_id: int, rack_id: int) -> Rack:
        """One rack; NOT_FOUND."""
        found = [entry for entry in await self._places.racks(org_id) if entry.id == rack_id]
        return _only(found, "rack", rack_id)

    async def add_site(
        self, principal: Principal, *, name: str, time_zone: str, power_limit_watts: float | None
    ) -> Site:
        """A new site."""
        site = await self._places.add_site(
            principal.org_id, name=name, time_zone=time_zone, power_limit_watts=power_limit_watts
        )
        await self._note(principal, "site.added", f"added the site {name}", "site_id", site.id)
        return site

    async def change_site(self, principal: Principal, site: Site) -> Site:
        """Replace a site's fields."""
        changed = await self._places.update_site(site)
        await self._note(principal, "site.changed", f"changed the site {site.name}", "site_id", site.id)
        return changed

    async def remove_site(self, principal: Principal, site_id: int) -> None:
        """Remove an empty site."""
        site = await self.site(principal.org_id, site_id)
        await self._places.remove_site(principal.org_id, site_id)
        await self._note(principal, "site.removed", f"removed the site {site.name}", "site_id", site_id)

    async def add_building(self, principal: Principal, *, site_id: int, name: str) -> Building:
        """A new building of an existing site."""
        await self.site(principal.org_id, site_id)
        building = await self._places.add_building(principal.org_id, site_id=site_id, name=name)
        await self._note(
            principal, "building.added", f"added the building {name}", "building_id", building.id
        )
        return building

    async def change_building(self, principal: Principal, building: Building) -> Building:
        """Rename a building."""
        changed = await self._places.update_building(building)
        summary = f"changed the building {building.name}"
        await self._note(principal, "building.changed", summary, "building_id", building.id)
        return changed

    async def remove_building(self, principal: Principal, building_id: int) -> None:
        """Remove an empty building."""
        building = await self.building(principal.org_id, building_id)
        await self._places.remove_building(principal.org_id, building_id)
        summary = f"removed the building {building.name}"
        await self._note(principal, "building.removed", summary, "building_id", building_id)

    async def add_rack(
        self, principal: Principal, *, building_id: int, name: str, rows: int, columns: int
    ) -> Rack:
        """A new rack of an existing building."""
        await self.building(principal.org_id, building_id)
        rack = await self._places.add_rack(
            principal.org_id, building_id=building_id, name=name, rows=rows, columns=columns
        )
        await self._note(principal, "rack.added", f"added the rack {name}", "rack_id", rack.id)
        return rack

    async def change_rack(self, principal: Principal, rack: Rack) -> Rack:
        """Rename or resize a rack."""
        changed = await self._places.update_rack(rack)
        await self._note(principal, "rack.changed", f"changed the rack {rack.name}", "rack_id", rack.id)
        return changed

    async def remove_rack(self, principal: Principal, rack_id: int) -> None:
        """Remove an empty rack."""
        rack = await self.rack(principal.org_id, rack_id)
        await self._places.remove_rack(principal.org_id, rack_id)
        await self._note(principal, "rack.removed", f"removed the rack {rack.name}", "rack_id", rack_id)

    async def place(self, principal: Principal, placements: Sequence[tuple[int, Placement | None]]) -> None:
        """Put devices into places, all or none."""
        await self._places.place(principal.org_id, placements)
        ids = [device_id for device_id, _ in placements]
        self._live.devices_changed(principal.org_id, ids)
        await self._journal.record(
            principal,
            "device.placed",
            f"placed {miners(len(ids))}",
            device_id=ids[0] if len(ids) == 1 else None,
            details={"devices": len(ids)},
        )

    async def _note(self, principal: Principal, verb: str, summary: str, key: str, value: int) -> None:
        await self._journal.record(principal, verb, summary, details={key: value})


def _only(found: Sequence[T], noun: str, wanted: int) -> T:
    if not found:
        raise HeadframeError(Code.NOT_FOUND, f"There is no {noun} {wanted}.")
    return found[0]
