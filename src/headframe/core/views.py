"""Saved views: the settings of a list that a person keeps under a name, and may share."""

from dataclasses import dataclass
from enum import StrEnum

from headframe.core.access import Role
from headframe.core.people import User

MAX_VIEWS_PER_USER = 100
MAX_VIEW_COLUMNS = 64


class ViewPage(StrEnum):
    """Lists that views are kept of."""

    MINERS = "miners"


@dataclass(frozen=True, slots=True)
class ListSettings:
    """How a list is shown. `columns` are the page's own keys, in order; an empty `sort` is its default."""

    filter_text: str = ""
    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A named setting of one person. A shared one is seen by the whole organisation."""

    id: int
    org_id: int
    owner_id: int
    owner_name: str
    name: str
    page: ViewPage
    settings: ListSettings
    shared: bool = False

    def is_seen_by(self, user: User) -> bool:
        """Whether it exists for `user`."""
        return self.org_id == user.org_id and (self.shared or self.owner_id == user.id)

    def is_changed_by(self, user: User) -> bool:
        """Whether `user` may change or remove it: its owner may, and an admin where it is shared."""
        return self.is_seen_by(user) and (self.owner_id == user.id or user.role is Role.ADMIN)
