"""Firmware: a form upload to `upgrade.cgi`, after which the miner restarts by itself."""

import asyncio
from collections.abc import AsyncIterator

from headframe.driver import DeviceError, OutcomeUnknownError, RefusedError, WrongDeviceError
from headframe.drivers.antminer import details
from headframe.drivers.antminer.timing import Timing
from headframe.drivers.antminer.web import Web
from headframe.drivers.cgminer import identity as identities
from headframe.drivers.http.image import checked_image
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

_FAILURES = (b'"error"', b"Failed", b"failed")

Progress = driver_pb2.FirmwareProgress


async def update(
    web: Web, timing: Timing, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
) -> AsyncIterator[Progress]:
    """Send the image and wait for the new version.

    Raises:
        DeviceError: nothing was written.
        OutcomeUnknownError: the image went out and the miner did not come back with it.
    """
    target = header.target
    before = await _identity(web, target)
    yield Progress(stage=Progress.STAGE_UPLOADING, ratio=0.0)
    chunks = checked_image(b"", image, size_bytes=header.size_bytes, sha256=header.sha256)
    answer = await web.upload(target, "upgrade", chunks, header.size_bytes)
    if any(word in answer for word in _FAILURES):
        raise RefusedError("the miner does not take this image", vendor_code="U001")
    yield Progress(stage=Progress.STAGE_REBOOTING, ratio=1.0)
    found = await _returned(web, timing, header, before.firmware)
    yield Progress(stage=Progress.STAGE_DONE, ratio=1.0, detail=f"version {found}")


async def _returned(web: Web, timing: Timing, header: driver_pb2.FirmwareHeader, before: str) -> str:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timing.returned_seconds
    last = before
    while loop.time() < deadline:
        await asyncio.sleep(timing.verify_interval_seconds)
        try:
            async with asyncio.timeout_at(deadline):
                last = (await _identity(web, header.target)).firmware
        except WrongDeviceError:
            raise
        except (DeviceError, TimeoutError):
            continue
        if last and (last == header.version if header.version else last != before):
            return last
    raise OutcomeUnknownError(f"the image was sent; the miner reports version {last or 'unknown'}")


async def _identity(web: Web, target: driver_pb2.Target) -> miner_pb2.Identity:
    found = details.identity(await web.get(target, "get_system_info"))
    identities.prove(target, seen_mac=found.mac, seen_serial=found.serial)
    return found
