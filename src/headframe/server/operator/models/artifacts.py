"""Firmware images and logs."""

from typing import Annotated

from pydantic import Field

from headframe.api.base import ActorBody, CommandId, Id, Output
from headframe.core.artifacts import Artifact, ArtifactKind


class ArtifactBody(Output):
    """One file. A log's `device_name` is what the miner was called when it was fetched."""

    id: CommandId
    kind: ArtifactKind
    name: str
    size_bytes: int
    sha256: str
    created_at_ms: int
    created_by: Annotated[ActorBody, Field(description="Who uploaded it, or had it fetched.")]
    device_id: Id | None
    device_name: str

    @classmethod
    def of(cls, artifact: Artifact) -> "ArtifactBody":
        """From the core's record."""
        return cls(
            id=artifact.id,
            kind=artifact.kind,
            name=artifact.name,
            size_bytes=artifact.size_bytes,
            sha256=artifact.sha256.hex(),
            created_at_ms=artifact.created_at_ms,
            created_by=ActorBody.of(artifact.actor),
            device_id=artifact.device_id,
            device_name=artifact.device_name,
        )


class ArtifactWindow(Output):
    """Files, newest first."""

    total: int
    offset: int
    artifacts: list[ArtifactBody]
