"""Fields whose values can be counted."""

from headframe.core.errors import Code, HeadframeError
from headframe.core.filters.fields import Field, FieldType, field_named


def facet_field(name: str) -> Field:
    """The field, where it has texts or choices to count. INVALID_REQUEST otherwise."""
    field = field_named(name)
    if field is None or field.type is FieldType.NUMBER:
        raise HeadframeError(Code.INVALID_REQUEST, f"the values of {name!r} cannot be counted")
    return field
