# ruff: noqa: D102 - what each method promises is written at its port
"""How devices stand, and conflicts, in tables."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Insert, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from headframe.core.errors import Code, HeadframeError
from headframe.core.reconcile.conflicts import Choice, Conflict, Decision, resolved
from headframe.core.reconcile.revisions import Revision
from headframe.core.reconcile.standing import DeviceStanding, Standing
from headframe.server.stores.ports.reconciliation import ConflictQuery
from headframe.server.stores.rules.lookups import found
from headframe.server.stores.sql.actors import actor_text, to_actor
from headframe.server.stores.sql.among import among, among_named
from headframe.server.stores.sql.database import Database, Row
from headframe.server.stores.sql.revisions import revision_text, to_revision
from headframe.server.stores.sql.schema.devices import DEVICE
from headframe.server.stores.sql.schema.reconciliation import CONFLICT, STANDING
from headframe.wire.convert.standings import (
    conflict_from_wire,
    conflict_to_wire,
    standing_from_wire,
    standing_to_wire,
)
from headframe.wire.gen.gateway.v1 import gateway_pb2

_D, _S, _C = DEVICE.c, STANDING.c, CONFLICT.c
_FEW = 1_000
"""So many devices are looked up by their ids; of more, all rows are read."""

_OWNED = (
    select(_D.id, _S.node_id, _S.revision)
    .join(STANDING, _S.device_id == _D.id, isouter=True)
    .where(_D.org_id == bindparam("org"), _D.node_id == bindparam("node"), among_named(_D.id, "ids"))
)
_BY_OWNER = and_(_D.id == _S.device_id, _D.node_id == _S.node_id)
_STANDING = select(_S.standing).join(DEVICE, _BY_OWNER)
_REVISION = select(_S.device_id, _S.revision).join(DEVICE, _BY_OWNER)


class SqlReconciliation:
    """ReconciliationStore."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keep = _upsert(database)

    async def record_standings(
        self, org_id: int, node_id: int, standings: Sequence[DeviceStanding]
    ) -> Sequence[DeviceStanding]:
        newest: dict[int, DeviceStanding] = {}
        for each in standings:
            before = newest.get(each.device_id)
            if before is None or each.standing.revision > before.standing.revision:
                newest[each.device_id] = each
        async with self._database.write() as tx:
            rows = await tx.rows(_OWNED, {"org": org_id, "node": node_id, "ids": list(newest)})
            news = [newest[row["id"]] for row in rows if _is_news(row, node_id, newest[row["id"]].standing)]
            await tx.execute_many(self._keep, [_standing_values(org_id, node_id, each) for each in news])
        return news

    async def standing(self, org_id: int, device_id: int) -> Standing | None:
        wanted = _STANDING.where(_S.org_id == org_id, _S.device_id == device_id)
        async with self._database.read() as reading:
            bodies = await reading.column(wanted)
        return _standing(bodies[0]) if bodies else None

    async def revisions(self, org_id: int, device_ids: Sequence[int]) -> Mapping[int, Revision]:
        wanted = _REVISION.where(_S.org_id == org_id)
        if len(device_ids) <= _FEW:
            wanted = wanted.where(among(_S.device_id, device_ids))
        async with self._database.read() as reading:
            rows = await reading.rows(wanted)
        return {row["device_id"]: to_revision(row["revision"]) for row in rows}

    async def add_conflicts(
        self, org_id: int, node_id: int, conflicts: Sequence[Conflict]
    ) -> Sequence[Conflict]:
        by_id = {each.id: each for each in conflicts}
        async with self._database.write() as tx:
            owned = select(_D.id).where(
                _D.org_id == org_id,
                _D.node_id == node_id,
                among(_D.id, sorted({each.device_id for each in conflicts})),
            )
            theirs = set(await tx.column(owned))
            known = select(_C.id).where(_C.org_id == org_id, among(_C.id, sorted(by_id)))
            there = set(await tx.column(known))
            news = [e for e in by_id.values() if e.device_id in theirs and e.id not in there]
            add = _inserting(self._database).values({name: bindparam(name) for name in _ADDED})
            await tx.execute_many(
                add.on_conflict_do_nothing(), [_conflict_values(org_id, each) for each in news]
            )
        return news

    async def conflict(self, org_id: int, conflict_id: str) -> Conflict | None:
        async with self._database.read() as reading:
            rows = await reading.rows(select(CONFLICT).where(_C.org_id == org_id, _C.id == conflict_id))
        return _to_conflict(rows[0]) if rows else None

    async def conflicts(self, org_id: int, query: ConflictQuery) -> tuple[Sequence[Conflict], int]:
        wanted = [_C.org_id == org_id]
        if query.state is not None:
            wanted.append(_C.state == query.state.value)
        if query.device_id is not None:
            wanted.append(_C.device_id == query.device_id)
        newest = select(CONFLICT).where(*wanted).order_by(_C.at_ms.desc(), _C.id.desc())
        async with self._database.read() as reading:
            rows = await reading.rows(newest.limit(query.limit).offset(query.offset))
            (count,) = await reading.column(select(func.count()).select_from(CONFLICT).where(*wanted))
        return [_to_conflict(row) for row in rows], int(count)

    async def resolve(self, org_id: int, conflict_id: str, decision: Decision) -> Conflict:
        before = found(await self.conflict(org_id, conflict_id), "conflict", conflict_id)
        decided = resolved(before, decision)
        still_open = (_C.org_id == org_id, _C.id == conflict_id, _C.choice.is_(None))
        values = {
            "state": decided.state.value,
            "choice": decision.choice.value,
            "decided_by": actor_text(decision.actor),
            "decided_at_ms": decision.at_ms,
        }
        async with self._database.write() as tx:
            if not await tx.execute(update(CONFLICT).where(*still_open).values(**values)):
                raise HeadframeError(Code.CONFLICT, "somebody else has decided already")
        return decided


