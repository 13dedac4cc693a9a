"""Orders of device lists: unknown values last, ties by id."""

import math
from collections.abc import Mapping
from typing import Any

from headframe.core.devices import Severity
from headframe.core.errors import Code, HeadframeError
from headframe.core.filters.fields import FIELDS, Field, FieldType, field_named
from headframe.core.filters.matching import fold
from headframe.core.lists.addresses import address_key
from headframe.core.status import DeviceStatus

RANKED: Mapping[str, Mapping[str, int]] = {
    "status": {status.value: status.rank for status in DeviceStatus},
    "worst_fault": {severity.value: severity.rank for severity in Severity},
}
"""Columns whose choices have an order of their own."""


def sort_field(name: str) -> Field:
    """The field to sort by.

    Raises:
        HeadframeError: INVALID_SORT for an unknown field, or one with many values a device.
    """
    field = field_named(name)
    if field is None or field.is_many:
        keys = ", ".join(each.name for each in FIELDS.values() if not each.is_many)
        raise HeadframeError(Code.INVALID_SORT, f"{name!r} is no sort key; the keys are {keys}")
    return field


def sort_value(field: Field, row: Mapping[str, object]) -> Any:
    """What a row is ordered by; None where that is unknown."""
    value = row.get(field.column)
    if value is None or value == "":
        return None
    if field.column in RANKED:
        return RANKED[field.column][str(value)]
    if field.type is FieldType.NUMBER:
        return None if isinstance(value, float) and math.isnan(value) else value
    return address_key(str(value)) or None if field.type is FieldType.ADDRESS else fold(str(value))
