# ruff: noqa: D102 - what each method promises is written at its port
"""Nodes in a table."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache

from sqlalchemy import ColumnElement, Select, Update, bindparam, func, insert, select, update

from headframe.core.fleet import Node, PluginStatus, SpoolStatus
from headframe.core.sequence import first_sequence, next_epoch
from headframe.kit.sqlite_errors import ReferenceViolationError, UniqueViolationError
from headframe.server.stores.rules.contact import contact_since, newer
from headframe.server.stores.rules.lookups import found, name_key, taken
from headframe.server.stores.sql.database import Database, Reading, Row, Writing
from headframe.server.stores.sql.locking import locked
from headframe.server.stores.sql.schema.devices import DEVICE
from headframe.server.stores.sql.schema.nodes import NODE
from headframe.server.stores.sql.upserting import upsert

_GIVEN = update(NODE).where(NODE.c.id == bindparam("its_id")).values(last_sequence=bindparam("last"))


class SqlNodes:
    """NodeStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ensure_node(self, org_id: int, *, name: str, encryption_public_key: bytes, now_ms: int) -> Node:
        values = _fresh(org_id, name, encryption_public_key, now_ms)
        mine = (NODE.c.org_id == org_id, NODE.c.name_key == name_key(name))
        async with self._database.write() as tx:
            known = update(NODE).where(*mine).values(encryption_public_key=encryption_public_key)
            if not await tx.execute(known):
                await tx.execute(upsert(NODE, values, ("org_id", "name_key"), self._database.dialect))
            return (await _nodes(tx, *mine))[0]

    async def add_node(self, org_id: int, *, name: str, encryption_public_key: bytes, now_ms: int) -> Node:
        statement = insert(NODE).values(**_fresh(org_id, name, encryption_public_key, now_ms))
        try:
            async with self._database.write() as tx:
                row = (await tx.rows(statement.returning(NODE.c.id)))[0]
                return (await _nodes(tx, NODE.c.id == row["id"]))[0]
        except UniqueViolationError as error:
            raise taken("node", name) from error

    async def node(self, org_id: int, node_id: int) -> Node | None:
        async with self._database.read() as reading:
            nodes = await _nodes(reading, NODE.c.org_id == org_id, NODE.c.id == node_id)
        return nodes[0] if nodes else None

    async def nodes(self, org_id: int) -> Sequence[Node]:
        async with self._database.read() as reading:
            return await _nodes(reading, NODE.c.org_id == org_id)

    async def update_node(self, org_id: int, node_id: int, *, name: str, site_id: int | None) -> Node:
        mine = (NODE.c.org_id == org_id, NODE.c.id == node_id)
        values = {"name": name, "name_key": name_key(name), "site_id": site_id}
        try:
            async with self._database.write() as tx:
                await tx.execute(update(NODE).where(*mine).values(**values))
                nodes = await _nodes(tx, *mine)
        except UniqueViolationError as error:
            raise taken("node", name) from error
        except ReferenceViolationError:
            return found(None, "site", site_id)
        return found(nodes[0] if nodes else None, "node", node_id)

    async def record_contact(
        self,
        org_id: int,
        node_id: int,
        *,
        at_ms: int,
        software_version: str | None = None,
        plugins: Sequence[PluginStatus] | None = None,
        spool: SpoolStatus | None = None,
        newest_sample_ms: int | None = None,
    ) -> None:
        async with self._database.write() as tx:
            row = await self._locked(tx, org_id, node_id)
            changes: dict[str, object] = {
                "last_contact_ms": max(at_ms, row["last_contact_ms"] or at_ms),
                "contact_since_ms": contact_since(row["contact_since_ms"], row["last_contact_ms"], at_ms),
                "last_heard_ms": max(at_ms, row["last_heard_ms"] or at_ms),
                "newest_sample_ms": newer(row["newest_sample_ms"], newest_sample_ms),
            }
            if spool is not None:
                changes["spool"] = json.dumps(asdict(spool))
            if software_version is not None:
                changes["software_version"] = software_version
            if plugins is not None:
                changes["plugins"] = json.dumps([asdict(plugin) for plugin in plugins])
            await tx.execute(_changing(frozenset(changes)), {"its_id": node_id, **_new(changes)})

    async def lose_contact(self, org_id: int, node_id: int) -> None:
        async with self._database.write() as tx:
            await self._locked(tx, org_id, node_id)
            await tx.execute(update(NODE).where(NODE.c.id == node_id).values(last_contact_ms=None))

    async def allocate_sequences(self, org_id: int, node_id: int, *, count: int, at_least: int) -> int:
        async with self._database.write() as tx:
            row = await self._locked(tx, org_id, node_id)
            sequences = new_sequences(row, count=count, at_least=at_least)
            await give_sequences(tx, [(node_id, sequences)])
            return sequences[0]

    async def allocate_epoch(self, org_id: int, node_id: int, *, at_least: int) -> int:
        async with self._database.write() as tx:
            row = await self._locked(tx, org_id, node_id)
            epoch = next_epoch(stored=int(row["lease_epoch"]), node_minimum=0, unix_ms=at_least)
            await tx.execute(update(NODE).where(NODE.c.id == node_id).values(lease_epoch=epoch))
            return epoch

    async def _locked(self, tx: Writing, org_id: int, node_id: int) -> Row:
        return await locked_node(tx, self._database, org_id, node_id)


