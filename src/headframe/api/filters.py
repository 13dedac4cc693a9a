"""Facets, and the filter grammar's own help."""

from typing import Annotated

from pydantic import Field

from headframe.api.base import FilterText, Output
from headframe.core.filters.fields import Field as FilterField


class FacetBody(Output):
    """How many match by each value of one field, the most frequent first."""

    field: str
    values: list["FacetValue"]
    more: Annotated[int, Field(description="Further values that `limit` left out.")]


class FacetValue(Output):
    """One value."""

    value: str
    count: int


class FilterFieldBody(Output):
    """One field of the filter grammar. `choices` are its values where they are a fixed list."""

    name: str
    aliases: list[str]
    type: str
    doc: str
    choices: list[str]
    unit: str | None
    has_facet: bool

    @classmethod
    def of(cls, field: FilterField, *, has_facet: bool) -> "FilterFieldBody":
        """From the core's table."""
        dimension = field.dimension
        return cls(
            name=field.name,
            aliases=list(field.aliases),
            type=field.type.value,
            doc=field.doc,
            choices=list(field.choices),
            unit=dimension.default_unit if dimension else None,
            has_facet=has_facet,
        )


class FilterFields(Output):
    """All fields, in the order in which documentation lists them."""

    fields: list[FilterFieldBody]


class FilterCheck(Output):
    """Whether a filter reads well; where not, the position (from 0) and what was expected there."""

    filter: FilterText
    valid: bool
    position: int | None
    expected: str | None
