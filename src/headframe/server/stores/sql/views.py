# ruff: noqa: D102 - what each method promises is written at its port
"""Saved views in a table."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from headframe.core.views import ListSettings, View, ViewPage
from headframe.kit.sqlite_errors import UniqueViolationError
from headframe.server.stores.rules.lookups import found, name_key, taken
from headframe.server.stores.sql.database import Database, Reading, Row
from headframe.server.stores.sql.schema.people import ACCOUNT
from headframe.server.stores.sql.schema.views import SAVED_VIEW


class SqlViews:
    """ViewStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def views(self, org_id: int, user_id: int) -> Sequence[View]:
        seen = or_(SAVED_VIEW.c.owner_id == user_id, SAVED_VIEW.c.shared)
        async with self._database.read() as reading:
            return await _views(reading, SAVED_VIEW.c.org_id == org_id, seen)

    async def view(self, org_id: int, view_id: int) -> View | None:
        async with self._database.read() as reading:
            return await _view(reading, org_id, view_id)

    async def add_view(self, view: View) -> View:
        values = {"org_id": view.org_id, "owner_id": view.owner_id, **_values(view)}
        statement = insert(SAVED_VIEW).values(**values).returning(SAVED_VIEW.c.id)
        try:
            async with self._database.write() as tx:
                view_id = (await tx.rows(statement))[0]["id"]
                return found(await _view(tx, view.org_id, view_id), "view", view_id)
        except UniqueViolationError as error:
            raise taken("view", view.name) from error

    async def update_view(self, view: View) -> View:
        mine = (SAVED_VIEW.c.org_id == view.org_id, SAVED_VIEW.c.id == view.id)
        try:
            async with self._database.write() as tx:
                await tx.execute(update(SAVED_VIEW).where(*mine).values(**_values(view)))
                return found(await _view(tx, view.org_id, view.id), "view", view.id)
        except UniqueViolationError as error:
            raise taken("view", view.name) from error

    async def remove_view(self, org_id: int, view_id: int) -> None:
        mine = (SAVED_VIEW.c.org_id == org_id, SAVED_VIEW.c.id == view_id)
        async with self._database.write() as tx:
            found(await tx.execute(delete(SAVED_VIEW).where(*mine)) or None, "view", view_id)


async def _view(reading: Reading, org_id: int, view_id: int) -> View | None:
    views = await _views(reading, SAVED_VIEW.c.org_id == org_id, SAVED_VIEW.c.id == view_id)
    return views[0] if views else None


async def _views(reading: Reading, *which: ColumnElement[bool]) -> Sequence[View]:
    owner = (ACCOUNT.c.org_id == SAVED_VIEW.c.org_id) & (ACCOUNT.c.id == SAVED_VIEW.c.owner_id)
    query = select(SAVED_VIEW, ACCOUNT.c.name.label("owner_name")).join(ACCOUNT, owner).where(*which)
    rows = await reading.rows(query.order_by(SAVED_VIEW.c.name_key, SAVED_VIEW.c.id))
    return [_to_view(row) for row in rows]


def _values(view: View) -> dict[str, Any]:
    settings = view.settings
    return {
        "name": view.name,
        "name_key": name_key(view.name),
        "page": view.page.value,
        "filter_text": settings.filter_text,
        "sort": settings.sort,
        "descending": settings.descending,
        "columns": json.dumps(settings.columns),
        "shared": view.shared,
    }


def _to_view(row: Row) -> View:
    return View(
        row["id"],
        row["org_id"],
        row["owner_id"],
        row["owner_name"],
        row["name"],
        ViewPage(row["page"]),
        ListSettings(
            row["filter_text"], row["sort"], bool(row["descending"]), tuple(json.loads(row["columns"]))
        ),
        shared=bool(row["shared"]),
    )
