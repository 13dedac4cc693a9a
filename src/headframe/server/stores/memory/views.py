# ruff: noqa: D102 - what each method promises is written at its port
"""Saved views in a dictionary."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

from headframe.core.views import View
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.memory.people import MemoryPeople
from headframe.server.stores.rules.lookups import found, name_key, taken


class MemoryViews(Failing):
    """ViewStore."""

    def __init__(self, people: MemoryPeople) -> None:
        super().__init__()
        self._people = people
        self._views: dict[int, View] = {}
        self._ids = itertools.count(1)

    async def views(self, org_id: int, user_id: int) -> Sequence[View]:
        known = [await self.view(org_id, view_id) for view_id in self._views]
        mine = [view for view in known if view and (view.shared or view.owner_id == user_id)]
        return sorted(mine, key=lambda view: (name_key(view.name), view.id))

    async def view(self, org_id: int, view_id: int) -> View | None:
        view = self._views.get(view_id)
        if view is None or view.org_id != org_id:
            return None
        owner = await self._people.user(org_id, view.owner_id)
        return replace(view, owner_name=owner.name) if owner else None

    async def add_view(self, view: View) -> View:
        found(await self._people.user(view.org_id, view.owner_id), "user", view.owner_id)
        return await self._keep(replace(view, id=next(self._ids)))

    async def update_view(self, view: View) -> View:
        known = found(await self.view(view.org_id, view.id), "view", view.id)
        return await self._keep(replace(view, owner_id=known.owner_id))

    async def remove_view(self, org_id: int, view_id: int) -> None:
        found(await self.view(org_id, view_id), "view", view_id)
        del self._views[view_id]

    async def _keep(self, view: View) -> View:
        if any(_same_name(view, other) for other in self._views.values() if other.id != view.id):
            raise taken("view", view.name)
        self._views[view.id] = view
        return found(await self.view(view.org_id, view.id), "view", view.id)


def _same_name(one: View, other: View) -> bool:
    same_list = (one.org_id, one.owner_id, one.page) == (other.org_id, other.owner_id, other.page)
    return same_list and name_key(one.name) == name_key(other.name)
