"""Artifacts as nodes use them: logs come up for the command that asked for them, images go down."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from headframe.core.artifacts import Artifact, ArtifactKind, safe_file_name
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.records import CommandRecord
from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import Clock
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.artifacts.room import check_room
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.devices import Moment


@dataclass(frozen=True, slots=True)
class LogHeader:
    """What a node says of a log that it sends. Its id is that of the command it was fetched for."""

    artifact_id: str
    command_id: str
    device_id: int
    file_name: str
    sha256: bytes


class NodeFiles:
    """The files that one node may send and fetch."""

    def __init__(self, stores: Stores, files: ArtifactFiles, clock: Clock) -> None:
        self._stores = stores
        self._files = files
        self._clock = clock

    async def keep_log(
        self, org_id: int, node_id: int, header: LogHeader, data: AsyncIterator[bytes]
    ) -> Artifact:
        """Keep a log of a device that the node owns, for a command of that node; a second time likewise.

        Raises:
            HeadframeError: DEVICE_NOT_OWNED, INVALID_REQUEST for another command's id or a wrong digest,
                LIMIT_REACHED, TOO_LARGE, STORAGE_FULL, STORAGE_UNAVAILABLE.
        """
        owners = await self._stores.devices.owners(org_id, [header.device_id])
        if owners.get(header.device_id) != node_id:
            raise HeadframeError(Code.DEVICE_NOT_OWNED)
        command = await self._stores.commands.command(org_id, header.command_id)
        if command is None or not _is_for(command, node_id, header):
            raise HeadframeError(Code.INVALID_REQUEST, "no command of this node asked for this file")
        await check_room(self._stores.artifacts, org_id)
        written = await self._files.write(org_id, header.artifact_id, data, sha256=header.sha256)
        artifact = Artifact(
            header.artifact_id,
            org_id,
            ArtifactKind.LOG,
            safe_file_name(header.file_name),
            written.size_bytes,
            written.sha256,
            self._clock.now_ms(),
            command.actor,
            header.device_id,
            await self._name_of(org_id, header.device_id),
        )
        await self._stores.artifacts.put_artifact(artifact)
        return artifact

    async def image(self, org_id: int, artifact_id: str, offset: int) -> tuple[int, AsyncIterator[bytes]]:
        """Size and bytes, from `offset` on, of a firmware image. NOT_FOUND."""
        artifact = await self._stores.artifacts.artifact(org_id, artifact_id)
        if artifact is None or artifact.kind is not ArtifactKind.FIRMWARE:
            raise HeadframeError(Code.NOT_FOUND, "there is no such image")
        return artifact.size_bytes, self._files.read(org_id, artifact_id, offset)

    async def _name_of(self, org_id: int, device_id: int) -> str:
        now = Moment.regardless_of_status(self._clock.now_ms())
        rows = await self._stores.devices.rows(org_id, [device_id], now)
        return rows[0].name if rows else ""


def _is_for(command: CommandRecord, node_id: int, header: LogHeader) -> bool:
    return (
        command.kind is CommandKind.DOWNLOAD_LOGS
        and command.id == header.artifact_id
        and (command.node_id, command.device_id) == (node_id, header.device_id)
    )
