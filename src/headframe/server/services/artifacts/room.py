"""Room for artifacts: how much there is, what is in use, and what time removes."""

from headframe.core.artifacts import MAX_TOTAL_BYTES, ArtifactKind, kept_from_ms
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import UpdateFirmware
from headframe.core.errors import Code, HeadframeError
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.stores.ports import ArtifactStore, CommandStore
from headframe.server.stores.ports.artifacts import ArtifactQuery
from headframe.server.stores.ports.commands import CommandQuery

MAX_OPEN_BATCHES = 1_000
"""Open batches looked through for images in use."""
SWEPT_AT_ONCE = 500
"""Files of each kind that one sweep removes; the next one goes on."""


async def check_room(artifacts: ArtifactStore, org_id: int) -> None:
    """LIMIT_REACHED where an organisation's files weigh all they may."""
    if await artifacts.artifact_bytes(org_id) >= MAX_TOTAL_BYTES:
        limit_gib = MAX_TOTAL_BYTES // 1024**3
        raise HeadframeError(
            Code.LIMIT_REACHED, f"Files of an organisation have at most {limit_gib} GiB: remove some first."
        )


async def images_in_use(commands: CommandStore, org_id: int) -> frozenset[str]:
    """Ids of the firmware images that commands without an outcome need."""
    found: set[str] = set()
    for batch in await commands.batches(org_id, limit=MAX_OPEN_BATCHES, open_only=True):
        if batch.kind is CommandKind.UPDATE_FIRMWARE:
            first, _ = await commands.commands(org_id, CommandQuery(1, batch_id=batch.id))
            found.update(
                each.payload.artifact_id for each in first if isinstance(each.payload, UpdateFirmware)
            )
    return frozenset(found)


class ArtifactRetention:
    """Removes files that had their time, and what a crash left between disk and database."""

    def __init__(self, artifacts: ArtifactStore, commands: CommandStore, files: ArtifactFiles) -> None:
        self._artifacts = artifacts
        self._commands = commands
        self._files = files

    async def tidy(self, org_id: int) -> None:
        """Remove files that nobody knows of. For the start, before any upload."""
        for artifact_id in self._files.opened(org_id):
            if await self._artifacts.artifact(org_id, artifact_id) is None:
                await self._files.remove(org_id, artifact_id)

    async def drop_old(self, org_id: int, *, now_ms: int) -> int:
        """Remove what is older than `core.artifacts.KEPT_DAYS`; how many. Images in use stay."""
        dropped, needed = 0, await images_in_use(self._commands, org_id)
        for kind in ArtifactKind:
            query = ArtifactQuery(SWEPT_AT_ONCE, kind=kind, before_ms=kept_from_ms(kind, now_ms))
            old, _ = await self._artifacts.artifacts(org_id, query)
            for artifact in old:
                if artifact.id not in needed:
                    await self._artifacts.remove_artifact(org_id, artifact.id)
                    await self._files.remove(org_id, artifact.id)
                    dropped += 1
        return dropped
