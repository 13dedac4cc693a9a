"""Saved views."""

from collections.abc import Sequence
from typing import Protocol

from headframe.core.views import View


class ViewStore(Protocol):
    """Views of one organisation. An owner's views of one page have different names, whatever their case.

    They end with their owner. Who may see or change one is the caller's business.
    """

    async def views(self, org_id: int, user_id: int) -> Sequence[View]:
        """The user's own and the shared ones, by name."""
        ...

    async def view(self, org_id: int, view_id: int) -> View | None:
        """One view, whosever it is."""
        ...

    async def add_view(self, view: View) -> View:
        """Keep a new view; its id is given by the store. ALREADY_EXISTS."""
        ...

    async def update_view(self, view: View) -> View:
        """Replace name, page, settings and sharing; the owner stays. ALREADY_EXISTS."""
        ...

    async def remove_view(self, org_id: int, view_id: int) -> None:
        """Remove a view."""
        ...
