# ruff: noqa: D102 - what each method promises is written at its port
"""Identities and api keys of nodes in tables."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, or_, select, update

from headframe.core.commands.payloads import SealedSecret
from headframe.core.errors import Code, HeadframeError
from headframe.core.sessions.generations import Generation
from headframe.core.sessions.records import IdentityRecord, NodeApiKey, Standing
from headframe.core.signing.documents import SignedDocument
from headframe.kit.sqlite_errors import ReferenceViolationError
from headframe.server.stores.rules.enrollments import stood
from headframe.server.stores.rules.lookups import found
from headframe.server.stores.sql.database import Database, Row
from headframe.server.stores.sql.documents import document_columns, to_document
from headframe.server.stores.sql.schema.enrollment import NODE_API_KEY, NODE_IDENTITY
from headframe.server.stores.sql.upserting import upsert

_OF_NODE = select(NODE_IDENTITY).where(NODE_IDENTITY.c.node_id == bindparam("node"))
_OF_ORG = (
    select(NODE_IDENTITY).where(NODE_IDENTITY.c.org_id == bindparam("org")).order_by(NODE_IDENTITY.c.node_id)
)


class SqlIdentities:
    """IdentityStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put_identity(self, identity: IdentityRecord) -> None:
        statement = upsert(NODE_IDENTITY, _values(identity), ("node_id",), self._database.dialect)
        try:
            async with self._database.write() as tx:
                await tx.execute(statement)
        except ReferenceViolationError as error:
            raise HeadframeError(Code.NOT_FOUND, f"no node {identity.node_id}") from error

    async def replace_certificate(
        self, org_id: int, node_id: int, certificate: SignedDocument, *, fingerprint: bytes
    ) -> None:
        values = {**document_columns(certificate), "fingerprint": fingerprint}
        statement = update(NODE_IDENTITY).where(*_of(org_id, node_id)).values(**values)
        async with self._database.write() as tx:
            found(await tx.execute(statement) or None, "enrolled node", node_id)

    async def identity(self, node_id: int) -> IdentityRecord | None:
        async with self._database.glance() as reading:
            rows = await reading.rows(_OF_NODE, {"node": node_id})
        return _identity(rows[0]) if rows else None

    async def identities(self, org_id: int) -> Sequence[IdentityRecord]:
        async with self._database.read() as reading:
            rows = await reading.rows(_OF_ORG, {"org": org_id})
        return [_identity(row) for row in rows]

    async def note_generation(self, node_id: int, generation: Generation, *, last: Generation) -> bool:
        same = (
            NODE_IDENTITY.c.node_id == node_id,
            NODE_IDENTITY.c.generation == last.number,
            NODE_IDENTITY.c.acknowledged == last.acknowledged,
            NODE_IDENTITY.c.incarnation == last.incarnation,
        )
        statement = update(NODE_IDENTITY).where(*same).values(**_generation(generation))
        async with self._database.write() as tx:
            return bool(await tx.execute(statement))

    async def acknowledge_generation(self, node_id: int, number: int) -> None:
        same = (NODE_IDENTITY.c.node_id == node_id, NODE_IDENTITY.c.generation == number)
        async with self._database.write() as tx:
            await tx.execute(update(NODE_IDENTITY).where(*same).values(acknowledged=True))

    async def set_standing(
        self, org_id: int, node_id: int, standing: Standing, *, reason: str, now_ms: int
    ) -> IdentityRecord:
        mine = _of(org_id, node_id)
        query = select(NODE_IDENTITY).where(*mine)
        async with self._database.write() as tx:
            rows = await tx.rows(query.with_for_update() if self._database.row_lock else query)
            before = _identity(found(rows[0] if rows else None, "enrolled node", node_id))
            after = stood(before, standing, reason=reason, now_ms=now_ms)
            await tx.execute(update(NODE_IDENTITY).where(*mine).values(**_values(after)))
        return after

    async def add_api_key(self, key: NodeApiKey) -> None:
        try:
            async with self._database.write() as tx:
                await tx.execute(insert(NODE_API_KEY).values(**_key_values(key)))
        except ReferenceViolationError as error:
            raise HeadframeError(Code.NOT_FOUND, f"no node {key.node_id}") from error

    async def api_keys(self, org_id: int, node_id: int) -> Sequence[NodeApiKey]:
        newest = (NODE_API_KEY.c.created_at_ms.desc(), NODE_API_KEY.c.key_id.desc())
        query = select(NODE_API_KEY).where(*_keys_of(org_id, node_id)).order_by(*newest)
        async with self._database.read() as reading:
            return [_key(row) for row in await reading.rows(query)]

    async def use_api_key(self, key_id: str, *, now_ms: int) -> None:
        unused = (NODE_API_KEY.c.key_id == key_id, NODE_API_KEY.c.first_used_ms.is_(None))
        used = {"first_used_ms": now_ms, "sealed_to": None, "sealed": None}
        async with self._database.write() as tx:
            await tx.execute(update(NODE_API_KEY).where(*unused).values(**used))

    async def end_api_keys(self, org_id: int, node_id: int, *, but: str, at_ms: int) -> None:
        later = or_(NODE_API_KEY.c.ends_at_ms.is_(None), NODE_API_KEY.c.ends_at_ms > at_ms)
        others = (*_keys_of(org_id, node_id), NODE_API_KEY.c.key_id != but, later)
        async with self._database.write() as tx:
            await tx.execute(update(NODE_API_KEY).where(*others).values(ends_at_ms=at_ms))

    async def drop_api_keys(self, org_id: int, node_id: int, *, unused: bool = False) -> None:
        dropped = delete(NODE_API_KEY).where(*_keys_of(org_id, node_id))
        if unused:
            dropped = dropped.where(NODE_API_KEY.c.first_used_ms.is_(None))
        async with self._database.write() as tx:
            await tx.execute(dropped)


