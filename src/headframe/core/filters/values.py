"""Values of terms: what may stand after a field, by the field's type."""

import re
from collections.abc import Callable
from ipaddress import ip_network

from headframe.core.filters.errors import FilterError
from headframe.core.filters.fields import Field, FieldType
from headframe.core.filters.syntax import Anything, Block, Choice, Operator, Pattern, Value
from headframe.core.filters.tokens import Token
from headframe.core.filters.units import read_number

_MAC_SEPARATORS = re.compile(r"[:.\-]")
_MAC_DIGITS = re.compile(r"[0-9a-f]*")
_ADDRESS_PART = re.compile(r"[0-9a-f.:]*")
_STAR = Pattern(("", ""))


def read_value(field: Field, operator: Operator, token: Token) -> Value:
    """A token as a value of `field`.

    Raises:
        FilterError: where the field takes no such operator, or the value is none of the field's.
    """
    if operator.is_order and field.type is not FieldType.NUMBER:
        raise FilterError(token.position, f"':', '=' or '!=' with {field.name}, not '{operator}'")
    if token.pattern == _STAR and operator is Operator.HAS:
        return Anything()
    value = _READERS[field.type](field, token.pattern, operator)
    if value is None:
        raise FilterError(token.position, _expected(field))
    return value


def _text(_field: Field, pattern: Pattern, operator: Operator) -> Value | None:
    return pattern if operator is Operator.HAS else Pattern((pattern.text,))


def _choice(field: Field, pattern: Pattern, _operator: Operator) -> Value | None:
    name = pattern.text.upper().replace("-", "_").replace(" ", "_")
    return Choice(name) if name in field.choices else None


def _number(field: Field, pattern: Pattern, _operator: Operator) -> Value | None:
    return None if field.dimension is None else read_number(pattern.text, field.dimension)


def _mac(_field: Field, pattern: Pattern, operator: Operator) -> Value | None:
    parts = tuple(_MAC_SEPARATORS.sub("", part).lower() for part in pattern.parts)
    if not any(parts) or not all(_MAC_DIGITS.fullmatch(part) for part in parts):
        return None
    return None if len(parts) > 1 and operator is not Operator.HAS else Pattern(parts)


def _address(_field: Field, pattern: Pattern, operator: Operator) -> Value | None:
    if pattern.is_glob:
        parts = tuple(part.lower() for part in pattern.parts)
        fits = operator is Operator.HAS and all(_ADDRESS_PART.fullmatch(part) for part in parts)
        return Pattern(parts) if fits else None
    try:
        return Block(ip_network(pattern.text, strict=False))
    except ValueError:
        return None


_READERS: dict[FieldType, Callable[[Field, Pattern, Operator], Value | None]] = {
    FieldType.TEXT: _text,
    FieldType.CHOICE: _choice,
    FieldType.NUMBER: _number,
    FieldType.MAC: _mac,
    FieldType.ADDRESS: _address,
}


def _expected(field: Field) -> str:
    if field.type is FieldType.CHOICE:
        return f"one of {', '.join(choice.lower() for choice in field.choices)}"
    if field.dimension is not None:
        units = ", ".join(unit for unit in field.dimension.units if unit)
        return "a whole number" if not units else f"a number, with or without a unit ({units})"
    if field.type is FieldType.ADDRESS:
        return "an address, a CIDR block (10.0.0.0/24), or a pattern (10.0.*)"
    return "hexadecimal digits of a MAC address"
