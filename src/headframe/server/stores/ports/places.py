"""Sites, buildings, racks, groups, and what stands where."""

from collections.abc import Sequence
from typing import Protocol

from headframe.core.places import Building, Group, Placement, Rack, Site


class PlaceStore(Protocol):
    """Places of one organisation. Names are unique within their parent, case-insensitively."""

    async def sites(self, org_id: int) -> Sequence[Site]:
        """All sites, by name."""
        ...

    async def add_site(
        self, org_id: int, *, name: str, time_zone: str, power_limit_watts: float | None
    ) -> Site:
        """A new site."""
        ...

    async def update_site(self, site: Site) -> Site:
        """Replace a site's fields."""
        ...

    async def remove_site(self, org_id: int, site_id: int) -> None:
        """NOT_EMPTY while buildings, nodes or devices stand in it."""
        ...

    async def buildings(self, org_id: int, site_id: int | None = None) -> Sequence[Building]:
        """Buildings, of one site or all."""
        ...

    async def add_building(self, org_id: int, *, site_id: int, name: str) -> Building:
        """A new building."""
        ...

    async def update_building(self, building: Building) -> Building:
        """Rename a building."""
        ...

    async def remove_building(self, org_id: int, building_id: int) -> None:
        """NOT_EMPTY while racks or devices stand in it."""
        ...

    async def racks(self, org_id: int, building_id: int | None = None) -> Sequence[Rack]:
        """Racks, of one building or all."""
        ...

    async def add_rack(self, org_id: int, *, building_id: int, name: str, rows: int, columns: int) -> Rack:
        """A new rack."""
        ...

    async def update_rack(self, rack: Rack) -> Rack:
        """Rename or resize. CONFLICT when a device stands in a slot that would vanish."""
        ...

    async def remove_rack(self, org_id: int, rack_id: int) -> None:
        """NOT_EMPTY while devices stand in it."""
        ...

    async def place(self, org_id: int, placements: Sequence[tuple[int, Placement | None]]) -> None:
        """Put devices, by id, into places, all or none; None takes a device out of its place.

        CONFLICT when a slot is taken by a device that does not move in the same call, or does not exist.
        """
        ...

    async def groups(self, org_id: int) -> Sequence[Group]:
        """All groups with their sizes, by name."""
        ...

    async def add_group(self, org_id: int, *, name: str, description: str) -> Group:
        """A new, empty group."""
        ...

    async def update_group(self, group: Group) -> Group:
        """Rename or describe."""
        ...

    async def remove_group(self, org_id: int, group_id: int) -> None:
        """Remove a group; its devices stay."""
        ...

    async def change_group(
        self, org_id: int, group_id: int, *, add: Sequence[int] = (), remove: Sequence[int] = ()
    ) -> Group:
        """Add and remove devices; those already in or out are fine."""
        ...
