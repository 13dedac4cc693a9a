"""Over-the-air update: one POST of the image, a restart, and the new version read back."""

from collections.abc import AsyncIterator

from headframe.driver import InvalidArgumentError, OutcomeUnknownError
from headframe.drivers.axeos.device import Device
from headframe.drivers.cgminer import values
from headframe.drivers.http.image import checked_image
from headframe.wire.gen.driver.v1 import driver_pb2

ESP_IMAGE_MAGIC = 0xE9
MAX_IMAGE_BYTES = 16 * 1024 * 1024
"""The whole flash of the largest board."""

Progress = driver_pb2.FirmwareProgress


async def update(
    device: Device, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
) -> AsyncIterator[driver_pb2.FirmwareProgress]:
    """Upload, wait for the restart, compare the version.

    Raises:
        InvalidArgumentError: the image is not one for an ESP32, or not the one announced.
        OutcomeUnknownError: it was uploaded and the expected version did not appear.
    """
    before = await device.info_before_write()
    if not 0 < header.size_bytes <= MAX_IMAGE_BYTES:
        raise InvalidArgumentError(f"an AxeOS image has 1 to {MAX_IMAGE_BYTES} bytes")
    yield Progress(stage=Progress.STAGE_UPLOADING, ratio=0.0)
    first = await _first_chunk(image)
    whole = checked_image(first, image, size_bytes=header.size_bytes, sha256=header.sha256)
    await device.protocol.upload(whole, header.size_bytes)
    yield Progress(stage=Progress.STAGE_REBOOTING, ratio=1.0)
    after = await device.restarted(before)
    version = values.text(after, "version")
    if header.version and version.lstrip("v") != header.version.lstrip("v"):
        raise OutcomeUnknownError(f"the miner restarted and runs {version or 'an unnamed version'}")
    yield Progress(stage=Progress.STAGE_DONE, ratio=1.0, detail=version)


async def _first_chunk(image: AsyncIterator[bytes]) -> bytes:
    async for chunk in image:
        if chunk:
            if chunk[0] != ESP_IMAGE_MAGIC:
                raise InvalidArgumentError("this is not a firmware image for an ESP32")
            return chunk
    raise InvalidArgumentError("the image is empty")
