"""update_firmware over API 2: an encrypted request, "ready", then length and image, and a reboot."""

import asyncio
from collections.abc import AsyncIterator

from headframe.driver import DeviceError, DeviceTimeoutError, OutcomeUnknownError, RefusedError
from headframe.drivers.cgminer import answers, identity as identities, values
from headframe.drivers.cgminer.reads import Reads
from headframe.drivers.whatsminer import transfer
from headframe.drivers.whatsminer.api2 import crypt, stream
from headframe.drivers.whatsminer.api2.protocol import port_of
from headframe.drivers.whatsminer.api2.writes import Writes
from headframe.drivers.whatsminer.timing import Timing
from headframe.wire.gen.driver.v1 import driver_pb2

Progress = driver_pb2.FirmwareProgress


async def update(
    reads: Reads,
    writes: Writes,
    timing: Timing,
    header: driver_pb2.FirmwareHeader,
    image: AsyncIterator[bytes],
) -> AsyncIterator[Progress]:
    """Send the image and wait for the new version.

    Raises:
        DeviceError: nothing was written.
        OutcomeUnknownError: the image went out and the miner did not come back with it.
    """
    target = header.target
    data = await transfer.collect(header, image)
    await _check(reads, target)
    before = await _version(reads, target)
    token, _ = await writes.token(target)
    request = crypt.encrypt(token.key, {"token": token.sign, "cmd": "update_firmware"})
    async with stream.opened(target.address, port_of(target), timing.request_seconds) as reader:
        reader.write(request)
        try:
            async with asyncio.timeout(timing.request_seconds):
                ready = await stream.encrypted_answer(reader, token)
        except TimeoutError as error:
            raise DeviceTimeoutError("the miner does not get ready for an image") from error
        if ready.get("Msg") != "ready":
            raise RefusedError(f"the miner is not ready for an image: {str(ready.get('Msg'))[:80]}")
        async for progress in transfer.send(reader, data):
            yield progress
        yield Progress(stage=Progress.STAGE_WRITING, detail="the miner checks and writes the image")
        try:
            async with asyncio.timeout(timing.transfer_seconds):
                await stream.encrypted_answer(reader, token)
        except RefusedError:
            raise
        except (DeviceError, TimeoutError) as error:
            raise OutcomeUnknownError("the image was sent, but the miner did not confirm it") from error
    writes.forget(target)
    yield Progress(stage=Progress.STAGE_REBOOTING)

    async def version() -> str:
        await _check(reads, target)
        return await _version(reads, target)

    found = await transfer.returned(
        version,
        before=before,
        wanted=header.version,
        limit_seconds=timing.returned_seconds,
        interval_seconds=timing.verify_interval_seconds,
    )
    yield Progress(stage=Progress.STAGE_DONE, ratio=1.0, detail=f"version {found}")


async def _check(reads: Reads, target: driver_pb2.Target) -> None:
    summary = answers.first(await reads.one(target.address, port_of(target), "summary"), "SUMMARY")
    identities.check(target, seen_mac=identities.mac(summary.get("MAC")), seen_serial="")


async def _version(reads: Reads, target: driver_pb2.Target) -> str:
    message = (await reads.one(target.address, port_of(target), "get_version")).get("Msg")
    return values.text(message, "fw_ver") if isinstance(message, dict) else ""
