"""Saved views."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from headframe.api.base import PLAIN, FilterText, Id, Input, Name, Output
from headframe.core.people import User
from headframe.core.views import MAX_VIEW_COLUMNS, ListSettings, View, ViewPage


def _each_once(columns: list[str]) -> list[str]:
    if len(set(columns)) != len(columns):
        raise ValueError("a column stands in the list twice")
    return columns


ColumnKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Columns = Annotated[
    list[ColumnKey],
    Field(max_length=MAX_VIEW_COLUMNS, description="Keys of the page's own columns, in order."),
    AfterValidator(_each_once),
]
SortKey = Annotated[
    str,
    StringConstraints(max_length=40, pattern=PLAIN),
    Field(description="A field of the filter grammar; empty: the page's own order."),
]


class ViewInput(Input):
    """A view as it should be."""

    name: Name
    page: ViewPage = ViewPage.MINERS
    filter: FilterText = ""
    sort: SortKey = ""
    descending: bool = False
    columns: Annotated[Columns, Field(default_factory=list)]
    shared: Annotated[bool, Field(description="Seen by the whole organisation.")] = False

    def to_core(self, owner: User, view_id: int = 0) -> View:
        """The core's record. The store keeps the owner of a view that exists."""
        settings = ListSettings(self.filter, self.sort, self.descending, tuple(self.columns))
        return View(
            view_id, owner.org_id, owner.id, owner.name, self.name, self.page, settings, shared=self.shared
        )


class ViewBody(Output):
    """A view. `mine`: the caller's own; `can_change`: the caller may change and remove it."""

    id: Id
    name: str
    page: ViewPage
    filter: str
    sort: str
    descending: bool
    columns: list[str]
    shared: bool
    owner: Annotated[str, Field(description="Name of the person whose view it is.")]
    mine: bool
    can_change: bool

    @classmethod
    def of(cls, view: View, user: User) -> "ViewBody":
        """From the core's record, as `user` may use it."""
        settings = view.settings
        return cls(
            id=view.id,
            name=view.name,
            page=view.page,
            filter=settings.filter_text,
            sort=settings.sort,
            descending=settings.descending,
            columns=list(settings.columns),
            shared=view.shared,
            owner=view.owner_name,
            mine=view.owner_id == user.id,
            can_change=view.is_changed_by(user),
        )
