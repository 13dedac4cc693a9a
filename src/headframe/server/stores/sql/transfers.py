# ruff: noqa: D102 - what each method promises is written at its port
"""Transfers in a table. Nodes are locked before devices, by id, as everywhere."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, delete, select, update

from headframe.core.commands.payloads import Pair
from headframe.core.devices import PairingStatus
from headframe.core.errors import HeadframeError
from headframe.core.transfers import Transfer
from headframe.server.stores.sql.actors import actor_text, to_actor
from headframe.server.stores.sql.among import among
from headframe.server.stores.sql.database import Database, Row, Writing
from headframe.server.stores.sql.device_values import add_rows
from headframe.server.stores.sql.nodes import locked_node, new_manifest
from headframe.server.stores.sql.schema.devices import DEVICE
from headframe.server.stores.sql.schema.nodes import NODE
from headframe.server.stores.sql.schema.transfers import TRANSFER
from headframe.wire.convert.payloads import payload_from_wire, payload_to_wire
from headframe.wire.gen.miner.v1 import miner_pb2

_D, _T = DEVICE.c, TRANSFER.c


class SqlTransfers:
    """TransferStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, org_id: int, transfers: Sequence[Transfer]) -> Sequence[int]:
        async with self._database.write() as tx:
            nodes = {node for each in transfers for node in (each.from_node_id, each.to_node_id)}
            there = await self._held(tx, org_id, nodes)
            wanted = [each for each in transfers if {each.from_node_id, each.to_node_id} <= there]
            taken = await _leaving(tx, org_id, wanted)
            versions = await _renewed(tx, {each.from_node_id for each in taken})
            await add_rows(tx, TRANSFER, [_values(each, versions[each.from_node_id]) for each in taken])
            ids = [each.device_id for each in taken]
            await tx.touch(org_id, ids)
        return ids

    async def transfers(self, org_id: int, *, from_node_id: int | None = None) -> Sequence[Transfer]:
        wanted = [_T.org_id == org_id]
        if from_node_id is not None:
            wanted.append(_T.from_node_id == from_node_id)
        async with self._database.read() as reading:
            rows = await reading.rows(select(TRANSFER).where(*wanted).order_by(_T.device_id))
        return [_to_transfer(row) for row in rows]

    async def cancel(self, org_id: int, device_ids: Sequence[int]) -> Sequence[int]:
        which = (_T.org_id == org_id, among(_T.device_id, device_ids))
        async with self._database.write() as tx:
            ended = await self._end(tx, org_id, *which)
            ids = [each.device_id for each in ended]
            await tx.execute(
                update(DEVICE).where(_D.org_id == org_id, among(_D.id, ids)).values(moving_to=None)
            )
            await _renewed(tx, {each.from_node_id for each in ended})
            await tx.touch(org_id, ids)
        return ids

    async def vouch_off(self, org_id: int, from_node_id: int, *, at_ms: int | None) -> Sequence[int]:
        leaving = [each.device_id for each in await self.transfers(org_id, from_node_id=from_node_id)]
        if leaving:
            mine = (_T.org_id == org_id, _T.from_node_id == from_node_id)
            async with self._database.write() as tx:
                await tx.execute(update(TRANSFER).where(*mine).values(host_off_at_ms=at_ms))
        return leaving

    async def take_over(self, org_id: int, from_node_id: int, *, let_go_version: int) -> Sequence[Transfer]:
        return await self._hand_over(org_id, from_node_id, _T.released_version <= let_go_version)

    async def take_over_off(
        self, org_id: int, from_node_id: int, *, vouched_until_ms: int
    ) -> Sequence[Transfer]:
        return await self._hand_over(org_id, from_node_id, _T.host_off_at_ms <= vouched_until_ms)

    async def _hand_over(
        self, org_id: int, from_node_id: int, is_free: ColumnElement[bool]
    ) -> Sequence[Transfer]:
        which = (_T.org_id == org_id, _T.from_node_id == from_node_id, is_free)
        async with self._database.write() as tx:
            ended = await self._end(tx, org_id, *which)
            for to_node_id in sorted({each.to_node_id for each in ended}):
                ids = [each.device_id for each in ended if each.to_node_id == to_node_id]
                theirs = (_D.org_id == org_id, among(_D.id, ids))
                owned = {"node_id": to_node_id, "moving_to": None, "problem": None}
                unpaired = {"pairing": PairingStatus.UNPAIRED.value}
                await tx.execute(update(DEVICE).where(*theirs).values(**owned, **unpaired))
            await _renewed(tx, {each.to_node_id for each in ended})
            await tx.touch(org_id, [each.device_id for each in ended])
        return ended

    async def _end(self, tx: Writing, org_id: int, *which: ColumnElement[bool]) -> Sequence[Transfer]:
        """Delete transfers, with their nodes held; by device."""
        nodes = await tx.rows(select(_T.from_node_id, _T.to_node_id).where(*which).distinct())
        await self._held(
            tx, org_id, {node for row in nodes for node in (row["from_node_id"], row["to_node_id"])}
        )
        rows = await tx.rows(delete(TRANSFER).where(*which).returning(*_T))
        return sorted(map(_to_transfer, rows), key=lambda each: each.device_id)

    async def _held(self, tx: Writing, org_id: int, node_ids: Iterable[int]) -> set[int]:
        """The nodes that are there, held against other writers."""
        there = set()
        for node_id in sorted(node_ids):
            try:
                await locked_node(tx, self._database, org_id, node_id)
            except HeadframeError:
                continue
            there.add(node_id)
        return there


