"""Commands that move files: logs from a miner up, firmware from the server down onto a miner."""

import hashlib
import tempfile
from collections.abc import AsyncIterator, Callable
from io import BufferedRandom
from pathlib import Path
from typing import Protocol

from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import POLICIES
from headframe.core.commands.payloads import UpdateFirmware
from headframe.core.errors import Code, HeadframeError
from headframe.node.execution.outcome import Outcome, failed, succeeded
from headframe.node.execution.ports import PollSoon, Progress
from headframe.node.targets import Targets
from headframe.wire.errors import problem_of_driver_error, raise_driver_error
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.gateway.v1 import gateway_pb2

MAX_LOG_BYTES = 64 * 1024 * 1024
MAX_FIRMWARE_BYTES = 512 * 1024 * 1024
CHUNK_BYTES = 256 * 1024


class FileCalls(Protocol):
    """A plugin's client, as far as files go."""

    def download_logs(
        self, target: driver_pb2.Target, *, max_bytes: int
    ) -> AsyncIterator[driver_pb2.LogChunk]:
        """The device's logs."""
        ...

    def update_firmware(
        self, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
    ) -> AsyncIterator[driver_pb2.FirmwareProgress]:
        """Write an image."""
        ...


class ArtifactLink(Protocol):
    """The part of the gateway that carries files."""

    async def upload_artifact(
        self, chunks: AsyncIterator[gateway_pb2.ArtifactChunk]
    ) -> gateway_pb2.UploadArtifactResponse:
        """Send a file up."""
        ...

    def download_artifact(
        self, request: gateway_pb2.DownloadArtifactRequest
    ) -> AsyncIterator[gateway_pb2.ArtifactChunk]:
        """Fetch a file."""
        ...


class FileCommands:
    """Handlers of DOWNLOAD_LOGS and UPDATE_FIRMWARE. Files pass through `scratch`, never through memory."""

    def __init__(
        self,
        *,
        targets: Targets,
        calls: Callable[[str], FileCalls | None],
        link: ArtifactLink,
        scratch: Path,
        poll_soon: PollSoon,
    ) -> None:
        self._targets = targets
        self._calls = calls
        self._link = link
        self._scratch = scratch
        self._poll_soon = poll_soon

    async def download_logs(self, envelope: CommandEnvelope, progress: Progress) -> Outcome:
        """Fetch a miner's logs and hand them to the server under the command's id."""
        driver, target = self._targets.of(envelope.device_id)
        with tempfile.TemporaryFile(dir=self._scratch) as file:
            async for chunk in self._calls_of(driver).download_logs(target, max_bytes=MAX_LOG_BYTES):
                if chunk.HasField("error"):
                    raise_driver_error(chunk.error)
                if chunk.file_name:
                    file.write(f"==> {chunk.file_name} <==\n".encode())
                file.write(chunk.data)
            size = file.tell()
            progress("fetched from the miner", 0.5)
            header = gateway_pb2.ArtifactHeader(
                artifact_id=envelope.command_id,
                command_id=envelope.command_id,
                device_id=envelope.device_id,
                file_name=f"miner-{envelope.device_id}.log",
                size_bytes=size,
                sha256=_digest(file),
            )
            stored = await self._link.upload_artifact(_upload(header, file))
        return succeeded(f"{size} bytes of logs", stored.artifact_id)

    async def update_firmware(self, envelope: CommandEnvelope, progress: Progress) -> Outcome:
        """Fetch an image whole, check its digest, then let the driver write it."""
        payload = envelope.payload
        if not isinstance(payload, UpdateFirmware):
            raise HeadframeError(Code.INVALID_REQUEST, "the payload is no firmware update")
        driver, target = self._targets.of(envelope.device_id)
        with tempfile.TemporaryFile(dir=self._scratch) as file:
            await self._fetch(payload, file)
            header = driver_pb2.FirmwareHeader(
                target=target,
                version=payload.version,
                size_bytes=file.seek(0, 2),
                sha256=payload.sha256,
                timeout_ms=POLICIES[envelope.kind].expected_seconds * 1000,
            )
            last = driver_pb2.FirmwareProgress()
            async for last in self._calls_of(driver).update_firmware(header, _pieces(file)):
                if last.HasField("error"):
                    return failed(problem_of_driver_error(last.error, is_write=True))
                progress(last.detail, last.ratio)
        self._poll_soon(envelope.device_id, full=True)
        if last.stage != driver_pb2.FirmwareProgress.STAGE_DONE:
            raise HeadframeError(Code.OUTCOME_UNKNOWN, "the driver stopped before the version was read back")
        return succeeded(last.detail)

    async def _fetch(self, payload: UpdateFirmware, file: BufferedRandom) -> None:
        request = gateway_pb2.DownloadArtifactRequest(artifact_id=payload.artifact_id)
        async for chunk in self._link.download_artifact(request):
            file.write(chunk.data)
            if file.tell() > MAX_FIRMWARE_BYTES:
                raise HeadframeError(Code.TOO_LARGE, f"an image has at most {MAX_FIRMWARE_BYTES} bytes")
        if _digest(file) != payload.sha256:
            raise HeadframeError(Code.INVALID_REQUEST, "the image's digest is not the one commanded")

    def _calls_of(self, driver: str) -> FileCalls:
        calls = self._calls(driver)
        if calls is None:
            raise HeadframeError(Code.PLUGIN_UNAVAILABLE, f"this node runs no driver {driver!r}")
        return calls


def _digest(file: BufferedRandom) -> bytes:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").digest()


async def _pieces(file: BufferedRandom) -> AsyncIterator[bytes]:
    file.seek(0)
    while piece := file.read(CHUNK_BYTES):
        yield piece


async def _upload(
    header: gateway_pb2.ArtifactHeader, file: BufferedRandom
) -> AsyncIterator[gateway_pb2.ArtifactChunk]:
    yield gateway_pb2.ArtifactChunk(header=header)
    async for piece in _pieces(file):
        yield gateway_pb2.ArtifactChunk(data=piece)
