"""Groups and their members."""

from headframe.core.errors import Code, HeadframeError
from headframe.core.places import Group
from headframe.core.selection import Selector
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.live import LiveFeed
from headframe.server.services.principals import Principal
from headframe.server.services.selection import SelectionService
from headframe.server.stores.ports import PlaceStore


class GroupService:
    """Groups and their members."""

    def __init__(
        self, places: PlaceStore, selections: SelectionService, journal: ActivityJournal, live: LiveFeed
    ) -> None:
        self._places = places
        self._selections = selections
        self._journal = journal
        self._live = live

    async def group(self, org_id: int, group_id: int) -> Group:
        """One group; NOT_FOUND."""
        found = [entry for entry in await self._places.groups(org_id) if entry.id == group_id]
        if not found:
            raise HeadframeError(Code.NOT_FOUND, f"There is no group {group_id}.")
        return found[0]

    async def add(self, principal: Principal, *, name: str, description: str) -> Group:
        """A new, empty group."""
        group = await self._places.add_group(principal.org_id, name=name, description=description)
        await self._note(principal, "group.added", f"added the group {name}", group.id)
        return group

    async def change(self, principal: Principal, group: Group) -> Group:
        """Rename or describe a group."""
        changed = await self._places.update_group(group)
        await self._note(principal, "group.changed", f"changed the group {group.name}", group.id)
        return changed

    async def remove(self, principal: Principal, group_id: int) -> None:
        """Remove a group; its devices stay."""
        group = await self.group(principal.org_id, group_id)
        await self._places.remove_group(principal.org_id, group_id)
        await self._note(principal, "group.removed", f"removed the group {group.name}", group_id)

    async def change_members(
        self, principal: Principal, group_id: int, *, add: Selector | None, remove: Selector | None
    ) -> Group:
        """Add and remove what the selectors mean now."""
        group = await self.group(principal.org_id, group_id)
        added = (
            [row.id for row in (await self._selections.resolve(principal.org_id, add)).rows] if add else []
        )
        removed = await self._selections.ids(principal.org_id, remove) if remove else []
        changed = await self._places.change_group(principal.org_id, group_id, add=added, remove=removed)
        self._live.devices_changed(principal.org_id, [*added, *removed])
        await self._journal.record(
            principal,
            "group.members_changed",
            f"changed the members of {group.name}: {len(added)} in, {len(removed)} out",
            details={"group_id": group_id, "added": len(added), "removed": len(removed)},
        )
        return changed

    async def _note(self, principal: Principal, verb: str, summary: str, group_id: int) -> None:
        await self._journal.record(principal, verb, summary, details={"group_id": group_id})