@cache
def _changing(columns: frozenset[str]) -> Update:
    """Sets columns of the node `its_id` to what `_new` names: built once, for every heartbeat."""
    return (
        update(NODE)
        .where(NODE.c.id == bindparam("its_id"))
        .values({c: bindparam(f"new_{c}") for c in columns})
    )


def _new(changes: Mapping[str, object]) -> Mapping[str, object]:
    return {f"new_{column}": value for column, value in changes.items()}


def _fresh(org_id: int, name: str, encryption_public_key: bytes, now_ms: int) -> dict[str, object]:
    return {
        "org_id": org_id,
        "name": name,
        "name_key": name_key(name),
        "software_version": "",
        "encryption_public_key": encryption_public_key,
        "created_at_ms": now_ms,
    }


async def locked_node(tx: Writing, database: Database, org_id: int, node_id: int) -> Row:
    """The row of a node of an organisation, held until the transaction ends; NOT_FOUND without one."""
    row = await locked(tx, database, NODE, node_id)
    return own_node([row] if row else [], org_id, node_id)


def own_node(rows: Sequence[Row], org_id: int, node_id: int) -> Row:
    """The node looked for, where it is one of the organisation; NOT_FOUND otherwise."""
    return found(rows[0] if rows and rows[0]["org_id"] == org_id else None, "node", node_id)


def new_sequences(node: Row, *, count: int, at_least: int) -> range:
    """`count` sequences that a locked node was never given."""
    first = first_sequence(stored=int(node["last_sequence"]), node_reported=0, unix_us=at_least)
    return range(first, first + count)


async def give_sequences(tx: Writing, given: Iterable[tuple[int, range]]) -> None:
    """Keep that nodes, by their ids, were given sequences."""
    await tx.execute_many(
        _GIVEN, [{"its_id": node_id, "last": sequences[-1]} for node_id, sequences in given if sequences]
    )


async def _nodes(reading: Reading, *which: ColumnElement[bool]) -> Sequence[Node]:
    return [_node(row) for row in await reading.rows(_query(*which))]


def _query(*which: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    owned = select(func.count()).where(DEVICE.c.node_id == NODE.c.id).scalar_subquery()
    return select(NODE, owned.label("devices_owned")).where(*which).order_by(NODE.c.name_key, NODE.c.id)


def _node(row: Row) -> Node:
    return Node(
        row["id"],
        row["org_id"],
        row["name"],
        row["site_id"],
        row["software_version"],
        row["encryption_public_key"],
        row["created_at_ms"],
        row["last_contact_ms"],
        row["ownership_version"],
        row["last_sequence"],
        row["lease_epoch"],
        row["devices_owned"],
        tuple(PluginStatus(**plugin) for plugin in json.loads(row["plugins"])),
        row["last_heard_ms"],
        SpoolStatus(**json.loads(row["spool"])) if row["spool"] else None,
        row["newest_sample_ms"],
    )


async def new_manifest(tx: Writing, node_ids: Sequence[int]) -> None:
    """Give the manifests of nodes, in the order of their ids, a new version."""
    raised = {"ownership_version": NODE.c.ownership_version + 1}
    statement = update(NODE).where(NODE.c.id == bindparam("raised")).values(**raised)
    await tx.execute_many(statement, [{"raised": node_id} for node_id in node_ids])
