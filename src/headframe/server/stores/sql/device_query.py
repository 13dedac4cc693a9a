"""Questions about devices as SQL: which, in which order, how many."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, not_, select, true
from sqlalchemy.engine import Dialect

from headframe.core.filters.fields import Field, FieldType
from headframe.core.lists.facets import facet_field
from headframe.core.lists.sorting import RANKED, sort_field
from headframe.server.stores.ports.devices import DeviceQuery
from headframe.server.stores.sql.among import among
from headframe.server.stores.sql.database import Reading
from headframe.server.stores.sql.device_columns import DeviceColumns, silent_nodes
from headframe.server.stores.sql.filters import condition, member_rows
from headframe.server.stores.sql.schema.devices import DEVICE
from headframe.server.stores.sql.text import folded

_D = DEVICE.c
_NO_TEXT: ColumnElement[str] = literal_column("''")
"""Spelt out, so that an index over the same expression serves."""


async def device_select(
    reading: Reading, org_id: int, query: DeviceQuery, dialect: Dialect
) -> "DeviceSelect":
    """A question made ready: it depends on which nodes are in contact."""
    silent = await reading.column(silent_nodes(org_id, query.moment))
    return DeviceSelect(org_id, query, dialect, silent)


class DeviceSelect:
    """One query of one organisation."""

    def __init__(
        self, org_id: int, query: DeviceQuery, dialect: Dialect, silent_nodes: Sequence[int]
    ) -> None:
        self._query = query
        self._dialect = dialect
        self.columns = DeviceColumns(org_id, query.moment, dialect, silent_nodes)
        self._where: ColumnElement[bool] = and_(_D.org_id == org_id, self._selected())

    def _selected(self) -> ColumnElement[bool]:
        query = self._query
        chosen = true() if query.filter is None else condition(query.filter, self.columns)
        if not query.exclude:
            return chosen
        return and_(chosen, not_(among(_D.id, query.exclude)))

    def ids(self) -> Select[Any]:
        """Ids in order."""
        order = self._order()
        return self.of(_D.id).order_by(*order)

    def of(self, *wanted: ColumnElement[Any]) -> Select[Any]:
        """Columns of the devices that match, in no order."""
        return select(*wanted).select_from(self.columns.source).where(self._where)

    def count(self) -> Select[Any]:
        """How many match."""
        return self.of(func.count().label("total"))

    def facet(self, name: str) -> Select[Any]:
        """Each value of a text field, with how many devices have it."""
        field = facet_field(name)
        many = func.count(_D.id.distinct()).label("devices")
        if field.is_many:
            rows = member_rows(field)
            query = self.of(rows.value.label("value"), many)
            return query.where(rows.device_id == _D.id, rows.belongs, rows.value != "").group_by(rows.value)
        value = self.columns.column(field.column)
        some = func.count().label("devices")
        return self.of(value.label("value"), some).where(value.is_not(None), value != "").group_by("value")

    def _order(self) -> list[ColumnElement[Any]]:
        """Unknown values last, then by value, then by id."""
        value = self._sort_value(sort_field(self._query.sort))
        directed = value.desc() if self._query.descending else value.asc()
        return [directed.nulls_last(), _D.id.asc()]

    def _sort_value(self, field: Field) -> ColumnElement[Any]:
        column = self.columns.column(field.column)
        if field.column in RANKED:
            return case(dict(RANKED[field.column]), value=column)
        if field.type is FieldType.NUMBER:
            return column
        if field.type is FieldType.ADDRESS:
            return func.nullif(_D.address_key, _NO_TEXT)
        return func.nullif(folded(column, self._dialect), _NO_TEXT)
