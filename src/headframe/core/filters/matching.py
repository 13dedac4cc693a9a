"""What a filter means, on one row. SQL compilers must select exactly the rows for which this is true.

Logic is two-valued: a term on an unknown value (None, empty text, no members, NaN) is false whatever its
operator, and NOT of it is therefore true. Letters A to Z match in either case; others as they are written.
"""

import math
from collections.abc import Collection, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address

from headframe.core.filters.fields import FIELDS, FREE_TEXT_COLUMNS, Field, FieldType
from headframe.core.filters.syntax import (
    And,
    Anything,
    Block,
    Choice,
    Filter,
    Not,
    Number,
    Operator,
    Or,
    Pattern,
    Term,
    Value,
    Words,
)
from headframe.core.filters.units import Dimension, base_value, bounds

_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def matches(tree: Filter, row: Mapping[str, object]) -> bool:
    """Whether a row, by the columns of the field table, satisfies a filter. A missing column is unknown."""
    match tree:
        case And(parts):
            return all(matches(part, row) for part in parts)
        case Or(parts):
            return any(matches(part, row) for part in parts)
        case Not(part):
            return not matches(part, row)
        case Words(pattern):
            return any(_has(row.get(column), pattern) for column in FREE_TEXT_COLUMNS)
        case Term():
            return _term(tree, row)


def fold(text: str) -> str:
    """Text as it is compared: A to Z in lower case."""
    return text.lower() if text.isascii() else text.translate(_ASCII_LOWER)


def _has(value: object, pattern: Pattern) -> bool:
    return isinstance(value, str) and bool(value) and _fits(fold(value), pattern)


def _term(term: Term, row: Mapping[str, object]) -> bool:
    field = FIELDS[term.field]
    candidates = _known(field, row.get(field.column))
    if not candidates:
        return False
    hit = any(_satisfies(field, term.operator, one, value) for one in candidates for value in term.values)
    return not hit if term.operator is Operator.NE else hit


def _known(field: Field, value: object) -> list[object]:
    """The values to compare; none for what is unknown."""
    if field.is_many:
        members = value if isinstance(value, Collection) and not isinstance(value, str) else ()
        return [fold(member) for member in members if isinstance(member, str) and member]
    if field.type is FieldType.NUMBER:
        is_number = isinstance(value, int | float) and not math.isnan(value)
        return [value] if is_number else []
    if not isinstance(value, str) or not value:
        return []
    text = fold(value)
    return [text.replace(":", "")] if field.type is FieldType.MAC else [text]


def _satisfies(field: Field, operator: Operator, known: object, value: Value) -> bool:
    """Whether one known value fits one alternative. NE asks as EQ does: the caller turns it round."""
    match value:
        case Anything():
            return True
        case Choice(choice):
            return known == fold(choice)
        case Block(network):
            return _address_in(str(known), network)
        case Number():
            return _number(field.dimension, operator, known, value)
        case Pattern():
            return _fits(str(known), value) if operator is Operator.HAS else known == fold(value.text)


def _address_in(text: str, network: IPv4Network | IPv6Network) -> bool:
    try:
        return ip_address(text) in network
    except ValueError:
        return False


def _number(dimension: Dimension | None, operator: Operator, known: object, number: Number) -> bool:
    if dimension is None or not isinstance(known, int | float):
        return False
    limit = base_value(number, dimension)
    match operator:
        case Operator.GT:
            return known > limit
        case Operator.GE:
            return known >= limit
        case Operator.LT:
            return known < limit
        case Operator.LE:
            return known <= limit
        case _:
            low, high = bounds(number, dimension)
            return low <= known <= high


def _fits(folded: str, pattern: Pattern) -> bool:
    """Contains, or as a glob fits from end to end. Greedy from the left: stars need no backtracking."""
    parts = [fold(part) for part in pattern.parts]
    if len(parts) == 1:
        return parts[0] in folded
    first, *inner, last = parts
    if not folded.startswith(first):
        return False
    at = len(first)
    for part in inner:
        found = folded.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(folded) - at >= len(last) and folded.endswith(last)
