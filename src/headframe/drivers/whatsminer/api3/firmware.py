"""set.system.update_firmware over API 3: "ready", then length and image, a confirmation and a reboot."""

import asyncio
import time
from collections.abc import AsyncIterator

from headframe.driver import DeviceError, OutcomeUnknownError, RefusedError
from headframe.drivers.cgminer import identity as identities
from headframe.drivers.whatsminer import transfer
from headframe.drivers.whatsminer.answers import check_api3
from headframe.drivers.whatsminer.api3 import details, writes
from headframe.drivers.whatsminer.api3.protocol import get
from headframe.drivers.whatsminer.framed import Conversation
from headframe.drivers.whatsminer.timing import Timing
from headframe.wire.gen.driver.v1 import driver_pb2

Progress = driver_pb2.FirmwareProgress
COMMAND = "set.system.update_firmware"


async def update(
    talk: Conversation, timing: Timing, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
) -> AsyncIterator[Progress]:
    """Send the image and wait for the new version.

    Raises:
        DeviceError: nothing was written.
        OutcomeUnknownError: the image went out and the miner did not come back with it.
    """
    target = header.target
    data = await transfer.collect(header, image)
    async with talk:
        info = await get(talk, "get.device.info")
        seen = details.identity(info)
        identities.check(target, seen_mac=seen.mac, seen_serial=seen.serial)
        message = writes.signed(target, writes.salt_of(info), COMMAND, None, at_seconds=int(time.time()))
        talk.close()
        ready = await talk.ask(message)
        writes.judge(ready, info)
        if ready.get("msg") != "ready":
            raise RefusedError(f"the miner is not ready for an image: {str(ready.get('msg'))[:80]}")
        reader = await talk.connect()
        async for progress in transfer.send(reader, data):
            yield progress
        yield Progress(stage=Progress.STAGE_WRITING, detail="the miner checks and writes the image")
        try:
            async with asyncio.timeout(timing.transfer_seconds):
                check_api3(await reader.frame())
        except RefusedError:
            raise
        except (DeviceError, TimeoutError) as error:
            raise OutcomeUnknownError("the image was sent, but the miner did not confirm it") from error
        talk.close()
        yield Progress(stage=Progress.STAGE_REBOOTING)

        async def version() -> str:
            now = details.identity(await get(talk, "get.device.info"))
            identities.check(target, seen_mac=now.mac, seen_serial=now.serial)
            return now.firmware

        found = await transfer.returned(
            version,
            before=seen.firmware,
            wanted=header.version,
            limit_seconds=timing.returned_seconds,
            interval_seconds=timing.verify_interval_seconds,
        )
    yield Progress(stage=Progress.STAGE_DONE, ratio=1.0, detail=f"version {found}")
