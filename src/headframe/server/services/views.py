"""Saved views: a person's own, and those that others share."""

from collections.abc import Sequence

from headframe.core.errors import Code, HeadframeError
from headframe.core.filters.parser import parse
from headframe.core.lists.sorting import sort_field
from headframe.core.people import User
from headframe.core.views import MAX_VIEWS_PER_USER, ListSettings, View
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.principals import Principal
from headframe.server.stores.ports import ViewStore


class ViewService:
    """Views as their owner, the organisation and admins may use them. API keys have none."""

    def __init__(self, views: ViewStore, journal: ActivityJournal) -> None:
        self._views = views
        self._journal = journal

    async def views(self, user: User) -> Sequence[View]:
        """The own and the shared ones, by name."""
        return await self._views.views(user.org_id, user.id)

    async def add(self, principal: Principal, view: View) -> View:
        """Keep a view of the caller. ALREADY_EXISTS, LIMIT_REACHED, INVALID_FILTER, INVALID_SORT."""
        user = principal.require_user()
        _check(view.settings)
        own = [each for each in await self.views(user) if each.owner_id == user.id]
        if len(own) >= MAX_VIEWS_PER_USER:
            raise HeadframeError(
                Code.LIMIT_REACHED, f"A person keeps at most {MAX_VIEWS_PER_USER} views: remove one first."
            )
        kept = await self._views.add_view(view)
        await self._note(principal, "view.added", "saved", kept)
        return kept

    async def change(self, principal: Principal, view: View) -> View:
        """Replace a view; its owner stays."""
        await self._changeable(principal.require_user(), view.id)
        _check(view.settings)
        changed = await self._views.update_view(view)
        await self._note(principal, "view.changed", "changed", changed)
        return changed

    async def remove(self, principal: Principal, view_id: int) -> None:
        """Remove a view."""
        view = await self._changeable(principal.require_user(), view_id)
        await self._views.remove_view(principal.org_id, view_id)
        await self._note(principal, "view.removed", "removed", view)

    async def _changeable(self, user: User, view_id: int) -> View:
        view = await self._views.view(user.org_id, view_id)
        if view is None or not view.is_seen_by(user):
            raise HeadframeError(Code.NOT_FOUND, f"There is no view {view_id}.")
        if not view.is_changed_by(user):
            raise HeadframeError(
                Code.NOT_PERMITTED, f"Only {view.owner_name} or an admin may change it: save one of your own."
            )
        return view

    async def _note(self, principal: Principal, verb: str, did: str, view: View) -> None:
        """Names of views that are not shared are nobody else's business."""
        which = f"the shared view {view.name}" if view.shared else "a view of their own"
        await self._journal.record(principal, verb, f"{did} {which}", details={"view_id": view.id})


def _check(settings: ListSettings) -> None:
    if settings.filter_text.strip():
        parse(settings.filter_text)
    if settings.sort:
        sort_field(settings.sort)
