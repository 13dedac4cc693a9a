# ruff: noqa: D102 - what each method promises is written at its port
"""Artifacts in a table."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select

from headframe.core.artifacts import Artifact, ArtifactKind
from headframe.server.stores.ports.artifacts import ArtifactQuery
from headframe.server.stores.rules.lookups import found
from headframe.server.stores.sql.actors import actor_text, to_actor
from headframe.server.stores.sql.database import Database, Row
from headframe.server.stores.sql.schema.artifacts import ARTIFACT
from headframe.server.stores.sql.upserting import upsert


class SqlArtifacts:
    """ArtifactStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put_artifact(self, artifact: Artifact) -> None:
        statement = upsert(ARTIFACT, _values(artifact), ("org_id", "id"), self._database.dialect)
        async with self._database.write() as tx:
            await tx.execute(statement)

    async def artifact(self, org_id: int, artifact_id: str) -> Artifact | None:
        mine = (ARTIFACT.c.org_id == org_id, ARTIFACT.c.id == artifact_id)
        async with self._database.read() as reading:
            rows = await reading.rows(select(ARTIFACT).where(*mine))
        return _to_artifact(rows[0]) if rows else None

    async def artifacts(self, org_id: int, query: ArtifactQuery) -> tuple[Sequence[Artifact], int]:
        wanted = [ARTIFACT.c.org_id == org_id, *_matching(query)]
        newest = (ARTIFACT.c.created_at_ms.desc(), ARTIFACT.c.id.desc())
        window = select(ARTIFACT).where(*wanted).order_by(*newest).limit(query.limit).offset(query.offset)
        async with self._database.snapshot() as reading:
            rows = await reading.rows(window)
            total = await reading.column(select(func.count()).select_from(ARTIFACT).where(*wanted))
        return [_to_artifact(row) for row in rows], int(total[0])

    async def artifact_bytes(self, org_id: int) -> int:
        query = select(func.coalesce(func.sum(ARTIFACT.c.size_bytes), 0)).where(ARTIFACT.c.org_id == org_id)
        async with self._database.read() as reading:
            return int((await reading.column(query))[0])

    async def remove_artifact(self, org_id: int, artifact_id: str) -> None:
        mine = (ARTIFACT.c.org_id == org_id, ARTIFACT.c.id == artifact_id)
        async with self._database.write() as tx:
            found(await tx.execute(delete(ARTIFACT).where(*mine)) or None, "file", artifact_id)


def _matching(query: ArtifactQuery) -> Iterator[ColumnElement[bool]]:
    if query.kind is not None:
        yield ARTIFACT.c.kind == query.kind.value
    if query.device_id is not None:
        yield ARTIFACT.c.device_id == query.device_id
    if query.before_ms is not None:
        yield ARTIFACT.c.created_at_ms < query.before_ms


def _values(artifact: Artifact) -> dict[str, Any]:
    return {
        "org_id": artifact.org_id,
        "id": artifact.id,
        "kind": artifact.kind.value,
        "name": artifact.name,
        "size_bytes": artifact.size_bytes,
        "sha256": artifact.sha256,
        "created_at_ms": artifact.created_at_ms,
        "actor": actor_text(artifact.actor),
        "device_id": artifact.device_id,
        "device_name": artifact.device_name,
    }


def _to_artifact(row: Row) -> Artifact:
    return Artifact(
        row["id"],
        row["org_id"],
        ArtifactKind(row["kind"]),
        row["name"],
        row["size_bytes"],
        bytes(row["sha256"]),
        row["created_at_ms"],
        to_actor(row["actor"]),
        row["device_id"],
        row["device_name"],
    )
