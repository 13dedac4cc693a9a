"""Artifacts: files from miners (logs) and for miners (firmware), on the server's disk.

A file is received beside its place and moved there when it is whole and its digest fits. Names are the
artifact's id; what a peer calls a file is kept as a label and never as a path.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import ensure_private_dir
from headframe.wire.gen.gateway.v1 import gateway_pb2

MAX_ARTIFACT_BYTES = 512 * 1024 * 1024
CHUNK_BYTES = 256 * 1024
_ID = re.compile(r"^[0-9a-f]{32}$")


class Artifacts:
    """Files by organisation and id."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def path(self, org_id: int, artifact_id: str) -> Path:
        """Where an artifact lies. Raises HeadframeError NOT_FOUND for what is no artifact id."""
        if not _ID.match(artifact_id):
            raise HeadframeError(Code.NOT_FOUND, "no such file")
        return self._directory / str(org_id) / artifact_id

    async def receive(
        self,
        org_id: int,
        header: gateway_pb2.ArtifactHeader,
        chunks: AsyncIterator[gateway_pb2.ArtifactChunk],
    ) -> gateway_pb2.UploadArtifactResponse:
        """Take a whole file. Raises TOO_LARGE, INVALID_REQUEST for a wrong digest, STORAGE_FULL."""
        target = self.path(org_id, header.artifact_id)
        ensure_private_dir(target.parent)
        partial = target.with_suffix(".partial")
        digest, size = hashlib.sha256(), 0
        try:
            with partial.open("wb") as file:
                async for chunk in chunks:
                    size += len(chunk.data)
                    if size > MAX_ARTIFACT_BYTES:
                        raise HeadframeError(Code.TOO_LARGE, f"a file has at most {MAX_ARTIFACT_BYTES} bytes")
                    digest.update(chunk.data)
                    await asyncio.to_thread(file.write, chunk.data)
            if header.sha256 and digest.digest() != header.sha256:
                raise HeadframeError(Code.INVALID_REQUEST, "the file's digest does not fit its header")
            partial.chmod(0o600)
            partial.rename(target)
        except OSError as error:
            raise HeadframeError(
                Code.STORAGE_FULL, "the file could not be written; free some space"
            ) from error
        finally:
            partial.unlink(missing_ok=True)
        return gateway_pb2.UploadArtifactResponse(artifact_id=header.artifact_id, stored_bytes=size)

    async def send(
        self, org_id: int, request: gateway_pb2.DownloadArtifactRequest
    ) -> AsyncIterator[gateway_pb2.ArtifactChunk]:
        """A file from `offset` on, header first."""
        path = self.path(org_id, request.artifact_id)
        if not path.exists():
            raise HeadframeError(Code.NOT_FOUND, "no such file")
        header = gateway_pb2.ArtifactHeader(artifact_id=request.artifact_id, size_bytes=path.stat().st_size)
        yield gateway_pb2.ArtifactChunk(header=header)
        with path.open("rb") as file:
            file.seek(request.offset)
            while data := await asyncio.to_thread(file.read, CHUNK_BYTES):
                yield gateway_pb2.ArtifactChunk(data=data)
