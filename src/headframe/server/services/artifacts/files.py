"""The bytes of artifacts, on the server's disk.

Names are the artifact's id; what a peer calls a file is kept as a label and never as a path.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headframe.core.artifacts import MAX_ARTIFACT_BYTES
from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import DIRECTORY_MODE, ensure_private_dir
from headframe.kit.whole_file import WholeFile

CHUNK_BYTES = 256 * 1024
_ID = re.compile(r"^[0-9a-f]{32}$")


@dataclass(frozen=True, slots=True)
class Written:
    """What a whole file turned out to be."""

    size_bytes: int
    sha256: bytes


class ArtifactFiles:
    """Files by organisation and id."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def write(
        self, org_id: int, artifact_id: str, data: AsyncIterator[bytes], *, sha256: bytes = b""
    ) -> Written:
        """Take a whole file, in place of one with the same id; on return it is on disk.

        Raises:
            HeadframeError: TOO_LARGE, INVALID_REQUEST for another digest than `sha256`, STORAGE_FULL or
                STORAGE_UNAVAILABLE; nothing is kept then. What `data` raises goes through likewise.
        """
        path = self._path(org_id, artifact_id)
        if not path.parent.is_dir():
            self._make(path.parent)
        with await asyncio.to_thread(WholeFile, path) as file:
            written = await _copy(data, file)
            if sha256 and written.sha256 != sha256:
                raise HeadframeError(Code.INVALID_REQUEST, "The file's digest does not fit its header.")
            await asyncio.to_thread(file.commit)
        return written

    async def read(self, org_id: int, artifact_id: str, offset: int = 0) -> AsyncIterator[bytes]:
        """A file from `offset` on, in chunks. NOT_FOUND, before the first, where it is not on this disk."""
        try:
            file = await asyncio.to_thread(self._path(org_id, artifact_id).open, "rb")
        except FileNotFoundError as error:
            raise HeadframeError(Code.NOT_FOUND, "The file is not on this server's disk.") from error
        with file:
            file.seek(offset)
            while data := await asyncio.to_thread(file.read, CHUNK_BYTES):
                yield data

    def has(self, org_id: int, artifact_id: str) -> bool:
        """Whether a file lies on this disk."""
        return self._path(org_id, artifact_id).is_file()

    async def remove(self, org_id: int, artifact_id: str) -> None:
        """Remove a file; absent is fine."""
        await asyncio.to_thread(self._path(org_id, artifact_id).unlink, missing_ok=True)

    def opened(self, org_id: int) -> Collection[str]:
        """Ids of the whole files, after what a crash cut short is gone. For the start, before any upload."""
        directory = self._directory / str(org_id)
        self._make(directory)
        return [path.name for path in directory.iterdir() if _ID.match(path.name)]

    def _make(self, directory: Path) -> None:
        self._directory.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
        self._directory.chmod(
            DIRECTORY_MODE
        )  # earlier versions left it wider, in a directory that is private
        ensure_private_dir(directory)

    def _path(self, org_id: int, artifact_id: str) -> Path:
        if not _ID.match(artifact_id):
            raise HeadframeError(Code.NOT_FOUND, "There is no such file.")
        return self._directory / str(org_id) / artifact_id


async def _copy(data: AsyncIterator[bytes], file: WholeFile) -> Written:
    digest, size = hashlib.sha256(), 0
    async for chunk in data:
        size += len(chunk)
        if size > MAX_ARTIFACT_BYTES:
            raise HeadframeError(Code.TOO_LARGE, f"A file has at most {MAX_ARTIFACT_BYTES} bytes.")
        await asyncio.to_thread(_put, chunk, file, digest)
    return Written(size, digest.digest())


def _put(chunk: bytes, file: WholeFile, digest: Any) -> None:
    digest.update(chunk)
    file.write(chunk)
