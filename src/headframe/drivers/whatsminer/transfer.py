"""What both APIs' firmware updates share: collect the image, send it, wait for the new version."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable

from headframe.driver import DeviceError, InvalidArgumentError, OutcomeUnknownError, WrongDeviceError
from headframe.drivers.whatsminer.framed import FrameReader
from headframe.wire.gen.driver.v1 import driver_pb2

MAX_IMAGE_BYTES = 256 * 1024 * 1024
WRITE_BYTES = 256 * 1024
DRAIN_SECONDS = 0.02

Progress = driver_pb2.FirmwareProgress


async def collect(header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]) -> bytes:
    """The whole image, which must be what the header says before any of it goes to a miner.

    Raises:
        InvalidArgumentError: another size or another digest.
    """
    if not 0 < header.size_bytes <= MAX_IMAGE_BYTES:
        raise InvalidArgumentError(f"an image has between 1 and {MAX_IMAGE_BYTES} bytes")
    found = bytearray()
    async for chunk in image:
        found += chunk
        if len(found) > header.size_bytes:
            raise InvalidArgumentError("the image is longer than its header says")
    if len(found) != header.size_bytes:
        raise InvalidArgumentError("the image is shorter than its header says")
    if header.sha256 and hashlib.sha256(found).digest() != header.sha256:
        raise InvalidArgumentError("the image's digest is not the header's")
    return bytes(found)


async def send(reader: FrameReader, image: bytes) -> AsyncIterator[Progress]:
    """Write length and image, reporting progress as the miner takes it."""
    reader.write(len(image).to_bytes(4, "little"))
    view = memoryview(image)
    for start in range(0, len(image), WRITE_BYTES):
        reader.write(bytes(view[start : start + WRITE_BYTES]))
        while reader.unsent_bytes > WRITE_BYTES:
            if not reader.is_open:
                raise OutcomeUnknownError("the miner hung up while the image was sent")
            await asyncio.sleep(DRAIN_SECONDS)
        yield Progress(stage=Progress.STAGE_UPLOADING, ratio=min(1.0, (start + WRITE_BYTES) / len(image)))


async def returned(
    version: Callable[[], Awaitable[str]],
    *,
    before: str,
    wanted: str,
    limit_seconds: float,
    interval_seconds: float,
) -> str:
    """Wait until the miner reports the wanted version (or, where none is named, another one than before).

    Raises:
        WrongDeviceError: another device answers now.
        OutcomeUnknownError: it did not come back with it in time.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit_seconds
    last = before
    while loop.time() < deadline:
        await asyncio.sleep(interval_seconds)
        try:
            async with asyncio.timeout_at(deadline):
                last = await version()
        except WrongDeviceError:
            raise
        except (DeviceError, TimeoutError):
            continue
        if last and (last == wanted if wanted else last != before):
            return last
    raise OutcomeUnknownError(f"the image was sent; the miner reports version {last or 'unknown'}")
