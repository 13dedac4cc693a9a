"""What is asked all the time finds its rows by an index on SQLite, however much history there is."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.sql.expression import ClauseElement

from headframe.server.stores.opening import open_stores
from headframe.server.stores.ports.devices import DeviceQuery
from headframe.server.stores.sql import command_lists, commands, people
from headframe.server.stores.sql.device_query import DeviceSelect
from headframe.server.stores.sql.spelling import spelt
from headframe.server.stores.sql.sqlite_engine import SqliteDatabase
from tests.server.stores.store_builders import NOW_MS, moment

NODE = {"org": 1, "node": 1}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    async with open_stores(f"sqlite:///{tmp_path}/data"):
        pass
    async with SqliteDatabase(tmp_path / "data") as opened:
        yield opened


async def plan(database: SqliteDatabase, statement: ClauseElement, values: Mapping[str, Any]) -> str:
    query, arguments = spelt(statement, database.dialect, values)
    rows = await database.query(
        lambda connection: connection.execute(f"EXPLAIN QUERY PLAN {query}", arguments).fetchall()
    )
    return "; ".join(row["detail"] for row in rows)


@pytest.mark.parametrize(
    ("statement", "values", "index"),
    [
        (commands._DUE, {**NODE, "now": NOW_MS, "limit": 9}, "ix_command_open"),
        (command_lists._OUTLOOK, {**NODE, "now": NOW_MS}, "ix_command_open"),
        (commands._UNACCEPTED, {"of_org": 1, "of_node": 1}, "ix_command_open"),
        (commands._LATE, {"now": NOW_MS}, "ix_command_expires"),
        (commands._ANY_LATE, {"now": NOW_MS}, "ix_command_expires"),
        (commands._LATE_UNSIGNED, {"now": NOW_MS}, "ix_command_awaiting"),
        (commands._ANY_LATE_UNSIGNED, {"now": NOW_MS}, "ix_command_awaiting"),
        (commands._NAMED, {"org": 1, "commands": ["a"]}, "autoindex_command_1 (org_id=? AND id=?)"),
        (command_lists._BY_KEY, {"org": 1, "key": "k"}, "uq_batch_idempotency_key"),
        (people._API_KEY, {"secret": b"s"}, "autoindex_api_key"),
    ],
)
async def test_it_is_found_by_an_index(
    database: SqliteDatabase, statement: ClauseElement, values: Mapping[str, Any], index: str
) -> None:
    found = await plan(database, statement, values)
    assert index in found
    assert not [step for step in found.split("; ") if step.startswith("SCAN") and "json_each" not in step]


@pytest.mark.parametrize("descending", [False, True])
async def test_devices_by_name_are_not_sorted(database: SqliteDatabase, descending: bool) -> None:
    asked = DeviceQuery(moment(NOW_MS), sort="name", descending=descending)
    found = await plan(database, DeviceSelect(1, asked, database.dialect, []).ids().limit(50), {})
    assert "ix_device_name" in found
    assert "FOR ORDER BY" not in found
