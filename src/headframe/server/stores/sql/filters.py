"""Filters as SQL. It selects exactly the rows for which `core.filters.matching.matches` is true.

SQL's third truth value never arises: each term first asks whether its value is known.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select, true

from headframe.core.filters.fields import FIELDS, FREE_TEXT_COLUMNS, Field, FieldType
from headframe.core.filters.matching import fold
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
from headframe.core.filters.units import base_value, bounds
from headframe.server.stores.rules.addresses import block_keys
from headframe.server.stores.sql.device_columns import DeviceColumns
from headframe.server.stores.sql.schema.devices import DEVICE, DEVICE_POOL, FAULT
from headframe.server.stores.sql.schema.places import DEVICE_GROUP, GROUP_MEMBER
from headframe.server.stores.sql.text import contains, fits, folded

Condition = ColumnElement[bool]

_D = DEVICE.c


def condition(tree: Filter, columns: DeviceColumns) -> Condition:
    """The WHERE of a filter; `columns` learns which tables it needs."""
    match tree:
        case And(parts):
            return and_(true(), *(condition(part, columns) for part in parts))
        case Or(parts):
            return or_(false(), *(condition(part, columns) for part in parts))
        case Not(part):
            return not_(condition(part, columns))
        case Words(pattern):
            return or_(false(), *(_words(name, pattern, columns) for name in FREE_TEXT_COLUMNS))
        case Term():
            return _term(tree, columns)


def _words(name: str, pattern: Pattern, columns: DeviceColumns) -> Condition:
    column = columns.column(name)
    return and_(_is_known(column), _fits(folded(column, columns.dialect), pattern, columns))


def _term(term: Term, columns: DeviceColumns) -> Condition:
    field = FIELDS[term.field]
    if field.is_many:
        return _any_member(field, term, columns)
    column = columns.column(field.column)
    if field.type is FieldType.NUMBER:
        return _settled(column.is_not(None), _number(field, term, column), term.operator)
    return _settled(_is_known(column), _text(field, term, column, columns), term.operator)


def _settled(known: Condition, hit: Condition, operator: Operator) -> Condition:
    return and_(known, not_(hit) if operator is Operator.NE else hit)


def _is_known(column: ColumnElement[Any]) -> Condition:
    return and_(column.is_not(None), column != "")


def _text(field: Field, term: Term, column: ColumnElement[Any], columns: DeviceColumns) -> Condition:
    text = folded(column, columns.dialect)
    if field.type is FieldType.MAC:
        text = func.replace(text, ":", "")
    return or_(false(), *(_one(text, value, term.operator, columns) for value in term.values))


def _one(text: ColumnElement[Any], value: Value, operator: Operator, columns: DeviceColumns) -> Condition:
    match value:
        case Anything():
            return true()
        case Choice(choice):
            return text == fold(choice)
        case Block(network):
            first, last = block_keys(network)  # no BETWEEN: PostgreSQL takes no COLLATE in it
            return and_(_D.address_key >= first, _D.address_key <= last)
        case Pattern() if operator is Operator.HAS:
            return _fits(text, value, columns)
        case Pattern():
            return text == fold(value.text)
        case Number():
            return false()


def _fits(text: ColumnElement[Any], pattern: Pattern, columns: DeviceColumns) -> Condition:
    parts = tuple(fold(part) for part in pattern.parts)
    return fits(text, parts) if pattern.is_glob else contains(text, parts[0], columns.dialect)


def _number(field: Field, term: Term, column: ColumnElement[Any]) -> Condition:
    return or_(false(), *(_comparison(field, term.operator, value, column) for value in term.values))


def _comparison(field: Field, operator: Operator, value: Value, column: ColumnElement[Any]) -> Condition:
    if isinstance(value, Anything):
        return true()
    if not isinstance(value, Number) or field.dimension is None:
        return false()
    if operator.is_order:
        return _ordered(operator, column, base_value(value, field.dimension))
    return column.between(*bounds(value, field.dimension))


def _ordered(operator: Operator, column: ColumnElement[Any], limit: float) -> Condition:
    if operator is Operator.GT:
        return column > limit
    if operator is Operator.GE:
        return column >= limit
    return column < limit if operator is Operator.LT else column <= limit


def _any_member(field: Field, term: Term, columns: DeviceColumns) -> Condition:
    member, belongs = member_column(field)
    known = and_(belongs, member != "")
    hit = _text(field, term, member, columns)
    return _settled(_exists(known), _exists(and_(known, hit)), term.operator)


def _exists(wanted: Condition) -> Condition:
    return exists(select(1).where(wanted).correlate(DEVICE))


def member_column(field: Field) -> tuple[ColumnElement[Any], Condition]:
    """The column of a field with many values, and what ties its rows to a device."""
    if field.column == "groups":
        mine = and_(GROUP_MEMBER.c.device_id == _D.id, GROUP_MEMBER.c.org_id == _D.org_id)
        return DEVICE_GROUP.c.name, and_(mine, DEVICE_GROUP.c.id == GROUP_MEMBER.c.group_id)
    if field.column == "faults":
        return FAULT.c.code, and_(FAULT.c.device_id == _D.id, FAULT.c.closed_at_ms.is_(None))
    column = DEVICE_POOL.c.url if field.column == "pools" else DEVICE_POOL.c.username
    return column, DEVICE_POOL.c.device_id == _D.id
