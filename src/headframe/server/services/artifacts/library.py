"""Artifacts as people use them: upload firmware images, take files home, remove them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from headframe.core.artifacts import Artifact, ArtifactKind
from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import Clock
from headframe.server.services.artifacts.files import ArtifactFiles, Written
from headframe.server.services.artifacts.room import check_room, images_in_use
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.ports import Ids
from headframe.server.services.principals import Principal
from headframe.server.stores.ports import ArtifactStore, CommandStore

MAX_UPLOADS_AT_ONCE = 4
STALLED_SECONDS = 60.0
"""How long an upload may bring nothing."""


class ArtifactLibrary:
    """Firmware images and logs of an organisation."""

    def __init__(  # noqa: PLR0917 - wired once, by name
        self,
        artifacts: ArtifactStore,
        commands: CommandStore,
        files: ArtifactFiles,
        journal: ActivityJournal,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._artifacts = artifacts
        self._commands = commands
        self._files = files
        self._journal = journal
        self._clock = clock
        self._ids = ids
        self._uploads = 0

    async def upload(self, principal: Principal, name: str, data: AsyncIterator[bytes]) -> Artifact:
        """Keep a firmware image.

        Raises:
            HeadframeError: BUSY, LIMIT_REACHED, TOO_LARGE, INVALID_REQUEST for an empty file or one that
                stalls, STORAGE_FULL, STORAGE_UNAVAILABLE; nothing is kept.
        """
        await check_room(self._artifacts, principal.org_id)
        artifact_id = self._ids()
        with self._slot():
            written = await self._files.write(principal.org_id, artifact_id, _flowing(data))
        try:
            artifact = await self._keep(principal, artifact_id, name, written)
        except HeadframeError:
            await self._files.remove(principal.org_id, artifact_id)
            raise
        await self._note(principal, "artifact.uploaded", "uploaded the firmware image", artifact)
        return artifact

    async def content(self, org_id: int, artifact_id: str) -> tuple[Artifact, AsyncIterator[bytes]]:
        """An artifact and its bytes. NOT_FOUND."""
        artifact = await self._found(org_id, artifact_id)
        if not self._files.has(org_id, artifact_id):
            raise HeadframeError(Code.NOT_FOUND, "The file is not on this server's disk.")
        return artifact, self._files.read(org_id, artifact_id)

    async def remove(self, principal: Principal, artifact_id: str) -> None:
        """Remove a file. NOT_EMPTY for an image that commands without an outcome need."""
        artifact = await self._found(principal.org_id, artifact_id)
        if artifact_id in await images_in_use(self._commands, principal.org_id):
            raise HeadframeError(
                Code.NOT_EMPTY, "Commands that have no outcome yet need this image: wait, or cancel them."
            )
        await self._artifacts.remove_artifact(principal.org_id, artifact_id)
        await self._files.remove(principal.org_id, artifact_id)
        await self._note(principal, "artifact.removed", f"removed the {artifact.kind} file", artifact)

    async def _keep(self, principal: Principal, artifact_id: str, name: str, written: Written) -> Artifact:
        if not written.size_bytes:
            raise HeadframeError(Code.INVALID_REQUEST, "The file is empty.")
        artifact = Artifact(
            artifact_id,
            principal.org_id,
            ArtifactKind.FIRMWARE,
            name,
            written.size_bytes,
            written.sha256,
            self._clock.now_ms(),
            principal.actor,
        )
        await self._artifacts.put_artifact(artifact)
        return artifact

    async def _found(self, org_id: int, artifact_id: str) -> Artifact:
        artifact = await self._artifacts.artifact(org_id, artifact_id)
        if artifact is None:
            raise HeadframeError(Code.NOT_FOUND, f"There is no file {artifact_id}.")
        return artifact

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if self._uploads >= MAX_UPLOADS_AT_ONCE:
            raise HeadframeError(
                Code.BUSY, f"{MAX_UPLOADS_AT_ONCE} files are being uploaded.", retry_after_seconds=5.0
            )
        self._uploads += 1
        try:
            yield
        finally:
            self._uploads -= 1

    async def _note(self, principal: Principal, verb: str, did: str, artifact: Artifact) -> None:
        await self._journal.record(
            principal,
            verb,
            f"{did} {artifact.name}",
            device_id=artifact.device_id,
            details={
                "artifact_id": artifact.id,
                "bytes": artifact.size_bytes,
                "sha256": artifact.sha256.hex(),
            },
        )


async def _flowing(data: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """`data`, as long as some of it comes now and then."""
    while True:
        try:
            async with asyncio.timeout(STALLED_SECONDS):
                chunk = await anext(data, None)
        except TimeoutError as error:
            raise HeadframeError(
                Code.INVALID_REQUEST,
                f"The upload brought nothing for {STALLED_SECONDS:.0f} s: send it again.",
            ) from error
        if chunk is None:
            return
        yield chunk
