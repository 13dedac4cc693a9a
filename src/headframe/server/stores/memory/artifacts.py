# ruff: noqa: D102 - what each method promises is written at its port
"""Artifacts in a dictionary."""

from collections.abc import Sequence

from headframe.core.artifacts import Artifact
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.ports.artifacts import ArtifactQuery
from headframe.server.stores.rules.lookups import found


class MemoryArtifacts(Failing):
    """ArtifactStore."""

    def __init__(self) -> None:
        super().__init__()
        self._artifacts: dict[tuple[int, str], Artifact] = {}

    async def put_artifact(self, artifact: Artifact) -> None:
        self._artifacts[artifact.org_id, artifact.id] = artifact

    async def artifact(self, org_id: int, artifact_id: str) -> Artifact | None:
        return self._artifacts.get((org_id, artifact_id))

    async def artifacts(self, org_id: int, query: ArtifactQuery) -> tuple[Sequence[Artifact], int]:
        mine = (each for each in self._artifacts.values() if each.org_id == org_id and _matches(each, query))
        newest = sorted(mine, key=lambda each: (each.created_at_ms, each.id), reverse=True)
        return newest[query.offset : query.offset + query.limit], len(newest)

    async def artifact_bytes(self, org_id: int) -> int:
        return sum(each.size_bytes for each in self._artifacts.values() if each.org_id == org_id)

    async def remove_artifact(self, org_id: int, artifact_id: str) -> None:
        found(self._artifacts.pop((org_id, artifact_id), None), "file", artifact_id)


def _matches(artifact: Artifact, query: ArtifactQuery) -> bool:
    return (
        query.kind in (None, artifact.kind)
        and query.device_id in (None, artifact.device_id)
        and (query.before_ms is None or artifact.created_at_ms < query.before_ms)
    )
