"""Selectors in requests."""

from typing import Annotated

from pydantic import Field, model_validator

from headframe.api.base import FilterText, Id, Input
from headframe.core.selection import Selector

MAX_IDS = 100_000
"""Ids in one request; the body bound is usually met first. Filters have no bound."""
ExpectedCount = Annotated[
    int,
    Field(ge=0, le=10_000_000, description="How many miners you saw selected; another number is a conflict."),
]


class SelectorInput(Input):
    """Either `ids`, or `filter` with optional `exclude`. The server resolves it when it acts."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_IDS)] | None = None
    filter: FilterText | None = None
    exclude: Annotated[list[Id], Field(max_length=MAX_IDS, default_factory=list)]

    @model_validator(mode="after")
    def _one_way(self) -> "SelectorInput":
        if (self.ids is None) == (self.filter is None):
            raise ValueError("give either ids or filter")
        if self.exclude and self.filter is None:
            raise ValueError("exclude goes with filter")
        return self

    def to_core(self) -> Selector:
        """The use-case's selector."""
        ids = None if self.ids is None else tuple(self.ids)
        return Selector(ids, self.filter, frozenset(self.exclude))
