# ruff: noqa: D102 - what each method promises is written at its port
"""The activity log in a table."""

import json
from collections.abc import AsyncIterator, Sequence

from sqlalchemy import ColumnElement, Select, bindparam, func, insert, select

from headframe.core.activity import Activity
from headframe.core.actors import Actor, ActorType
from headframe.core.audit.entries import activity_entry
from headframe.server.stores.ports.activity import ActivityQuery
from headframe.server.stores.sql.audit_chain import extend_own
from headframe.server.stores.sql.database import Database, Row, Writing
from headframe.server.stores.sql.schema.activity import ACTIVITY
from headframe.server.stores.sql.text import contains

_ADD = insert(ACTIVITY).values({c.name: bindparam(f"of_{c.name}") for c in ACTIVITY.c if c.name != "id"})


class SqlActivity:
    """ActivityStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, entries: Sequence[Activity]) -> None:
        async with self._database.write() as tx:
            await add_entries(tx, self._database, entries)

    async def page(self, org_id: int, query: ActivityQuery) -> Sequence[Activity]:
        async with self._database.read() as reading:
            rows = await reading.rows(self._matching(org_id, query).limit(query.limit))
        return [_entry(row) for row in rows]

    async def export(self, org_id: int, query: ActivityQuery) -> AsyncIterator[Activity]:
        async with self._database.snapshot() as reading:
            async for row in reading.stream(self._matching(org_id, query)):
                yield _entry(row)

    def _matching(self, org_id: int, query: ActivityQuery) -> Select[tuple[object, ...]]:
        table = ACTIVITY.c
        wanted: list[ColumnElement[bool]] = [table.org_id == org_id]
        equal = (
            (table.device_id, query.device_id),
            (table.node_id, query.node_id),
            (table.batch_id, query.batch_id),
            (table.actor_id, query.actor_id),
        )
        wanted += [column == value for column, value in equal if value is not None]
        if query.before_id is not None:
            wanted.append(table.id < query.before_id)
        if query.from_ms is not None:
            wanted.append(table.at_ms >= query.from_ms)
        if query.to_ms is not None:
            wanted.append(table.at_ms < query.to_ms)
        if query.verb_prefix:
            wanted.append(func.substr(table.verb, 1, len(query.verb_prefix)) == query.verb_prefix)
        if query.text:
            wanted.append(contains(table.search, query.text.casefold(), self._database.dialect))
        return select(ACTIVITY).where(*wanted).order_by(table.id.desc())


async def add_entries(tx: Writing, database: Database, entries: Sequence[Activity]) -> None:
    """Keep entries, and put them into the audit log, in a transaction that may keep more."""
    await tx.execute_many(_ADD, [_values(entry) for entry in entries])
    for org_id in sorted({entry.org_id for entry in entries}):
        its = [entry for entry in entries if entry.org_id == org_id]
        now_ms = its[-1].received_at_ms
        await extend_own(tx, database, org_id, [activity_entry(entry) for entry in its], now_ms=now_ms)


def _values(entry: Activity) -> dict[str, object]:
    return {
        "of_org_id": entry.org_id,
        "of_at_ms": entry.at_ms,
        "of_received_at_ms": entry.received_at_ms,
        "of_actor_type": entry.actor.type.value,
        "of_actor_id": entry.actor.id,
        "of_actor_name": entry.actor.display_name,
        "of_verb": entry.verb,
        "of_summary": entry.summary,
        "of_device_id": entry.device_id,
        "of_node_id": entry.node_id,
        "of_batch_id": entry.batch_id,
        "of_details": json.dumps(dict(entry.details)),
        "of_search": f"{entry.summary}\n{entry.actor.display_name}".casefold(),
    }


def _entry(row: Row) -> Activity:
    return Activity(
        row["id"],
        row["org_id"],
        row["at_ms"],
        row["received_at_ms"],
        Actor(ActorType(row["actor_type"]), row["actor_id"], row["actor_name"]),
        row["verb"],
        row["summary"],
        row["device_id"],
        row["node_id"],
        row["batch_id"],
        json.loads(row["details"]),
    )
