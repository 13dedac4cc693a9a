"""Filters as SQL. It selects exactly the rows for which `core.filters.matching.matches` is true.

SQL's third truth value never arises: each term first asks whether its value is known.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, false, func, not_, or_, select, true

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
from headframe.core.lists.addresses import block_keys
from headframe.server.stores.sql.device_columns import DeviceColumns
from headframe.server.stores.sql.schema.devices import DEVICE, DEVICE_POOL, FAULT
from headframe.server.stores.sql.schema.nodes import NODE
from headframe.server.stores.sql.schema.places import BUILDING, DEVICE_GROUP, GROUP_MEMBER, RACK, SITE
from headframe.server.stores.sql.text import contains, fits, folded

Condition = ColumnElement[bool]

_D = DEVICE.c
_NAMED: dict[str, tuple[Table, ColumnElement[Any]]] = {
    "site": (SITE, _D.site_id),
    "building": (BUILDING, _D.building_id),
    "rack": (RACK, _D.rack_id),
    "node": (NODE, _D.node_id),
}
"""Fields that are the name of something a device refers to: few names, looked at once."""


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
            return _anywhere(pattern, columns)
        case Term():
            return _term(tree, columns)


def _anywhere(pattern: Pattern, columns: DeviceColumns) -> Condition:
    """Text within one line of the joined fields is text within one field."""
    if not pattern.is_glob and pattern.text and "\n" not in pattern.text:
        return contains(_D.search, fold(pattern.text), columns.dialect)
    return or_(false(), *(_words(name, pattern, columns) for name in FREE_TEXT_COLUMNS))


def _words(name: str, pattern: Pattern, columns: DeviceColumns) -> Condition:
    column = columns.column(name)
    return and_(_is_known(column), _fits(folded(column, columns.dialect), pattern, columns))


def _term(term: Term, columns: DeviceColumns) -> Condition:
    field = FIELDS[term.field]
    if field.is_many:
        return _any_member(field, term, columns)
    if field.column in _NAMED:
        return _named(field, term, columns)
    column = columns.column(field.column)
    if field.type is FieldType.CHOICE:
        return _choice(term, column)
    if field.type is FieldType.NUMBER:
        return _settled(column.is_not(None), _number(field, term, column), term.operator)
    return _settled(_is_known(column), _text(field, term, column, columns), term.operator)


def _named(field: Field, term: Term, columns: DeviceColumns) -> Condition:
    table, reference = _NAMED[field.column]
    wanted = _settled(_is_known(table.c.name), _text(field, term, table.c.name, columns), term.operator)
    ids = select(table.c.id).where(table.c.org_id == columns.org_id, wanted)
    return func.coalesce(reference.in_(ids), false())


def _choice(term: Term, column: ColumnElement[Any]) -> Condition:
    """One look at a column that may be long to work out; unknown is neither in nor out."""
    if any(isinstance(value, Anything) for value in term.values):
        return column.is_not(None)
    listed = [value.value for value in term.values if isinstance(value, Choice)]
    hit = column.not_in(listed) if term.operator is Operator.NE else column.in_(listed)
    return func.coalesce(hit, false())


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
        case Block(network):
            first, last = block_keys(network)  # no BETWEEN: PostgreSQL takes no COLLATE in it
            return and_(_D.address_key >= first, _D.address_key <= last)
        case Pattern() if operator is Operator.HAS:
            return _fits(text, value, columns)
        case Pattern():
            return text == fold(value.text)
        case Number() | Choice():
            return false()  # of other fields


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
    rows = member_rows(field)
    known = and_(rows.org_id == columns.org_id, rows.belongs, rows.value != "")
    hit = _text(field, term, rows.value, columns)
    known_ids = _D.id.in_(select(rows.device_id).where(known))
    hit_ids = _D.id.in_(select(rows.device_id).where(known, hit))
    return and_(known_ids, not_(hit_ids)) if term.operator is Operator.NE else hit_ids


@dataclass(frozen=True, slots=True)
class MemberRows:
    """Rows of a field with many values: its column, whose they are, and which of them count."""

    value: ColumnElement[Any]
    device_id: ColumnElement[Any]
    org_id: ColumnElement[Any]
    belongs: Condition


def member_rows(field: Field) -> MemberRows:
    """Where the values of a field with many of them stand."""
    if field.column == "groups":
        table, belongs = GROUP_MEMBER.c, DEVICE_GROUP.c.id == GROUP_MEMBER.c.group_id
        return MemberRows(DEVICE_GROUP.c.name, table.device_id, table.org_id, belongs)
    if field.column == "faults":
        return MemberRows(FAULT.c.code, FAULT.c.device_id, FAULT.c.org_id, FAULT.c.closed_at_ms.is_(None))
    pool = DEVICE_POOL.c
    value = pool.url if field.column == "pools" else pool.username
    return MemberRows(value, pool.device_id, pool.org_id, true())
