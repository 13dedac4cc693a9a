"""What is known of artifacts; their bytes lie on the server's disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from headframe.core.artifacts import Artifact, ArtifactKind


@dataclass(frozen=True, slots=True)
class ArtifactQuery:
    """Artifacts, newest first; `before_ms`: older ones only."""

    limit: int
    offset: int = 0
    kind: ArtifactKind | None = None
    device_id: int | None = None
    before_ms: int | None = None


class ArtifactStore(Protocol):
    """Artifacts of one organisation, by their id."""

    async def put_artifact(self, artifact: Artifact) -> None:
        """Keep an artifact, in place of one with the same id: a node may have to send a log twice."""
        ...

    async def artifact(self, org_id: int, artifact_id: str) -> Artifact | None:
        """One artifact."""
        ...

    async def artifacts(self, org_id: int, query: ArtifactQuery) -> tuple[Sequence[Artifact], int]:
        """A window of artifacts, and how many there are in all."""
        ...

    async def artifact_bytes(self, org_id: int) -> int:
        """What all of them weigh."""
        ...

    async def remove_artifact(self, org_id: int, artifact_id: str) -> None:
        """Forget an artifact. NOT_FOUND."""
        ...