def _of(org_id: int, node_id: int) -> tuple[ColumnElement[bool], ...]:
    return (NODE_IDENTITY.c.org_id == org_id, NODE_IDENTITY.c.node_id == node_id)


def _keys_of(org_id: int, node_id: int) -> tuple[ColumnElement[bool], ...]:
    return (NODE_API_KEY.c.org_id == org_id, NODE_API_KEY.c.node_id == node_id)


def _identity(row: Row) -> IdentityRecord:
    return IdentityRecord(
        row["org_id"],
        row["node_id"],
        to_document(row),
        bytes(row["fingerprint"]),
        row["enrolled_at_ms"],
        Generation(row["generation"], bool(row["acknowledged"]), bytes(row["incarnation"])),
        Standing(row["standing"]),
        row["standing_since_ms"],
        row["standing_reason"],
    )


def _values(identity: IdentityRecord) -> dict[str, Any]:
    return {
        "node_id": identity.node_id,
        "org_id": identity.org_id,
        **document_columns(identity.certificate),
        "fingerprint": identity.fingerprint,
        "enrolled_at_ms": identity.enrolled_at_ms,
        **_generation(identity.generation),
        "standing": identity.standing.value,
        "standing_since_ms": identity.standing_since_ms,
        "standing_reason": identity.standing_reason,
    }


def _key_values(key: NodeApiKey) -> dict[str, Any]:
    values = {name: value for name, value in asdict(key).items() if name != "sealed"}
    if key.sealed:
        values |= {"sealed_to": key.sealed.recipient_key_id, "sealed": key.sealed.ciphertext}
    return values


def _key(row: Row) -> NodeApiKey:
    values = dict(row)
    sealed_to, sealed = values.pop("sealed_to"), values.pop("sealed")
    return NodeApiKey(**values, sealed=SealedSecret(sealed_to, bytes(sealed)) if sealed_to else None)


def _generation(generation: Generation) -> dict[str, Any]:
    return {
        "generation": generation.number,
        "acknowledged": generation.acknowledged,
        "incarnation": generation.incarnation,
    }
