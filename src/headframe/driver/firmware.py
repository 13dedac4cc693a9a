"""A firmware image as it comes in: header first, then chunks, checked against what the header says."""

import hashlib
from collections.abc import AsyncIterator

from headframe.driver.errors import InvalidArgumentError
from headframe.driver.limits import CHUNK_BYTES, MAX_FIRMWARE_BYTES
from headframe.wire.gen.driver.v1 import driver_pb2


class NotAnImageError(Exception):
    """The stream breaks the contract's order or sizes: the caller's defect, not the device's."""


async def drain(stream: AsyncIterator[driver_pb2.FirmwareChunk]) -> None:
    """Take in what the caller still sends.

    A stream that is answered before it is read to the end may break under its sender, who then sees the
    break instead of the answer.
    """
    async for _ in stream:
        pass


class Image:
    """One image in transit.

    `chunks` ends normally only when size and hash are what the header said; else it raises
    InvalidArgumentError, so that a driver which reads to the end before it commits writes no bad image.
    """

    def __init__(
        self, header: driver_pb2.FirmwareHeader, stream: AsyncIterator[driver_pb2.FirmwareChunk]
    ) -> None:
        self.header = header
        self._stream = stream

    @classmethod
    async def opened(cls, stream: AsyncIterator[driver_pb2.FirmwareChunk]) -> "Image":
        """Read the header. Raises NotAnImageError where it is missing or announces too much."""
        async for first in stream:
            if first.WhichOneof("part") != "header":
                break
            if not 0 < first.header.size_bytes <= MAX_FIRMWARE_BYTES:
                raise NotAnImageError("the header's size_bytes is out of range")
            return cls(first.header, stream)
        raise NotAnImageError("an update starts with its header")

    async def chunks(self) -> AsyncIterator[bytes]:
        """The image's bytes."""
        digest, size = hashlib.sha256(), 0
        async for chunk in self._stream:
            if chunk.WhichOneof("part") != "data" or len(chunk.data) > CHUNK_BYTES:
                raise InvalidArgumentError("the image came in a part that is no chunk, or too large")
            digest.update(chunk.data)
            size += len(chunk.data)
            if size > self.header.size_bytes:
                raise InvalidArgumentError("the image is larger than its header said")
            yield chunk.data
        if size != self.header.size_bytes or digest.digest() != self.header.sha256:
            raise InvalidArgumentError("the image is not the one that its header named")
