"""Calls to one driver, whichever process of it is running now."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Sequence

from google.protobuf.message import Message

from headframe.driver.limits import (
    CHUNK_BYTES,
    DEFAULT_DEVICE_TIMEOUT_SECONDS,
    DEFAULT_POLL_CONCURRENCY,
    MAX_BATCH_TARGETS,
    MAX_FIRMWARE_BYTES,
    MAX_MESSAGE_BYTES,
)
from headframe.node.plugins.connection import Connection
from headframe.node.plugins.errors import PluginCallRefusedError, PluginUnavailableError
from headframe.node.plugins.translation import reads, writes
from headframe.wire.gen.driver.v1 import driver_pb2

CALL_MARGIN_SECONDS = 2.0
"""What a call may take beyond its device's time, so that the plugin's own answer arrives first."""

MAX_POLL_SECONDS = 600.0
READ_SECONDS = 30.0
LOG_SECONDS = 300.0
WRITE_SECONDS = 60.0
FIRMWARE_SECONDS = 1800.0


class PluginClient:
    """The driver service of one plugin.

    Answers are the wire's messages; what a device did wrong is in their `error`. Raises
    PluginUnavailableError, PluginTimeoutError or PluginCallRefusedError, and for writes
    PluginOutcomeUnknownError. A call may be cancelled; the plugin then cancels the driver's.
    """

    def __init__(self, name: str, connection: Callable[[], Connection | None]) -> None:
        self.name = name
        self._connection = connection

    def __repr__(self) -> str:
        return f"PluginClient({self.name!r})"

    @property
    def description(self) -> driver_pb2.DescribeResponse | None:
        """What the running plugin said when it started; None while none runs."""
        connection = self._connection()
        return connection.description if connection else None

    async def described(self) -> driver_pb2.DescribeResponse:
        """What the plugin said when it started; asked now where none runs, and then refused."""
        return self.description or await self.describe()

    async def describe(self, *, seconds: float = READ_SECONDS) -> driver_pb2.DescribeResponse:
        """Ask the plugin who it is."""
        with reads(self.name):
            on = self._running()
            response: driver_pb2.DescribeResponse = await on.stub.Describe(
                driver_pb2.DescribeRequest(), metadata=on.metadata, timeout=seconds
            )
            return response

    async def probe(
        self, request: driver_pb2.ProbeRequest, *, seconds: float = READ_SECONDS
    ) -> driver_pb2.ProbeResponse:
        """What stands at an address."""
        with reads(self.name):
            on = self._running()
            response: driver_pb2.ProbeResponse = await on.stub.Probe(
                request, metadata=on.metadata, timeout=seconds
            )
            return response

    async def pair(
        self, target: driver_pb2.Target, *, seconds: float = READ_SECONDS
    ) -> driver_pb2.PairResponse:
        """Whether the target's credentials work."""
        with reads(self.name):
            on = self._running()
            response: driver_pb2.PairResponse = await on.stub.Pair(
                driver_pb2.PairRequest(target=target), metadata=on.metadata, timeout=seconds
            )
            return response

    async def poll(
        self,
        targets: Sequence[driver_pb2.Target],
        *,
        depth: driver_pb2.PollDepth = driver_pb2.POLL_DEPTH_FAST,
        device_timeout_ms: int = 0,
        max_concurrency: int = 0,
        seconds: float | None = None,
    ) -> AsyncIterator[driver_pb2.PollResult]:
        """One result a target, as they finish; at most MAX_BATCH_TARGETS targets.

        When the plugin dies, what was read before has been yielded and the rest is missing.
        """
        if len(targets) > MAX_BATCH_TARGETS:
            raise PluginCallRefusedError(self.name, f"more than {MAX_BATCH_TARGETS} targets in a batch")
        request = driver_pb2.PollRequest(
            targets=targets, depth=depth, device_timeout_ms=device_timeout_ms, max_concurrency=max_concurrency
        )
        bound = seconds or poll_seconds(len(targets), device_timeout_ms, max_concurrency)
        with reads(self.name):
            on = self._running()
            call = on.stub.Poll(request, metadata=on.metadata, timeout=bound)
            try:
                async for response in call:
                    for result in response.results:
                        yield result
            finally:
                call.cancel()

    async def execute(self, request: driver_pb2.ExecuteRequest) -> driver_pb2.ExecuteResponse:
        """Carry out one command, within the request's `timeout_ms`.

        Raises PluginOutcomeUnknownError where the plugin died or fell silent after it was sent.
        """
        seconds = request.timeout_ms / 1000 or WRITE_SECONDS
        self._check_size(request)
        with writes(self.name):
            on = self._running()
            response: driver_pb2.ExecuteResponse = await on.stub.Execute(
                request, metadata=on.metadata, timeout=seconds + CALL_MARGIN_SECONDS
            )
            return response

    async def download_logs(
        self, target: driver_pb2.Target, *, max_bytes: int, seconds: float = LOG_SECONDS
    ) -> AsyncIterator[driver_pb2.LogChunk]:
        """The device's logs."""
        request = driver_pb2.DownloadLogsRequest(target=target, max_bytes=max_bytes)
        with reads(self.name):
            on = self._running()
            call = on.stub.DownloadLogs(request, metadata=on.metadata, timeout=seconds)
            try:
                async for chunk in call:
                    yield chunk
            finally:
                call.cancel()

    async def update_firmware(
        self, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
    ) -> AsyncIterator[driver_pb2.FirmwareProgress]:
        """Write an image; pieces of any size are cut to chunks. Fails like `execute`."""
        if not 0 < header.size_bytes <= MAX_FIRMWARE_BYTES:
            raise PluginCallRefusedError(self.name, "the image's size is out of range")
        seconds = header.timeout_ms / 1000 or FIRMWARE_SECONDS
        failed = asyncio.Event()
        with writes(self.name):
            on = self._running()
            call = on.stub.UpdateFirmware(
                chunked(header, image, failed), metadata=on.metadata, timeout=seconds + CALL_MARGIN_SECONDS
            )
            try:
                async for progress in call:
                    if progress.HasField("error"):
                        failed.set()
                    yield progress
            finally:
                call.cancel()

    def _running(self) -> Connection:
        connection = self._connection()
        if connection is None:
            raise PluginUnavailableError(self.name, "is not running")
        return connection

    def _check_size(self, request: Message) -> None:
        if request.ByteSize() > MAX_MESSAGE_BYTES:
            raise PluginCallRefusedError(self.name, f"it would take more than {MAX_MESSAGE_BYTES} bytes")


def poll_seconds(targets: int, device_timeout_ms: int, max_concurrency: int) -> float:
    """A deadline for a whole batch: every device may be slow, and the plugin may have as much other work."""
    each = device_timeout_ms / 1000 or DEFAULT_DEVICE_TIMEOUT_SECONDS
    rounds = math.ceil(targets / (max_concurrency or DEFAULT_POLL_CONCURRENCY))
    return min(2 * each * rounds + CALL_MARGIN_SECONDS, MAX_POLL_SECONDS)


async def chunked(
    header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes], failed: asyncio.Event
) -> AsyncIterator[driver_pb2.FirmwareChunk]:
    """The messages of an update: the header, then the image in chunks that the contract allows.

    Ends early once the update has failed.
    """
    yield driver_pb2.FirmwareChunk(header=header)
    async for piece in image:
        if failed.is_set():
            return
        for start in range(0, len(piece), CHUNK_BYTES):
            yield driver_pb2.FirmwareChunk(data=piece[start : start + CHUNK_BYTES])