async def _leaving(tx: Writing, org_id: int, transfers: Sequence[Transfer]) -> Sequence[Transfer]:
    """Those of the devices that their nodes own, marked as leaving."""
    taken: set[int] = set()
    for from_node, to_node in sorted({(each.from_node_id, each.to_node_id) for each in transfers}):
        ids = [t.device_id for t in transfers if (t.from_node_id, t.to_node_id) == (from_node, to_node)]
        owned = (_D.org_id == org_id, _D.node_id == from_node, _D.moving_to.is_(None), among(_D.id, ids))
        leaving = update(DEVICE).where(*owned).values(moving_to=to_node).returning(_D.id)
        taken.update(row["id"] for row in await tx.rows(leaving))
    return [each for each in transfers if each.device_id in taken]


async def _renewed(tx: Writing, node_ids: Iterable[int]) -> Mapping[int, int]:
    """New versions of the manifests of nodes."""
    ids = sorted(node_ids)
    await new_manifest(tx, ids)
    versions = select(NODE.c.id, NODE.c.ownership_version).where(among(NODE.c.id, ids))
    return {row["id"]: row["ownership_version"] for row in await tx.rows(versions)}


def _values(transfer: Transfer, version: int) -> dict[str, object]:
    return {
        "device_id": transfer.device_id,
        "org_id": transfer.org_id,
        "from_node_id": transfer.from_node_id,
        "to_node_id": transfer.to_node_id,
        "actor": actor_text(transfer.actor),
        "asked_at_ms": transfer.asked_at_ms,
        "login": payload_to_wire(transfer.login).SerializeToString(),
        "released_version": version,
        "host_off_at_ms": transfer.host_off_at_ms,
    }


def _to_transfer(row: Row) -> Transfer:
    login = payload_from_wire(miner_pb2.CommandPayload.FromString(row["login"]))
    assert isinstance(login, Pair)  # noqa: S101 - nothing else is kept there
    return Transfer(
        row["device_id"],
        row["org_id"],
        row["from_node_id"],
        row["to_node_id"],
        to_actor(row["actor"]),
        row["asked_at_ms"],
        login,
        row["released_version"],
        row["host_off_at_ms"],
    )
