"""Firmware: one upload, which the rig installs by itself, then a reboot, and the new version read back."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Any

from headframe.driver import InvalidArgumentError, OutcomeUnknownError, RefusedError
from headframe.drivers.cgminer import values
from headframe.drivers.http import until
from headframe.drivers.http.image import checked_image
from headframe.drivers.http.untrusted import member
from headframe.drivers.proto_rig import protocol
from headframe.drivers.proto_rig.device import Device
from headframe.wire.gen.driver.v1 import driver_pb2

MAX_IMAGE_BYTES = 2 * 1024 * 1024 * 1024

_FILE_NAME = "firmware.swu"
_INSTALLED = frozenset({"installed", "success"})

Progress = driver_pb2.FirmwareProgress


async def update(
    device: Device, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
) -> AsyncIterator[driver_pb2.FirmwareProgress]:
    """Upload, wait for the installation, reboot where the rig waits for it, compare the version.

    Raises:
        InvalidArgumentError: the image is not the one announced.
        RefusedError: the rig could not install it.
        OutcomeUnknownError: it was uploaded and the expected version did not appear.
    """
    await device.check_before_write()
    if not 0 < header.size_bytes <= MAX_IMAGE_BYTES:
        raise InvalidArgumentError(f"a rig's image has 1 to {MAX_IMAGE_BYTES} bytes")
    uptime = await device.uptime_seconds() or 0.0
    yield Progress(stage=Progress.STAGE_UPLOADING, ratio=0.0)
    await _upload(device, header, image)
    yield Progress(stage=Progress.STAGE_WRITING, ratio=0.0)
    end = asyncio.get_running_loop().time() + device.waits.firmware_seconds
    system = await _installed(device, header.version, end)
    if _version(system) != header.version or not header.version:
        yield Progress(stage=Progress.STAGE_REBOOTING, ratio=1.0)
        await device.rig.write("POST", protocol.REBOOT)
        await device.restarted(uptime, within_seconds=device.waits.reboot_seconds)
        system = await _system(device)
    version = _version(system)
    if header.version and version != header.version:
        raise OutcomeUnknownError(f"the rig restarted and runs {version or 'an unnamed version'}")
    yield Progress(stage=Progress.STAGE_DONE, ratio=1.0, detail=version)


async def _upload(device: Device, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]) -> None:
    boundary = secrets.token_hex(16)
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="file"; filename="{_FILE_NAME}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    tail = f"\r\n--{boundary}--\r\n".encode()

    async def form() -> AsyncIterator[bytes]:
        yield head
        async for chunk in checked_image(b"", image, size_bytes=header.size_bytes, sha256=header.sha256):
            yield chunk
        yield tail

    await device.rig.upload(
        form(),
        size_bytes=len(head) + header.size_bytes + len(tail),
        content_type=f"multipart/form-data; boundary={boundary}",
    )


async def _system(device: Device) -> dict[str, Any]:
    await device.pairing_info()
    return dict(member(await device.rig.open_read(protocol.SYSTEM), "system-info"))


async def _installed(device: Device, version: str, end: float) -> dict[str, Any]:
    """The system answer once the rig has installed the image, or already runs it."""

    def is_over(system: dict[str, Any]) -> bool:
        update = member(system, "sw_update_status")
        if values.text(update, "error") or values.text(update, "status") == "error":
            return True
        return values.text(update, "status") in _INSTALLED or bool(version and _version(system) == version)

    system = await until(
        lambda: _system(device),
        is_over,
        within_seconds=end - asyncio.get_running_loop().time(),
        step_seconds=device.waits.step_seconds,
    )
    if system is None:
        raise OutcomeUnknownError("the rig took the image and did not finish installing it in time")
    update = member(system, "sw_update_status")
    failure = values.text(update, "error")
    if failure or values.text(update, "status") == "error":
        raise RefusedError(f"the rig could not install the image: {failure or 'no reason given'}")
    return system


def _version(system: dict[str, Any]) -> str:
    return values.text(member(system, "os"), "version")