_ADDED = ("org_id", "id", "device_id", "at_ms", "state", "conflict")
_KEPT = ("device_id", "org_id", "node_id", "revision", "standing")


def _inserting(database: Database, table: Any = CONFLICT) -> Any:
    """The engine's own INSERT, which knows of conflicts with rows that are there."""
    return (sqlite.insert if database.dialect.name == "sqlite" else postgresql.insert)(table)


def _upsert(database: Database) -> Insert:
    """Of two reports the newer one stays, whichever comes first; another owner's replaces both."""
    insert = _inserting(database, STANDING).values({name: bindparam(name) for name in _KEPT})
    told: Insert = insert.on_conflict_do_update(
        index_elements=["device_id"],
        set_={name: insert.excluded[name] for name in ("node_id", "revision", "standing")},
        where=or_(insert.excluded.revision > _S.revision, insert.excluded.node_id != _S.node_id),
    )
    return told


def _is_news(row: Row, node_id: int, told: Standing) -> bool:
    return bool(row["node_id"] != node_id or revision_text(told.revision) > row["revision"])


def _standing_values(org_id: int, node_id: int, device: DeviceStanding) -> dict[str, Any]:
    return {
        "device_id": device.device_id,
        "org_id": org_id,
        "node_id": node_id,
        "revision": revision_text(device.standing.revision),
        "standing": standing_to_wire(device).SerializeToString(),
    }


def _standing(body: bytes) -> Standing:
    return standing_from_wire(gateway_pb2.DeviceStanding.FromString(bytes(body))).standing


def _conflict_values(org_id: int, conflict: Conflict) -> dict[str, Any]:
    message = conflict_to_wire(conflict)
    assert message is not None  # noqa: S101 - None stays None, and this is none
    return {
        "org_id": org_id,
        "id": conflict.id,
        "device_id": conflict.device_id,
        "at_ms": conflict.at_ms,
        "state": conflict.state.value,
        "conflict": message.SerializeToString(),
    }


def _to_conflict(row: Row) -> Conflict:
    conflict = conflict_from_wire(gateway_pb2.Conflict.FromString(bytes(row["conflict"])))
    if row["choice"] is None:
        return conflict
    by = to_actor(row["decided_by"])
    return replace(conflict, decision=Decision(Choice(row["choice"]), by, row["decided_at_ms"]))
