"""Facets, and the filter grammar's own help."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Query
from pydantic import Field

from headframe.api.base import FilterText, Output
from headframe.api.parameters import filter_of
from headframe.core.errors import Code, HeadframeError
from headframe.core.filters.errors import FilterError
from headframe.core.filters.fields import FIELDS, Field as FilterField, FieldType

FACET_TYPES = (FieldType.TEXT, FieldType.CHOICE)
MAX_FACET_VALUES = 1_000

FacetLimit = Annotated[int, Query(ge=1, le=MAX_FACET_VALUES)]


def has_facet(field: FilterField) -> bool:
    """Whether its values can be counted."""
    return field.type in FACET_TYPES


def check_facet(name: str) -> None:
    """NOT_FOUND for what is no field, or has no facet."""
    found = FIELDS.get(name)
    if found is None or not has_facet(found):
        names = ", ".join(each.name for each in FIELDS.values() if has_facet(each))
        raise HeadframeError(Code.NOT_FOUND, f"There are facets of {names}.")


class FacetBody(Output):
    """How many match by each value of one field, the most frequent first."""

    field: str
    values: list["FacetValue"]
    more: Annotated[int, Field(description="Further values that `limit` left out.")]

    @classmethod
    def of(cls, field: str, counts: Mapping[str, int], limit: int) -> "FacetBody":
        """The first `limit` of all values."""
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return cls(
            field=field,
            values=[FacetValue(value=value, count=count) for value, count in ordered[:limit]],
            more=max(len(ordered) - limit, 0),
        )


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
    def of(cls, field: FilterField) -> "FilterFieldBody":
        """From the core's table."""
        dimension = field.dimension
        return cls(
            name=field.name,
            aliases=list(field.aliases),
            type=field.type.value,
            doc=field.doc,
            choices=list(field.choices),
            unit=dimension.default_unit if dimension else None,
            has_facet=has_facet(field),
        )


class FilterFields(Output):
    """All fields, in the order in which documentation lists them."""

    fields: list[FilterFieldBody]

    @classmethod
    def known(cls) -> "FilterFields":
        """Those of the grammar."""
        return cls(fields=[FilterFieldBody.of(field) for field in FIELDS.values()])


class FilterCheck(Output):
    """Whether a filter reads well; where not, the position (from 0) and what was expected there."""

    filter: FilterText
    valid: bool
    position: int | None
    expected: str | None

    @classmethod
    def of(cls, text: str) -> "FilterCheck":
        """By reading it."""
        try:
            filter_of(text)
        except FilterError as error:
            return cls(filter=text, valid=False, position=error.position, expected=error.expected)
        return cls(filter=text, valid=True, position=None, expected=None)
